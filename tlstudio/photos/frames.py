"""What passes through the pipe to a worker and back: a length, one MessagePack message, and a photo's raw pixels."""

from typing import TYPE_CHECKING, BinaryIO

import msgspec

from tlstudio.photos.request import Details, Photo, Picture, PixelRequest, Refusal
from tlstudio.photos.view import View

if TYPE_CHECKING:
    import numpy as np

_LENGTH_BYTES = 8
_MOST_REPLY_BYTES = 2**16
_MOST_SIDE = 2**13
_MOST_ENCODED = 2**20


class Job(msgspec.Struct, frozen=True):
    """A photo to read: `source` is the bytes of its path, or of the photo itself; `view` is how it is to be seen.

    With `digest`, the hash of the content that the file must have; with any other it is refused.
    """

    source: bytes
    is_path: bool
    request: PixelRequest
    view: View | None = None
    digest: str | None = None


class Ready(msgspec.Struct, frozen=True, tag="ready"):
    """A worker's first words: it has loaded its libraries."""


class _Found(msgspec.Struct, frozen=True, tag="photo"):
    """A Photo without its pixels: rows × columns × 3 bytes follow, then `encoded_bytes` of a thumbnail."""

    rows: int
    columns: int
    width: int
    height: int
    note: str | None
    details: Details | None
    name: bytes
    encoded_bytes: int


class _Refused(msgspec.Struct, frozen=True, tag="refusal"):
    kind: str
    reason: str


_reply_decoder: msgspec.msgpack.Decoder[Ready | _Found | _Refused] = msgspec.msgpack.Decoder(Ready | _Found | _Refused)


def write_job(stream: BinaryIO, job: Job) -> None:
    """Ask. OSError when nobody listens any more."""
    _write(stream, job)
    stream.flush()


def read_job(stream: BinaryIO, most_bytes: int) -> Job:
    """Wait to be asked. EOFError when the other side has ended."""
    return msgspec.msgpack.decode(_read(stream, most_bytes), type=Job)


def write_reply(stream: BinaryIO, reply: Ready | Picture | Refusal) -> None:
    """Answer. OSError when nobody listens any more."""
    match reply:
        case Picture(pixels, rows, columns, width, height, note, details, encoded, name):
            _write(stream, _Found(rows, columns, width, height, note, details, name, len(encoded)))
            stream.write(pixels)
            stream.write(encoded)
        case Refusal(kind, reason):
            _write(stream, _Refused(kind, reason))
        case Ready():
            _write(stream, reply)
    stream.flush()


def read_reply(stream: BinaryIO) -> Ready | Photo | Refusal:
    """Wait for the answer. EOFError when the other side has ended, ValueError when it talks nonsense."""
    match _reply_decoder.decode(_read(stream, _MOST_REPLY_BYTES)):
        case _Found(rows, columns, width, height, note, details, name, encoded_bytes):
            pixels = _read_pixels(stream, rows, columns)
            if not 0 <= encoded_bytes <= _MOST_ENCODED:
                raise ValueError(f"a thumbnail of {encoded_bytes} bytes")
            return Photo(pixels, width, height, note, details, _exactly(stream, encoded_bytes), name)
        case _Refused(kind, reason):
            return Refusal(kind, reason)
        case ready:
            return ready


def _write(stream: BinaryIO, message: msgspec.Struct) -> None:
    encoded = msgspec.msgpack.encode(message)
    stream.write(len(encoded).to_bytes(_LENGTH_BYTES, "little"))
    stream.write(encoded)


def _read(stream: BinaryIO, most_bytes: int) -> bytes:
    length = int.from_bytes(_exactly(stream, _LENGTH_BYTES), "little")
    if length > most_bytes:
        raise ValueError(f"a message of {length} bytes")
    return _exactly(stream, length)


def _exactly(stream: BinaryIO, count: int) -> bytes:
    data = stream.read(count)
    if len(data) < count:
        raise EOFError
    return data


def _read_pixels(stream: BinaryIO, rows: int, columns: int) -> "np.ndarray[tuple[int, int, int], np.dtype[np.uint8]]":
    import numpy as np  # not with the module: the window is painted before numpy has loaded

    if not (0 < rows <= _MOST_SIDE and 0 < columns <= _MOST_SIDE):
        raise ValueError(f"a photo of {rows} × {columns}")
    pixels = np.empty((rows, columns, 3), np.uint8)
    if stream.readinto(pixels.data.cast("B")) < pixels.size:  # type: ignore[attr-defined]
        raise EOFError
    return pixels
