"""Content hashes remembered between runs, so that a scan reads no photo that has not changed since.

They lie in a SQLite file in the cache folder that two programs may use at once and that may be lost, full or damaged
at any time: then nothing is remembered, and that is all. Every hash is sealed together with the stamp of its file, so
neither a changed file nor a damaged row can ever give a wrong one.
"""

import contextlib
import hashlib
import json
import os
import sqlite3
import stat
import struct
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from tlstudio.foundation.cache_file import opened, write
from tlstudio.foundation.folders import cache_folder
from tlstudio.photos.looks import HEIC_EXTRA

MOST_ROWS = 1_000_000  # about 80 MB; the oldest leave first
_SETTLED_NANOSECONDS = 2 * 10**9
_COARSE_NANOSECONDS = 10**7
_LARGEST = 2**63 - 1
_DIGEST_BYTES = 20
# To be changed when other files than before count as photos: nothing that was remembered until then is used any more.
_SEAL = hashlib.blake2b(b"1 with HEIC" if HEIC_EXTRA else b"1", digest_size=12)

_TABLE = """
CREATE TABLE IF NOT EXISTS digests (
    number INTEGER PRIMARY KEY, device INTEGER, inode INTEGER, sealed BLOB, UNIQUE (device, inode)
)"""
_FIND = "SELECT inode, sealed FROM digests WHERE device = ? AND inode IN (SELECT value FROM json_each(?))"
_KEEP = "INSERT OR REPLACE INTO digests (device, inode, sealed) VALUES (?, ?, ?)"
_DROP = "DELETE FROM digests WHERE number <= (SELECT max(number) FROM digests) - ?"


class Stamp(NamedTuple):
    """What tells a file, and that it is unchanged: the times in nanoseconds are of its content and of its entry.

    A program that rewrites a file can set the first time back, but not the second. (Windows has the time when it was
    made in its place.)
    """

    device: int
    inode: int
    size: int
    modified: int
    changed: int

    def is_settled(self, now: int) -> bool:
        """Whether a change from `now` on (nanoseconds) would be seen: clocks of file systems tick only so often."""
        return max(self.modified, self.changed) + _SETTLED_NANOSECONDS <= now


def stamp_of(path: Path) -> Stamp | None:
    """A regular file's stamp; None where there is none that can be trusted.

    File systems that keep times to the hundredth of a second or worse (FAT, many a network drive) number their files
    anew whenever they are connected; some do not number them at all.
    """
    try:
        status = os.stat(path)  # noqa: PTH116 - the fastest, and it is asked for every photo
    except (OSError, ValueError):
        return None
    stamp = Stamp(status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns)
    is_numbered = 0 < stamp.inode <= _LARGEST and stamp.device <= _LARGEST
    return stamp if is_numbered and stamp.changed % _COARSE_NANOSECONDS and stat.S_ISREG(status.st_mode) else None


def recall(stamps: Iterable[Stamp]) -> dict[Stamp, str]:
    """The content hashes (hex) of those files that are known and unchanged; none when the file cannot be read."""
    found: dict[Stamp, str] = {}
    asked: dict[int, dict[int, Stamp]] = defaultdict(dict)
    for stamp in stamps:
        asked[stamp.device][stamp.inode] = stamp
    with contextlib.suppress(sqlite3.Error, OSError), opened(_file()) as database:
        for device, by_inode in asked.items():
            for inode, sealed in database.execute(_FIND, (device, json.dumps(sorted(by_inode)))):
                known = by_inode.get(inode)  # a damaged file may well answer what was not asked
                digest = sealed[:_DIGEST_BYTES] if isinstance(sealed, bytes) else b""
                if known and _sealed(known, digest) == sealed:
                    found[known] = digest.hex()
    return found


def remember(digests: Mapping[Stamp, str]) -> None:
    """Keep the content hashes (hex) of files whose stamp was the same before and after they were read."""
    if not digests:
        return
    rows = [(stamp.device, stamp.inode, _sealed(stamp, bytes.fromhex(text))) for stamp, text in digests.items()]

    def keep(database: sqlite3.Connection) -> None:
        database.execute(_TABLE)
        database.executemany(_KEEP, rows)
        database.execute(_DROP, (MOST_ROWS,))

    write(_file(), keep)


def _file() -> Path:
    return cache_folder() / "photos" / "digests.sqlite"


def _sealed(stamp: Stamp, digest: bytes) -> bytes:
    seal = _SEAL.copy()
    seal.update(struct.pack("<5q", *stamp) + digest)
    return digest + seal.digest()
