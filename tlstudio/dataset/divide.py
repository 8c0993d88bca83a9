"""Samples divided into training and validation, what belongs together on one side."""

from collections import Counter
from collections.abc import Mapping, Sequence

import msgspec

from tlstudio.dataset.sample import Sample
from tlstudio.dataset.split import assign

_FEW = 5
_SHARE = 1 / 3


def divided(samples: Sequence[Sample], fraction: float, seed: int, together: Mapping[str, str]) -> list[Sample]:
    """The samples with part of the training photos moved to validation.

    `together` names for a content hash the one that stands for its group. A group that is more than a third of a class
    is how the class looks, and is taken photo by photo.
    """
    digests: dict[str, set[str]] = {}
    for sample in samples:
        if sample.split == "train":
            digests.setdefault(sample.label, set()).add(sample.digest)
    chosen = assign(digests, fraction, seed, divisible(digests, together))
    return [
        msgspec.structs.replace(sample, split="validation")
        if sample.split == "train" and sample.digest in chosen
        else sample
        for sample in samples
    ]


def kept_together(samples: Sequence[Sample], together: Mapping[str, str]) -> int:
    """How many photos to train or validate on are on one side of the split because another one of their group is."""
    placed = [(together.get(each.digest, each.digest), each.split) for each in samples if each.split != "test"]
    sizes = Counter(group for group, _ in placed)
    sides = Counter(group for group, _ in set(placed))
    return sum(size for group, size in sizes.items() if size > 1 and sides[group] == 1)


def divisible(digests: Mapping[str, set[str]], together: Mapping[str, str]) -> dict[str, str]:
    """`together` without the groups that are how a class looks: kept together, they would leave nothing to divide.

    `digests` are the content hashes of each class. A group is that when it is all of a class, or more than a third.
    """
    too_large = set()
    for members in digests.values():
        sizes = Counter(together.get(digest, digest) for digest in members)
        too_large |= {
            group for group, size in sizes.items() if len(sizes) == 1 or size > max(_FEW, _SHARE * len(members))
        }
    return {digest: group for digest, group in together.items() if group not in too_large}
