"""How many of some photos are right, and how far that can be trusted."""

import msgspec

from tlstudio.metrics.intervals import wilson_interval


class Share(msgspec.Struct, frozen=True):
    """How many of `photos` photos are right, with the 95 % Wilson interval; a mean where they were asked repeatedly."""

    accuracy: float
    interval: tuple[float, float]
    photos: int


def share_of(right: float, photos: int) -> Share:
    """So many of so many; of no photos none are right, and nothing is known."""
    return Share(right / photos if photos else 0.0, wilson_interval(right, photos), photos)
