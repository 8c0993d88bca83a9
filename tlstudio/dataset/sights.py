"""What every photo looks like at a glance: a few hundred grey values, enough to know it again, kept between runs."""

from collections.abc import Generator, Iterable
from typing import TYPE_CHECKING

import msgspec

from tlstudio.dataset.looking import Looking
from tlstudio.dataset.sample import Sample
from tlstudio.foundation.control import Control
from tlstudio.foundation.events import Event
from tlstudio.photos.pool import PhotoPool
from tlstudio.photos.request import Photo, PixelRequest

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SIDE = 32
MOST_ROWS = 200_000  # about 240 MB


class Sight(msgspec.Struct, frozen=True, array_like=True):
    """The whole upright photo in SIDE × SIDE greys, row after row, and when it was taken (`Details.moment`)."""

    greys: bytes
    taken: float | None


def sights_of(samples: Iterable[Sample], pool: PhotoPool, control: Control) -> Generator[Event, None, dict[str, Sight]]:
    """By key, the sight of each photo that can be read; those not seen before are looked at now.

    A photo that is turned or cropped has two, that one and the one of the photo as it is: it belongs to whatever looks
    like either. Yields Progress. When the control is stopped, those known so far are returned.
    """
    once = {}
    for sample in samples:
        once[sample.key] = sample
        if sample.view:
            once[sample.digest] = msgspec.structs.replace(sample, view=None)
    found, _ = yield from _SIGHTS.at(once.values(), pool, control, "compare")
    return found


def _sight(photo: Photo) -> Sight:
    return Sight(_greys(photo.pixels), photo.details.moment if photo.details else None)


def _greys(pixels: "NDArray[np.uint8]") -> bytes:
    greys: bytes = pixels.mean(2).round().astype("uint8").tobytes()
    return greys


_SIGHTS = Looking("sights", Sight, PixelRequest(SIDE, SIDE, "stretch", details=True), _sight, MOST_ROWS)
