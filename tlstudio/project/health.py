"""Whether a file is a project, is whole, and is not from the future: asked before anything is written to it."""

import contextlib
import sqlite3
import stat
from pathlib import Path

from tlstudio.foundation.errors import UsageError
from tlstudio.foundation.names import printable
from tlstudio.project.database import journal_of
from tlstudio.project.errors import DamagedProjectError, NewerProjectError, damaged, name_of, not_there
from tlstudio.project.schema import APPLICATION_ID, EXPECTED, VERSION

_HEADER_BYTES = 100
_MAGIC = b"SQLite format 3\0"


def check_header(path: Path) -> None:
    """Read the file's first bytes, and nothing else. Raises UsageError, NewerProjectError or DamagedProjectError."""
    header = _header(path)
    if not header.startswith(_MAGIC) or len(header) < _HEADER_BYTES:
        if journal_of(path).exists():
            return  # whoever was writing to it was killed; SQLite will put it right
        raise DamagedProjectError(
            f"{name_of(path)} is not a project, or it is damaged at its very beginning. It was left as it is. "
            "Choose another file, or open a copy from a backup."
        )
    if int.from_bytes(header[68:72], "big") != APPLICATION_ID:
        raise UsageError(f"{name_of(path)} belongs to another program and is not a project. Choose another file.")
    version = int.from_bytes(header[60:64], "big")
    if version > VERSION:
        raise NewerProjectError(
            f"The project {name_of(path)} was made by a newer studio (its form is {version}, this studio knows "
            f"{VERSION}) and was left as it is. Update the studio to open it."
        )


def check_content(path: Path, database: sqlite3.Connection) -> None:
    """Look through the whole file. Raises DamagedProjectError when a page, a row or a table is not as it must be."""
    made = {sql for (sql,) in database.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL")}
    whole = database.execute("PRAGMA quick_check(1)").fetchone() == ("ok",)
    if made != EXPECTED or not whole or database.execute("SELECT count(*) FROM project").fetchone() != (1,):
        raise damaged(path)


def _header(path: Path) -> bytes:
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            what = "a folder" if stat.S_ISDIR(status.st_mode) else "no regular file"
            raise UsageError(f"{printable(str(path))} is {what}, not a project. Choose a .tlproject file.")
        with contextlib.closing(path.open("rb")) as file:
            return file.read(_HEADER_BYTES)
    except (FileNotFoundError, NotADirectoryError, ValueError) as error:
        raise not_there(path) from error
    except OSError as error:
        raise UsageError(f"Cannot read {printable(str(path))}: the system would not open it.") from error
