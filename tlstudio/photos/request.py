"""The pixel contract: what is asked of a photo, and what comes back."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import msgspec

if TYPE_CHECKING:  # the window is painted before numpy has loaded
    import numpy as np
    from numpy.typing import NDArray

Fit = Literal["crop", "pad", "stretch", "inside"]
Interpolation = Literal["bilinear", "bicubic"]


class PixelRequest(msgspec.Struct, frozen=True):
    """What pixels are wanted: training, thumbnails and prediction all ask this way, so they see the same photo.

    `crop`: the shorter side is resized to `size / crop_fraction`, then the middle `width` × `height` is taken.
    `pad`: the whole photo inside `width` × `height`, the rest mid-grey. `stretch`: both sides forced.
    `inside`: the whole photo, at most `width` × `height`, ratio kept, never enlarged (thumbnails).
    `details`: tell also what the file is and what the camera noted in it. `keep`: for the screen alone; what is kept
    of the photo from an earlier time will do, and something is kept for the next.
    """

    width: int
    height: int
    fit: Fit = "crop"
    crop_fraction: float = 1.0
    interpolation: Interpolation = "bicubic"
    details: bool = False
    keep: bool = False


class Details(msgspec.Struct, frozen=True):
    """What a file is, and what the camera noted in it: short printable text, "" for what it does not say.

    `format` is the decoder's name ("JPEG"), `bytes` the file's size, `taken` a date and time as the camera's clock had
    them ("2024-05-17 18:03:12"), `exposure` for example "1/250 s, f/2.8, ISO 100, 35 mm". `moment` is when the shot was
    taken, in seconds on the camera's clock: it knows no time zone, so only differences mean something.
    """

    format: str
    bytes: int
    camera: str = ""
    taken: str = ""
    exposure: str = ""
    has_location: bool = False
    moment: float | None = None


@dataclass(frozen=True)
class Photo:
    """Upright RGB pixels, uint8 of shape (height, width, 3), as the request asked.

    `width` and `height` are the upright size of the file's own picture, or of what a view shows of it; `note` is a
    caveat for a person, such as "16-bit greys were scaled to 8 bit", or None. `details` are there where they were asked
    for. Where a kept thumbnail was taken instead of the photo, `width` and `height` are its own, and there is no note.
    """

    pixels: "NDArray[np.uint8]"
    width: int
    height: int
    note: str | None = None
    details: Details | None = None
    encoded: bytes = b""
    name: bytes = b""


@dataclass(frozen=True)
class Picture:
    """A Photo as its reader has it: the pixels as bytes, `rows` × `columns` × 3. Readers do without numpy.

    `encoded` is a thumbnail to be kept under `name`, where there is one.
    """

    pixels: bytes
    rows: int
    columns: int
    width: int
    height: int
    note: str | None = None
    details: Details | None = None
    encoded: bytes = b""
    name: bytes = b""


@dataclass(frozen=True)
class Refusal:
    """Why a file is not used: `kind` is one word for counting, `reason` one sentence for a person."""

    kind: str
    reason: str


_CONTRACT = 1  # to be raised by a change that gives other pixels for the same request


def decoder_name() -> str:
    """What makes the pixels: whatever was computed from another decoder's is not to be mixed with this one's."""
    import PIL

    return f"Pillow {PIL.__version__}, contract {_CONTRACT}"
