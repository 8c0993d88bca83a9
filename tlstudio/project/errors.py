"""What SQLite says, as sentences for a person."""

import contextlib
import errno
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import msgspec

from tlstudio.foundation.errors import StudioError, UsageError
from tlstudio.foundation.files import cannot_write
from tlstudio.foundation.names import printable

_PRIMARY_CODE = 0xFF
_AS_SYSTEM_ERROR = {
    sqlite3.SQLITE_FULL: errno.ENOSPC,
    sqlite3.SQLITE_IOERR: errno.EIO,
    sqlite3.SQLITE_READONLY: errno.EACCES,
    sqlite3.SQLITE_PERM: errno.EACCES,
    sqlite3.SQLITE_CANTOPEN: errno.EACCES,
}
_BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


class InUseError(StudioError):
    """Another studio has the project open, or may have."""


class NewerProjectError(StudioError):
    """The project was made by a newer studio; it was not touched."""


class DamagedProjectError(StudioError):
    """The file is not whole; it was not touched."""


class ReadOnlyProjectError(StudioError):
    """The project was opened for reading only."""


def name_of(path: Path) -> str:
    """The project's file name, fit for a sentence."""
    return f"“{printable(path.name)}”"


def as_sentence(path: Path, error: sqlite3.Error) -> StudioError:
    """The error to raise for what went wrong while reading or writing the project at `path`."""
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & _PRIMARY_CODE
    if code in _AS_SYSTEM_ERROR:
        return StudioError(cannot_write(path, OSError(_AS_SYSTEM_ERROR[code], "")))
    if code in _BUSY:
        return InUseError(
            f"The project {name_of(path)} is being used by another program just now, so nothing was changed. "
            "Close that program, or try again."
        )
    return damaged(path)


def damaged(path: Path) -> DamagedProjectError:
    """What is said of a project that cannot be read as one."""
    return DamagedProjectError(
        f"The project {name_of(path)} is damaged and was left as it is. Open a copy from a backup, "
        "or rescue what can still be read into a new project."
    )


def read_only(path: Path) -> ReadOnlyProjectError:
    """What is said when something is to be changed in a project that was opened for reading."""
    return ReadOnlyProjectError(
        f"The project {name_of(path)} is open for reading only, so it cannot be changed. "
        "Copy it to a folder of your own and open the copy."
    )


def not_there(path: Path) -> UsageError:
    """What is said when there is no such file."""
    return UsageError(f"{printable(str(path))} is not there. Check the name, or connect its drive.")


@contextlib.contextmanager
def whole(path: Path) -> Iterator[None]:
    """What makes no sense inside a project means that it is damaged: DamagedProjectError."""
    try:
        yield
    except (ValueError, TypeError, msgspec.MsgspecError) as error:
        raise damaged(path) from error
