"""Which photos are kept aside for validation: decided by each photo's own content, never by its neighbours."""

import functools
from collections.abc import Collection, Mapping

from tlstudio.foundation.randomness import seed_for

_MOST_KEPT = 200_000


def assign(
    digests: Mapping[str, Collection[str]], fraction: float, seed: int, groups: Mapping[str, str] | None = None
) -> frozenset[str]:
    """The content hashes that go to validation, given those of each class; copies count as one photo.

    A photo goes there when the keyed hash of (seed, content), read as a number in 0…1, is below `fraction`. So adding
    or removing photos moves no other, and order does not matter. A class of two or more photos of which that leaves
    one side empty gives that side its photo with the lowest (or highest) number; a class of one photo trains.

    `groups` maps a photo to the key of the group it belongs to: one group's photos go to one side together.
    Where a photo stands in several classes the wish of one may take the last photo of another: that is not repaired.
    """
    keys = groups or {}
    validation: set[str] = set()
    numbers = {
        label: {key: _number(key, seed) for key in {keys.get(digest, digest) for digest in members}}
        for label, members in digests.items()
    }
    for label in sorted(numbers):
        validation |= _below(numbers[label], fraction)
    for label in sorted(numbers):
        _fill_empty_side(numbers[label], validation)
    return frozenset(
        digest for members in digests.values() for digest in members if keys.get(digest, digest) in validation
    )


@functools.lru_cache(_MOST_KEPT)  # photos are split anew after every edit
def _number(key: str, seed: int) -> float:
    return seed_for(seed, "split", key) / 2**63


def _below(numbers: Mapping[str, float], fraction: float) -> set[str]:
    return {key for key, number in numbers.items() if number < fraction}


def _fill_empty_side(numbers: Mapping[str, float], validation: set[str]) -> None:
    inside = numbers.keys() & validation
    if len(numbers) <= 1:
        validation -= inside
    elif not inside:
        validation.add(min(numbers, key=numbers.__getitem__))
    elif len(inside) == len(numbers):
        validation.discard(max(numbers, key=numbers.__getitem__))
