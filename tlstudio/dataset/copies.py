"""Photos whose content is the same, byte for byte, and what that spoils."""

from collections import defaultdict
from collections.abc import Iterable

from tlstudio.dataset.sample import Sample

Group = tuple[Sample, ...]


def copies(samples: Iterable[Sample]) -> list[Group]:
    """Each set of two or more samples with the same content, in the order of `samples`."""
    alike: dict[str, list[Sample]] = defaultdict(list)
    for sample in samples:
        alike[sample.digest].append(sample)
    return [tuple(group) for group in alike.values() if len(group) > 1]


def is_conflict(group: Group) -> bool:
    """True when one content has several labels: at least one of them is wrong."""
    return len({sample.label for sample in group}) > 1


def is_leak(group: Group) -> bool:
    """True when one content is on several sides of the split: what is learned there is no test here."""
    return len({sample.split for sample in group}) > 1
