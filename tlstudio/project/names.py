"""Paths as text that SQLite and JSON can hold: exact, also where a name is not UTF-8."""

import functools
import os
import re
from pathlib import Path
from urllib.parse import unquote_to_bytes

_MOST_KEPT = 200_000
_NOT_UTF_8 = re.compile("[\udc80-\udcff]")


def path_as_text(path: Path) -> str:
    """The path with parts joined by /; bytes that are not UTF-8, and %, as %XX."""
    return _as_text(path.as_posix())


def _as_text(name: str) -> str:
    text = os.fsencode(name).replace(b"%", b"%25").decode("utf-8", "surrogateescape")
    return _NOT_UTF_8.sub(lambda match: f"%{ord(match[0]) - 0xDC00:02X}", text)


def seen_from(base: Path, path: Path) -> str:
    """The path as text: as seen from `base` where it lies inside, else whole."""
    name, inside = path.as_posix(), f"{base.as_posix()}/"
    if name.startswith(inside):  # nearly always, and ten times as fast
        return _as_text(name.removeprefix(inside))
    return path_as_text(path.relative_to(base) if path.is_relative_to(base) else path.absolute())


def path_from_text(text: str, base: Path) -> Path:
    """The path that was made text, below `base` unless it is whole.

    The same object each time: photos are read anew after every edit, and a path knows its parts once it was asked.
    """
    return _below(str(base), text)


@functools.lru_cache(_MOST_KEPT)
def _below(base: str, text: str) -> Path:
    return Path(base) / os.fsdecode(unquote_to_bytes(text) if "%" in text else text.encode())
