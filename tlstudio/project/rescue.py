"""What can still be read of a damaged project, as a new one."""

import contextlib
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from tlstudio.project.database import connect, journal_of
from tlstudio.project.schema import CREATE

_MENDED = (
    "INSERT OR IGNORE INTO class (number, folder, name, present) "
    "SELECT row, NULL, 'class ' || row, 1 FROM (SELECT folder AS row FROM photo UNION SELECT label FROM photo) "
    "WHERE row IS NOT NULL",
    "DELETE FROM run_event WHERE run NOT IN (SELECT number FROM run)",
)
# Steps to undo are left behind: one that is not whole would undo something else.
_KEPT = ("project", "class", "photo", "skipped", "run", "run_event", "state")


class Rescued(msgspec.Struct, frozen=True):
    """How much can be read: photos with their marks, and runs. `has_source`: it is known where the photos are."""

    photos: int
    runs: int
    has_source: bool


def salvage(file: Path, target: Path | str) -> Rescued:
    """Copy every whole row of the project in `file`, which is only read, into a new file, or into “:memory:”."""
    with tempfile.TemporaryDirectory() as folder, contextlib.closing(connect(target)) as new:
        aside = Path(folder) / "project"
        shutil.copyfile(file, aside)
        if journal_of(file).exists():
            shutil.copyfile(journal_of(file), journal_of(aside))
        new.execute("BEGIN")
        for command in CREATE:
            new.execute(command)
        with contextlib.suppress(sqlite3.Error), contextlib.closing(sqlite3.connect(aside)) as old:
            old.text_factory = lambda data: data.decode("utf-8", "replace")
            for table in _KEPT:
                _copy(old, new, table)
        for command in _MENDED:
            new.execute(command)
        new.execute("COMMIT")
        counts = [new.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in ("photo", "run", "project")]
        return Rescued(counts[0], counts[1], bool(counts[2]))


def _copy(old: sqlite3.Connection, new: sqlite3.Connection, table: str) -> None:
    columns = [row[1] for row in new.execute(f"PRAGMA table_info({table})")]
    command = f"INSERT OR IGNORE INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"
    for order in ("ASC", "DESC"):  # from both ends up to what is damaged
        for row in _rows(old, f"SELECT {', '.join(columns)} FROM {table} ORDER BY rowid {order}"):
            with contextlib.suppress(sqlite3.Error):
                new.execute(command, row)


def _rows(old: sqlite3.Connection, question: str) -> Iterator[tuple[Any, ...]]:
    with contextlib.suppress(sqlite3.Error):
        yield from old.execute(question)
