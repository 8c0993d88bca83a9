"""What can be seen of a photo alone: that it is dark, bright, without contrast, blurred, tiny or of an odd shape.

Measured on a rendition of at most 256 pixels a side, about what a network sees: a blur that is not seen there does no
harm. docs/decisions/0017 says how the limits were found.
"""

from collections.abc import Collection, Generator, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from tlstudio.dataset.finding import Finding, about
from tlstudio.dataset.looking import Looking
from tlstudio.dataset.sample import Sample
from tlstudio.foundation.control import Control
from tlstudio.foundation.events import Event
from tlstudio.photos.pool import PhotoPool
from tlstudio.photos.request import Photo, PixelRequest, Refusal

_REQUEST = PixelRequest(256, 256, "inside")
_MOST_ROWS = 500_000  # about 90 MB
_TINY = 32
_ODD = 3.0
_DARK, _BRIGHT = 30.0, 235.0
_FLAT = 40.0
_BLURRED = 0.12
_SHARP_ENOUGH_TO_ASK = 128
_USUAL = 0.2
_FEW = 5

_REASONS = {
    "flat": "There is nearly no contrast in this photo: look whether it shows anything, or leave it out.",
    "blurred": "This photo is blurred: leave it out if you cannot tell what it shows.",
    "dark": "This photo is nearly black: leave it out if you cannot tell what it shows.",
    "bright": "This photo is nearly white: leave it out if you cannot tell what it shows.",
    "tiny": f"One side has fewer than {_TINY} pixels, which is little to learn from: use a larger copy.",
    "odd-shape": f"One side is over {_ODD:g} times the other, so much is cut off or squeezed: cut a photo out of it.",
}


class Look(msgspec.Struct, frozen=True, array_like=True):
    """What there is to measure of a photo: its size in pixels, the mean of its greys, how far they range, and how sharp
    its sharpest edges are as a share of that, where it is large enough to tell; `note` is that of the `Photo`."""

    width: int
    height: int
    level: float
    spread: float
    edges: float | None
    note: str | None = None


class Flaw(NamedTuple):
    """One word for counting, and how bad it is: 0 to 1, 1 the worst there can be."""

    kind: str
    score: float


def looks_of(
    samples: Collection[Sample], pool: PhotoPool, control: Control
) -> Generator[Event, None, tuple[dict[str, Look], dict[Path, Refusal]]]:
    """By key the look of each photo, and by path why the others cannot be read. Those not looked at before
    are read to their end now. Yields Progress; when the control is stopped, what is known so far is returned."""
    return (yield from _LOOKS.at(samples, pool, control, "scan"))


def look_at(photo: Photo) -> Look:
    """The measures of a photo that was asked for with at most 256 pixels a side."""
    greys = photo.pixels.mean(2, dtype=np.float32)
    low, high = np.quantile(greys, (0.01, 0.99))
    spread = float(high - low)
    large = min(greys.shape) >= _SHARP_ENOUGH_TO_ASK // 2 and max(greys.shape) >= _SHARP_ENOUGH_TO_ASK
    edges = _edges(greys) / spread if large and spread > 0 else None
    return Look(photo.width, photo.height, float(greys.mean()), spread, edges, photo.note)


def flaws_of(look: Look) -> list[Flaw]:
    """What is wrong with a photo that looks so, the worst first."""
    short, long = sorted((look.width, look.height))
    is_blurred = look.edges is not None and look.edges < _BLURRED and look.spread >= _FLAT
    found = [
        _light(look.level, look.spread),
        Flaw("tiny", 1 - short / _TINY) if short < _TINY else None,
        Flaw("odd-shape", 1 - short / long) if long > _ODD * short else None,
        Flaw("blurred", 1 - (look.edges or 0) / _BLURRED) if is_blurred else None,
    ]
    return sorted((flaw for flaw in found if flaw), key=lambda flaw: -flaw.score)


def _light(level: float, spread: float) -> Flaw | None:
    if level < _DARK:
        return Flaw("dark", 1 - level / 255)
    if level > _BRIGHT:
        return Flaw("bright", level / 255)
    return Flaw("flat", 1 - spread / 255) if spread < _FLAT else None


def _edges(greys: "NDArray[np.float32]") -> float:
    """How sharp the sharpest edges are: the 99th percentile of the Laplacian's size, in grey levels."""
    middle = greys[1:-1, 1:-1]
    around = greys[:-2, 1:-1] + greys[2:, 1:-1] + greys[1:-1, :-2] + greys[1:-1, 2:]
    return float(np.quantile(np.abs(4 * middle - around), 0.99))


def about_flaws(root: Path, flaws: Mapping[Sample, Sequence[Flaw]]) -> Iterator[Finding]:
    """A finding for each photo and flaw; but one for all where over a fifth of the photos have it: so they are."""
    for kind, reason in _REASONS.items():
        found = [(sample, flaw.score) for sample, each in flaws.items() for flaw in each if flaw.kind == kind]
        if len(found) > max(_FEW, _USUAL * len(flaws)):
            yield about(root, kind, f"True of {len(found):,} of {len(flaws):,} photos: {reason}")
        else:
            for sample, score in found:
                yield about(sample.path, kind, reason, score=round(score, 4), fix="look")


_LOOKS = Looking("looks", Look, _REQUEST, look_at, _MOST_ROWS)
