"""How a person wants a photo to be seen: turned by quarters and cropped, while the file stays as it is."""

from pathlib import Path
from typing import Literal, NamedTuple

import msgspec

Quarter = Literal[0, 90, 180, 270]
Box = tuple[float, float, float, float]

WHOLE: Box = (0.0, 0.0, 1.0, 1.0)
LEAST_SHARE = 0.01
_ROUNDING = 1e-9


class View(msgspec.Struct, frozen=True):
    """The upright photo is turned clockwise by `turn` degrees; of that, `box` is seen (None: all of it).

    The box is left, top, right and bottom in shares from 0 to 1 of the turned photo's sides. ValueError when it lies
    outside, or is less than a hundredth of a side.
    """

    turn: Quarter = 0
    box: Box | None = None

    def __post_init__(self) -> None:
        left, top, right, bottom = self.box or WHOLE
        inside = 0 <= left < right <= 1 and 0 <= top < bottom <= 1
        if not (inside and min(right - left, bottom - top) >= LEAST_SHARE - _ROUNDING):
            raise ValueError("a part that is not in the photo, or nearly nothing of it")

    @property
    def is_sideways(self) -> bool:
        """Whether width and height change places."""
        return self.turn in (90, 270)

    @property
    def name(self) -> str:
        """A text that no other view has."""
        return " ".join(map(repr, (self.turn, *(self.box or ()))))


class Viewed(NamedTuple):
    """The photo at a path, as a person wants it to be seen."""

    path: Path
    view: View


PhotoFile = Path | Viewed
"""Where a photo's pixels come from: a file as it is, or as a person wants it to be seen."""


def path_of(photo: PhotoFile) -> Path:
    """The file itself."""
    return photo.path if isinstance(photo, Viewed) else photo


def turned(box: Box, degrees: int) -> Box:
    """The same part of a photo once that has been turned clockwise by a multiple of 90 degrees."""
    for _ in range(degrees % 360 // 90):
        left, top, right, bottom = box
        box = (1 - bottom, left, 1 - top, right)
    return box
