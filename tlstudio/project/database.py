"""One SQLite file, one writer: transactions that are on the disk when they return, or did not happen."""

import contextlib
import shutil
import sqlite3
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

from tlstudio.project.errors import as_sentence, read_only

_WAIT_SECONDS = 5.0
# EXTRA also syncs the folder after the journal is removed: what was confirmed survives a power cut, not only a kill.
# No part of a project may run code or read other files; no temporary file may fill another disk.
_PRAGMAS = (
    "PRAGMA journal_mode = DELETE",
    "PRAGMA synchronous = EXTRA",
    "PRAGMA fullfsync = ON",
    "PRAGMA temp_store = MEMORY",
    "PRAGMA trusted_schema = OFF",
    "PRAGMA cell_size_check = ON",
)


class Database:
    """The connection to a project's file, usable from any thread, by one at a time.

    With `snapshot` it is a copy in memory of what the file holds now; the file is not touched, and nothing is written.
    `called` is the name for sentences, where the file has not got its own yet.
    After an error of the disk the connection is made anew, so that what it thinks is what the file says.
    """

    def __init__(self, file: Path, snapshot: bool = False, called: Path | None = None) -> None:
        self.file = file
        self._called = called or file
        self.is_snapshot = snapshot
        self._mine = threading.RLock()
        self._connection: sqlite3.Connection | None = None
        if snapshot:
            with self._explained():
                self._connection = in_memory(file)

    @contextlib.contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """The connection, to ask. Raises StudioError in words."""
        with self._mine, self._explained():
            yield self._connected()

    @contextlib.contextmanager
    def writing(self, in_memory_too: bool = False) -> Iterator[sqlite3.Connection]:
        """A transaction: whole and on the disk after `with`, or not at all. Raises StudioError in words.

        A snapshot refuses, unless `in_memory_too`: then the change is in memory alone.
        """
        if self.is_snapshot and not in_memory_too:
            raise read_only(self.file)
        with self._mine, self._explained():
            connection = self._connected()
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                with contextlib.suppress(sqlite3.Error):
                    connection.execute("ROLLBACK")
                raise

    def close(self) -> None:
        """Let go of the file."""
        with self._mine:
            self._drop()

    def _connected(self) -> sqlite3.Connection:
        if self._connection is None:
            self._connection = connect(self.file)
        return self._connection

    @contextlib.contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            if not self.is_snapshot:
                self._drop()
            raise as_sentence(self._called, error) from error

    def _drop(self) -> None:
        if self._connection is not None:
            with contextlib.suppress(sqlite3.Error):
                self._connection.close()
            self._connection = None


def connect(file: Path | str) -> sqlite3.Connection:
    """A connection as projects need it."""
    connection = sqlite3.connect(file, timeout=_WAIT_SECONDS, isolation_level=None, check_same_thread=False)
    try:
        for pragma in _PRAGMAS:
            connection.execute(pragma)
    except BaseException:
        connection.close()
        raise
    return connection


def in_memory(file: Path) -> sqlite3.Connection:
    """A copy in memory of what a file holds.

    Where a killed studio left a journal that cannot be taken back in place (a folder one may only read), that is done
    in a copy.
    """
    try:
        return _copied(file)
    except sqlite3.OperationalError:
        if not journal_of(file).exists():
            raise
    with tempfile.TemporaryDirectory() as folder:
        aside = Path(folder) / "project"
        shutil.copyfile(file, aside)
        shutil.copyfile(journal_of(file), journal_of(aside))
        return _copied(aside)


def journal_of(file: Path) -> Path:
    """Where SQLite notes what it is about to change."""
    return file.with_name(f"{file.name}-journal")


def _copied(file: Path) -> sqlite3.Connection:
    memory = connect(":memory:")
    try:
        with contextlib.closing(sqlite3.connect(file, timeout=_WAIT_SECONDS)) as source:
            source.backup(memory)
    except BaseException:
        memory.close()
        raise
    return memory
