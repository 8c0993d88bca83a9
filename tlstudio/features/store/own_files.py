"""Files of the cache, which nobody is trusted to have left alone: opened with care, written whole or not at all.

There is no fsync here: what a power cut tears is found by the hashes that every reader checks.
"""

import contextlib
import errno
import os
import secrets
import stat
import threading
from collections.abc import Sequence
from pathlib import Path

UNFINISHED = ".part"
_NO_LINK = getattr(os, "O_NOFOLLOW", 0)
_BINARY = getattr(os, "O_BINARY", 0)
_NO_WAIT = getattr(os, "O_NONBLOCK", 0)  # or else opening a pipe would wait for its writer
_SEEKING = threading.Lock()


def make_own_folder(folder: Path) -> None:
    """Make the folder and its parent, for their owner alone. OSError when it is a link or someone else's."""
    folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.mkdir(mode=0o700, exist_ok=True)
    if not is_own_folder(folder):
        raise PermissionError(errno.EACCES, "not a folder of one's own")


def is_own_folder(folder: Path) -> bool:
    """Whether there is such a folder, it is no link, and it is ours."""
    try:
        status = folder.lstat()
    except OSError:
        return False
    return stat.S_ISDIR(status.st_mode) and _is_ours(status)


def open_own(path: Path) -> int:
    """A descriptor for reading. OSError when there is none, or it is a link, no regular file, or someone else's."""
    descriptor = os.open(path, os.O_RDONLY | _NO_LINK | _BINARY | _NO_WAIT)
    try:
        status = os.fstat(descriptor)
        if not (stat.S_ISREG(status.st_mode) and _is_ours(status)):
            raise PermissionError(errno.EACCES, "not a regular file of one's own")
    except OSError:
        os.close(descriptor)
        raise
    return descriptor


def read_at(descriptor: int, length: int, offset: int) -> bytes:
    """`length` bytes from `offset` on, fewer where the file ends before. OSError when the disk fails."""
    data = _read_once(descriptor, length, offset)
    while 0 < len(data) < length:
        more = _read_once(descriptor, length - len(data), offset + len(data))
        if not more:
            break
        data += more
    return data


def read_small(path: Path, limit: int) -> bytes:
    """A whole small file of ours. OSError when it cannot be opened, or is larger than `limit` bytes."""
    descriptor = open_own(path)
    try:
        if os.fstat(descriptor).st_size > limit:
            raise OSError(errno.EFBIG, "larger than expected")
        return read_at(descriptor, limit, 0)
    finally:
        os.close(descriptor)


def write_whole(path: Path, parts: Sequence[bytes]) -> None:
    """Write a file in one step: space is reserved first, then a temporary file is filled and takes the name.

    OSError, with the temporary file removed and whatever had the name untouched, when anything fails.
    """
    data = b"".join(parts)
    temporary = path.with_name(f".{secrets.token_hex(8)}{UNFINISHED}")
    try:
        _write_new(temporary, data)
        os.replace(temporary, path)  # noqa: PTH105 - the one step that must be exactly this system call
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink()


def _write_new(path: Path, data: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _NO_LINK | _BINARY, 0o600)
    try:
        _reserve(descriptor, len(data))
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(descriptor, rest) :]
    finally:
        os.close(descriptor)


def _reserve(descriptor: int, length: int) -> None:
    """Take the space now, so that a full disk is an error here; some file systems cannot, and then writing tells."""
    if not hasattr(os, "posix_fallocate"):
        return
    try:
        os.posix_fallocate(descriptor, 0, length)
    except OSError as error:
        if error.errno not in (errno.EOPNOTSUPP, errno.EINVAL, errno.ENOSYS, errno.ENODEV):
            raise


def _read_once(descriptor: int, length: int, offset: int) -> bytes:
    if hasattr(os, "pread"):
        return os.pread(descriptor, length, offset)
    with _SEEKING:  # Windows: two threads must not move the position under each other
        os.lseek(descriptor, offset, os.SEEK_SET)
        return os.read(descriptor, length)


def _is_ours(status: os.stat_result) -> bool:
    """Owned by this user, or by the administrator, as everything is on some mounted drives."""
    return not hasattr(os, "geteuid") or status.st_uid in (os.geteuid(), 0)
