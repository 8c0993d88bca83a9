"""Thumbnails, kept on disk between runs.

They lie in one SQLite file in the cache folder, which may be lost, full or damaged at any time: then they are made
again. Reader processes look into it and never write; one thread of the program writes.
"""

import contextlib
import hashlib
import os
import queue
import sqlite3
import threading
from pathlib import Path
from typing import NamedTuple

from tlstudio.foundation.cache_file import write
from tlstudio.foundation.folders import cache_folder
from tlstudio.photos.request import decoder_name
from tlstudio.photos.view import View

MOST_BYTES = 500_000_000  # some 40,000 thumbnails; the oldest leave first
WORTH_KEEPING = 50_000  # bytes of a photo: smaller ones are read nearly as quickly as what would be kept of them
_SEAL_BYTES = 8
_LOOK_SECONDS = 0.05
_MOST_WAITING = 256
_MOST_AT_ONCE = 64

_TABLE = "CREATE TABLE IF NOT EXISTS thumbnails (number INTEGER PRIMARY KEY, name BLOB UNIQUE, sealed BLOB)"
_FIND = "SELECT sealed FROM thumbnails WHERE name = ?"
_KEEP = "INSERT OR REPLACE INTO thumbnails (name, sealed) VALUES (?, ?)"
_DROP = "DELETE FROM thumbnails WHERE number IN (SELECT number FROM thumbnails ORDER BY number LIMIT 1 + ?)"
_COUNT = "SELECT count(*) FROM thumbnails"


class Thumbnail(NamedTuple):
    """An encoded thumbnail, and the name that `name_of` gave its photo."""

    name: bytes
    encoded: bytes


def thumbnails_file() -> Path:
    """Where they are kept."""
    return cache_folder() / "photos" / "thumbnails.sqlite"


def name_of(status: os.stat_result, side: int, view: View | None = None) -> bytes:
    """What a thumbnail of that size and view is known by: another or changed file or another decoder gives another."""
    stamp = (status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns)
    parts = (*stamp, side, decoder_name(), *((view.name,) if view else ()))
    return hashlib.blake2b(repr(parts).encode(), digest_size=16).digest()


def find(name: bytes) -> bytes | None:
    """The encoded thumbnail of that name, if it is kept and whole. Waits for nothing."""
    address = f"{thumbnails_file().absolute().as_uri()}?mode=ro"
    with contextlib.suppress(sqlite3.Error, OSError):
        with contextlib.closing(sqlite3.connect(address, timeout=_LOOK_SECONDS, uri=True)) as database:
            row = database.execute(_FIND, (name,)).fetchone()
        if row and isinstance(row[0], bytes) and _sealed(Thumbnail(name, row[0][_SEAL_BYTES:])) == row[0]:
            return row[0][_SEAL_BYTES:]
    return None


class Keeper:
    """The one writer: a thread that begins with the first thumbnail. What is too much for the disk is left out."""

    def __init__(self) -> None:
        self._waiting: queue.Queue[Thumbnail | None] = queue.Queue(_MOST_WAITING)
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()

    def keep(self, thumbnail: Thumbnail) -> None:
        """Have it written soon."""
        with self._lock:
            if self._thread is None:
                self._thread = threading.Thread(target=self._write_all, name="thumbnails", daemon=True)
                self._thread.start()
        with contextlib.suppress(queue.Full):
            self._waiting.put_nowait(thumbnail)

    def close(self) -> None:
        """Write what waits, and end."""
        with self._lock:
            thread, self._thread = self._thread, None
        if thread is not None:
            self._waiting.put(None)
            thread.join()

    def _write_all(self) -> None:
        while True:
            batch = [self._waiting.get()]
            while None not in batch and len(batch) < _MOST_AT_ONCE and not self._waiting.empty():
                batch.append(self._waiting.get())
            _write([each for each in batch if each is not None])
            if None in batch:
                return


def _write(thumbnails: list[Thumbnail]) -> None:
    def keep(database: sqlite3.Connection) -> None:
        database.execute(_TABLE)
        database.executemany(_KEEP, [(each.name, _sealed(each)) for each in thumbnails])
        while _used(database) > MOST_BYTES and _drop_a_tenth(database):
            pass

    write(thumbnails_file(), keep)


def _used(database: sqlite3.Connection) -> int:
    """Bytes of the file that hold something; what is dropped leaves room inside it."""
    names = ("page_count", "freelist_count", "page_size")
    pages, free, size = (int(database.execute(f"PRAGMA {name}").fetchone()[0]) for name in names)
    return (pages - free) * size


def _drop_a_tenth(database: sqlite3.Connection) -> int:
    """Forget the oldest; how many that were."""
    return database.execute(_DROP, (database.execute(_COUNT).fetchone()[0] // 10,)).rowcount


def _sealed(thumbnail: Thumbnail) -> bytes:
    seal = hashlib.blake2b(thumbnail.name + thumbnail.encoded, digest_size=_SEAL_BYTES).digest()
    return seal + thumbnail.encoded
