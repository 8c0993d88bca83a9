"""What a camera noted in a photo: when, with what, how long exposed, and whether it says where."""

import contextlib
import re
from fractions import Fraction
from typing import Any

import msgspec
from PIL import ExifTags, Image

from tlstudio.foundation.names import printable
from tlstudio.photos.moments import moment_of
from tlstudio.photos.request import Details

_LONGEST = 120
_DATE = re.compile(r"(\d{4}):(\d\d):(\d\d)( \d\d:\d\d(?::\d\d)?)")
_NAMES = {"MPO": "JPEG"}  # what phones write is one, with more pictures behind the first
_Tags = dict[int, Any]


def details_of(image: Image.Image, size: int) -> Details:
    """The details of an opened picture in a file of `size` bytes. Broken notes are left out; raises nothing.

    Where a photo was taken is never read, only whether it is noted.
    """
    plain = Details(_NAMES.get(image.format or "", image.format or ""), size)
    try:
        exif = image.getexif()
        general, camera = dict(exif), dict(exif.get_ifd(ExifTags.IFD.Exif))
        has_location = bool(exif.get_ifd(ExifTags.IFD.GPSInfo))
    except Exception:  # broken metadata does not make a photo unusable
        return plain
    return msgspec.structs.replace(
        plain,
        camera=_camera(general),
        taken=_taken(general, camera),
        exposure=_exposure(camera),
        has_location=has_location,
        moment=moment_of(camera),
    )


def _camera(tags: _Tags) -> str:
    """Maker and model; many models begin with their maker's name already."""
    maker, model = _text(tags, ExifTags.Base.Make), _text(tags, ExifTags.Base.Model)
    return model if maker and model.lower().startswith(maker.lower().split()[0]) else f"{maker} {model}".strip()


def _taken(general: _Tags, camera: _Tags) -> str:
    """When the picture was taken, else when the file was last changed by what wrote it."""
    noted = _text(camera, ExifTags.Base.DateTimeOriginal) or _text(general, ExifTags.Base.DateTime)
    found = _DATE.match(noted)
    return f"{found[1]}-{found[2]}-{found[3]}{found[4]}" if found and found[1] != "0000" else ""


def _exposure(camera: _Tags) -> str:
    base = ExifTags.Base
    seconds, aperture, length = (
        _number(camera, tag) for tag in (base.ExposureTime, base.FNumber, base.FocalLength)
    )  # fmt: skip
    speed = _number(camera, base.ISOSpeedRatings)
    parts = [
        _time(seconds) if seconds else "",
        f"f/{aperture:.3g}" if aperture else "",
        f"ISO {speed:.0f}" if speed else "",
        f"{length:.3g} mm" if length else "",
    ]
    return ", ".join(filter(None, parts))


def _time(seconds: float) -> str:
    return f"{seconds:.3g} s" if seconds >= 0.3 else f"1/{round(1 / seconds)} s"


def _text(tags: _Tags, tag: int) -> str:
    value = tags.get(tag, "")
    return printable(value.replace("\0", " ").strip(), _LONGEST) if isinstance(value, str) else ""


def _number(tags: _Tags, tag: int) -> float | None:
    """A positive number that can be one; some notes hold several, or divide by zero."""
    value = tags.get(tag)
    first: Any = value[0] if isinstance(value, tuple) and value else value
    with contextlib.suppress(TypeError, ValueError, ArithmeticError):
        number = float(Fraction(first))
        return number if 1e-7 < number < 1e7 else None
    return None
