"""Writing files so that a reader finds the old content or the new, never half of either."""

import contextlib
import errno
import os
import secrets
import shutil
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tlstudio.foundation.errors import StudioError, UsageError
from tlstudio.foundation.names import printable, size_text

_REASONS = {
    errno.ENOSPC: "the disk is full. Free some space, or save somewhere else",
    errno.EDQUOT: "the disk quota is used up. Free some space, or save somewhere else",
    errno.EFBIG: "the file is too large for this disk. Save somewhere else",
    errno.EROFS: "the disk is read-only. Save somewhere else",
    errno.EACCES: "permission is missing. Save somewhere else, or change the folder's permissions",
    errno.EPERM: "permission is missing. Save somewhere else, or change the folder's permissions",
    errno.ENOENT: "the folder does not exist. Make it, or save somewhere else",
    errno.ENOTDIR: "its parent is not a folder. Choose another place",
    errno.EISDIR: "a folder of that name is in the way. Choose another name",
    errno.ENAMETOOLONG: "the name is too long. Choose a shorter one",
    errno.EMFILE: "too many files are open. Close other programs, then try again",
    errno.ENFILE: "too many files are open. Close other programs, then try again",
    errno.EIO: "the disk reports an error. Save somewhere else and check the disk",
}


def write_safely(path: Path, chunks: Sequence[bytes | memoryview], check: Callable[[Path], None] | None = None) -> None:
    """Replace `path` by the chunks, in one step: temporary file beside it, fsync, rename, fsync of the folder.

    `check` looks at the temporary file while the disk is still busy with it; what it raises ends everything. Raises
    StudioError, with the old file untouched and the temporary one removed, when anything fails.
    """
    temporary = path.with_name(f".{path.name[:80]}.{secrets.token_hex(4)}.part")
    try:
        _write_new(temporary, chunks, check)
        os.replace(temporary, path)  # noqa: PTH105 - the one step that must be exactly this system call
        _sync_folder(path.parent)
    except OSError as error:
        _remove(temporary)
        needed = sum(memoryview(chunk).nbytes for chunk in chunks)
        raise StudioError(cannot_write(path, error, needed)) from error
    finally:
        _remove(temporary)


def check_place(path: Path, thing: str) -> None:
    """UsageError unless a new file can be made at `path`, for finding out before hours of work. `thing` is what it
    will hold, in words."""
    where = printable(str(path))
    if path.is_dir():
        raise UsageError(f"{where} is a folder. Give the name of a file for the {thing}.")
    if not path.absolute().parent.is_dir():
        raise UsageError(f"The folder of {where} does not exist. Make it, or save somewhere else.")
    if not os.access(path.absolute().parent, os.W_OK):
        raise UsageError(f"The folder of {where} cannot be written to. Save somewhere else.")


def cannot_write(path: Path, error: OSError, needed: int = 0) -> str:
    """The sentence for a person when `path`, of so many bytes, could not be written."""
    reason = _REASONS.get(error.errno or 0, "the disk refused it. Save somewhere else")
    if error.errno == errno.ENOSPC:
        reason = reason.replace("is full", f"is full{_missing_space(path, needed)}")
    return f"Cannot write {printable(str(path))}: {reason}. Nothing that was there before has been changed."


def _missing_space(path: Path, needed: int) -> str:
    """How much there is and how much it takes; nothing where that is not what is missing, as when no more files fit."""
    try:
        free = shutil.disk_usage(path.parent).free
    except OSError:
        return ""
    return f": {size_text(needed)} needed, {size_text(free)} free" if needed > free else ""


def _remove(temporary: Path) -> None:
    with contextlib.suppress(OSError):
        temporary.unlink()


def _write_new(path: Path, chunks: Sequence[bytes | memoryview], check: Callable[[Path], None] | None) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    descriptor = os.open(path, flags, 0o666)
    try:
        for chunk in chunks:
            rest = memoryview(chunk).cast("B")
            while rest:
                rest = rest[os.write(descriptor, rest) :]
        with ThreadPoolExecutor(1) as disk:
            synced = disk.submit(os.fsync, descriptor)
            if check:
                check(path)
            synced.result()
    finally:
        os.close(descriptor)


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":  # Windows cannot open a folder for fsync; its rename is journalled
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
