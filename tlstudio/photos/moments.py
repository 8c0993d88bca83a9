"""When a photo was taken, as its camera wrote it down."""

import contextlib
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

_TAKEN, _FRACTION_OF_IT = 36867, 37521  # DateTimeOriginal, SubsecTimeOriginal
_FORMAT = "%Y:%m:%d %H:%M:%S"


def moment_of(camera: Mapping[int, Any]) -> float | None:
    """Seconds on the camera's own clock, from its EXIF tags; None where they say nothing that can be understood.

    Cameras seldom name a time zone, so the time is taken as it stands. When a file was last written is no such moment:
    programs write hundreds of photos within seconds.
    """
    with contextlib.suppress(KeyError, ValueError, OverflowError):
        noted = str(camera[_TAKEN]).strip("\0 ")
        moment = datetime.strptime(noted, _FORMAT).replace(tzinfo=UTC)
        return moment.timestamp() + _fraction(camera.get(_FRACTION_OF_IT))
    return None


def _fraction(noted: object) -> float:
    digits = str(noted).strip("\0 ")
    return float(f"0.{digits}") if digits.isascii() and digits.isdecimal() and len(digits) <= 9 else 0.0
