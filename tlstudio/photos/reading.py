"""Reading a file's bytes: only regular files of a sensible size, and never waiting for ever."""

import errno
import hashlib
import os
import stat
import time
from pathlib import Path

from tlstudio.photos.request import Refusal

LARGEST_FILE = 512 * 2**20
_SETTLING_SECONDS = 0.2
# O_NONBLOCK: opening a FIFO that nobody writes to would wait for ever. Windows lacks some of these.
_FLAGS = os.O_RDONLY
for _name in ("O_NONBLOCK", "O_CLOEXEC", "O_NOCTTY", "O_BINARY"):
    _FLAGS |= getattr(os, _name, 0)

_MISSING = Refusal("missing", "The file is no longer there: put it back, or look through the folder again.")
_PERMISSION = Refusal(
    "permission", "You may not read this file: change its permissions, or copy it to your own folder."
)
_SPECIAL = Refusal("special", "This is not a regular file but a folder, pipe, socket or device: choose a photo's file.")
_UNREADABLE = Refusal("unreadable", "The disk could not read this file: check that the drive is connected and healthy.")
_CHANGING = Refusal("changing", "The file was changing while it was read: try again when it is completely copied.")
CHANGED = Refusal(
    "changed",
    "The file holds something else than when the folder was looked through: look through the folder again to use it.",
)
_TOO_LARGE = Refusal(
    "large", f"The file is larger than {LARGEST_FILE // 2**20} MB, too large for one photo: save a smaller copy."
)

_BY_ERRNO = {
    errno.ENOENT: _MISSING,
    errno.ENOTDIR: _MISSING,
    errno.ENAMETOOLONG: _MISSING,
    errno.EACCES: _PERMISSION,
    errno.EPERM: _PERMISSION,
    errno.ENXIO: _SPECIAL,  # a socket
    errno.ENODEV: _SPECIAL,
    errno.EISDIR: _SPECIAL,
}


def read_bytes(path: Path) -> bytes | Refusal:
    """The whole content of a regular file, or why not. A file that grows while it is read is tried once more."""
    found = _read_once(path)
    if found is _CHANGING:
        time.sleep(_SETTLING_SECONDS)
        found = _read_once(path)
    return found


def content_digest(data: bytes) -> str:
    """What a photo is known by, wherever it lies: BLAKE2b-160 of its bytes, 40 hex digits."""
    return hashlib.blake2b(data, digest_size=20).hexdigest()


def _read_once(path: Path) -> bytes | Refusal:
    try:
        descriptor = os.open(path, _FLAGS)
    except OSError as error:
        return _BY_ERRNO.get(error.errno or 0, _UNREADABLE)
    except ValueError:  # a NUL in the name: no such file can exist
        return _MISSING
    try:
        return _content(descriptor)
    except OSError as error:
        return _BY_ERRNO.get(error.errno or 0, _UNREADABLE)
    finally:
        os.close(descriptor)


def _content(descriptor: int) -> bytes | Refusal:
    status = os.fstat(descriptor)
    if not stat.S_ISREG(status.st_mode):
        return _SPECIAL
    if status.st_size > LARGEST_FILE:
        return _TOO_LARGE
    with os.fdopen(descriptor, "rb", closefd=False) as file:
        data = file.read(status.st_size + 1)  # one more byte than there should be, to see it grow
    return data if len(data) == status.st_size else _CHANGING
