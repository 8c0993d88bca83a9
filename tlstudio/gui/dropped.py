"""What a drop or a paste brings: local files, a model, or the bytes of a picture. Addresses are never fetched."""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote_to_bytes, urlsplit

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMimeData, QUrl
from PySide6.QtGui import QImage, QImageWriter

MODEL_SUFFIX = ".tlmodel"
_UNCOMPRESSED = 100
_USUAL = b"file:///"
_UNUSUAL = re.compile(rb"[^!-~]|[?#]")
_IMAGE_FORMATS = ("image/png", "image/jpeg", "image/webp", "image/tiff", "image/bmp", "image/gif")


@dataclass(frozen=True)
class Dropped:
    """`paths` of local files and folders, `model` the first model among them, `image` the bytes of a picture."""

    paths: tuple[Path, ...] = ()
    model: Path | None = None
    image: bytes | None = None


def accepts(mime: QMimeData) -> bool:
    """Whether there may be something usable, cheap enough for every move of a drag."""
    return mime.hasUrls() or mime.hasImage() or any(mime.hasFormat(name) for name in _IMAGE_FORMATS)


def dropped_from(mime: QMimeData) -> Dropped:
    """The usable part of it; empty when there is none (a web address, a text)."""
    paths = tuple(local_paths(mime))
    models = [path for path in paths if path.suffix.lower() == MODEL_SUFFIX]
    photos = tuple(path for path in paths if path not in models)
    if paths:
        return Dropped(photos, models[0] if models else None)
    return Dropped(image=_image_bytes(mime))


def local_paths(mime: QMimeData) -> list[Path]:
    """The local files a drag names, their names byte for byte: Qt itself loses those that are not UTF-8."""
    return list(each_local_path(mime))


def each_local_path(mime: QMimeData) -> Iterator[Path]:
    """The same, one by one: of ten thousand addresses the first may be enough."""
    lines = bytes(mime.data("text/uri-list").data()).splitlines()
    paths = (local_path(line) for line in lines if not line.startswith(b"#"))
    return (path for path in paths if path is not None)


def local_path(address: bytes) -> Path | None:
    """The path of a `file:` address on this computer; None for another host, a share, a relative path or a NUL."""
    quoted = _path_in(address)
    raw = unquote_to_bytes(quoted)
    if b"\0" in raw or raw.startswith(b"//") or not raw.startswith(b"/"):
        return None
    if os.name == "nt":
        return Path(QUrl.fromEncoded(QByteArray(address)).toLocalFile())
    return Path(os.fsdecode(raw))


def _path_in(address: bytes) -> bytes:
    """The path of a plain `file:` address, still quoted; empty for all others."""
    if address.startswith(_USUAL) and not _UNUSUAL.search(address):  # five times as fast, as there may be thousands
        return address[len(_USUAL) - 1 :]
    try:
        parts = urlsplit(address)
    except ValueError:
        return b""
    is_plain = parts.scheme.lower() == b"file" and not parts.netloc and not parts.query and not parts.fragment
    return parts.path if is_plain else b""


def _image_bytes(mime: QMimeData) -> bytes | None:
    """The picture as it was copied, for the photo worker to decode; only a bare QImage is written as PNG here, which
    for a whole screen takes a quarter of a second when it is compressed."""
    for name in _IMAGE_FORMATS:
        if mime.hasFormat(name):
            return bytes(mime.data(name).data())
    image = mime.imageData() if mime.hasImage() else None
    if not isinstance(image, QImage) or image.isNull():
        return None
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QImageWriter(buffer, QByteArray(b"png"))
    writer.setQuality(_UNCOMPRESSED)
    writer.write(image)
    return bytes(buffer.data().data())
