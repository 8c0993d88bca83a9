"""Thumbnails that file managers have made, where the desktop keeps them for all programs (freedesktop.org's standard).

They are strangers' files: what they say of themselves must fit the photo, and they are decoded like any photo.
"""

import hashlib
import os
import struct
from pathlib import Path
from urllib.parse import quote_from_bytes

from tlstudio.photos.reading import read_bytes
from tlstudio.photos.request import Refusal

_SIZES = {"normal": 128, "large": 256, "x-large": 512, "xx-large": 1024}
_LARGEST = 8_000_000
_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_UNESCAPED = "/!$&'()*+,-.:=@_~"  # as GLib, whose programs make nearly all of them, writes addresses


def find(path: Path, status: os.stat_result, side: int) -> bytes | None:
    """A PNG of the photo with at least `side` pixels for its longer side, made after the photo's last change."""
    address = b"file://" + quote_from_bytes(os.fsencode(path), safe=_UNESCAPED).encode()
    name = f"{hashlib.md5(address, usedforsecurity=False).hexdigest()}.png"
    for folder in (_folder() / size for size, longest in _SIZES.items() if longest >= side):
        data = _read(folder / name)
        if data and _fits(data, side, {b"Thumb::URI": address, b"Thumb::MTime": b"%d" % status.st_mtime}):
            return data
    return None


def _folder() -> Path:
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base and os.path.isabs(base) else Path.home() / ".cache") / "thumbnails"  # noqa: PTH117


def _read(file: Path) -> bytes | None:
    try:
        if file.stat().st_size > _LARGEST:
            return None
    except OSError:
        return None
    data = read_bytes(file)
    return None if isinstance(data, Refusal) else data


def _fits(data: bytes, side: int, wanted: dict[bytes, bytes]) -> bool:
    """Whether it is a PNG of that size whose plain texts are those wanted; nothing is unpacked for it."""
    if not data.startswith(_SIGNATURE) or len(data) < 33:
        return False
    width, height = struct.unpack(">II", data[16:24])
    texts, at = {}, len(_SIGNATURE)
    while at + 8 <= len(data):
        length, kind = struct.unpack(">I4s", data[at : at + 8])
        if kind == b"tEXt":
            key, _, text = data[at + 8 : at + 8 + length].partition(b"\0")
            texts[key] = text
        at += 12 + length
    return max(width, height) >= side and all(texts.get(key) == text for key, text in wanted.items())
