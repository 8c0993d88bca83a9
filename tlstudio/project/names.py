"""Paths as text that SQLite and JSON can hold: exact, also where a name is not UTF-8."""

import os
import re
from pathlib import Path
from urllib.parse import unquote_to_bytes

_NOT_UTF_8 = re.compile("[\udc80-\udcff]")


def path_as_text(path: Path) -> str:
    """The path with parts joined by /; bytes that are not UTF-8, and %, as %XX."""
    text = os.fsencode(path.as_posix()).replace(b"%", b"%25").decode("utf-8", "surrogateescape")
    return _NOT_UTF_8.sub(lambda match: f"%{ord(match[0]) - 0xDC00:02X}", text)


def seen_from(base: Path, path: Path) -> str:
    """The path as text: as seen from `base` where it lies inside, else whole."""
    return path_as_text(path.relative_to(base) if path.is_relative_to(base) else path.absolute())


def path_from_text(text: str, base: Path) -> Path:
    """The path that was made text, below `base` unless it is whole."""
    return base / os.fsdecode(unquote_to_bytes(text) if "%" in text else text.encode())
