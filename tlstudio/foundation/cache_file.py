"""A small SQLite file in the cache folder that two programs may use at once, and that may be lost, full or damaged."""

import contextlib
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

_WAIT_SECONDS = 1.0
_PRIMARY_CODE = 0xFF
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR)  # the last: another table's columns


@contextlib.contextmanager
def opened(file: Path) -> Iterator[sqlite3.Connection]:
    """A connection for one thing; what was begun and not committed is undone."""
    with contextlib.closing(sqlite3.connect(file, timeout=_WAIT_SECONDS, isolation_level=None)) as database:
        database.text_factory = bytes  # a damaged row's text need not be UTF-8
        database.execute("PRAGMA synchronous = OFF")  # a power cut costs rows, and the seals find what it tore
        yield database


def write(file: Path, steps: Callable[[sqlite3.Connection], None]) -> None:
    """Take these steps in one transaction. Where that cannot be, nothing is kept; a damaged file is begun anew."""
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with opened(file) as database:
            database.execute("BEGIN IMMEDIATE")
            steps(database)
            database.execute("COMMIT")
    except sqlite3.Error as error:
        if error.sqlite_errorcode & _PRIMARY_CODE in _DAMAGED:
            begin_anew(file)
    except OSError:
        pass  # a read-only or full disk: what was not kept is found out again


def begin_anew(file: Path) -> None:
    """Remove it, as far as the disk lets that be; whoever has it open keeps what is his until he closes it."""
    for each in _parts(file):
        with contextlib.suppress(OSError):
            each.unlink()


def bytes_of(file: Path) -> int:
    """How much room it takes now."""
    sizes = []
    for each in _parts(file):
        with contextlib.suppress(OSError):
            sizes.append(each.stat().st_size)
    return sum(sizes)


def _parts(file: Path) -> tuple[Path, Path]:
    return file, file.with_name(f"{file.name}-journal")
