"""What every photo looks like at a glance: a few hundred grey values, enough to know it again, kept between runs.

A photo is known by the hash of its content, so a copy, a photo that was moved and one seen in another folder are
never opened for this a second time.
"""

import contextlib
import hashlib
import json
import sqlite3
from collections.abc import Generator, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from tlstudio.dataset.sample import Sample
from tlstudio.foundation.cache_file import opened, write
from tlstudio.foundation.control import Control
from tlstudio.foundation.events import Event, Progress
from tlstudio.foundation.folders import cache_folder
from tlstudio.foundation.pace import Pace
from tlstudio.photos.pool import PhotoPool, Priority
from tlstudio.photos.request import Photo, PixelRequest, decoder_name

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SIDE = 32
MOST_ROWS = 200_000  # about 240 MB; the oldest leave first
_REQUEST = PixelRequest(SIDE, SIDE, "stretch", details=True)
_SEAL_BYTES = 12
_KEPT_AT_ONCE = 1000
_TABLE = "CREATE TABLE IF NOT EXISTS sights (number INTEGER PRIMARY KEY, digest TEXT UNIQUE, sealed BLOB)"
_FIND = "SELECT digest, sealed FROM sights WHERE digest IN (SELECT value FROM json_each(?))"
_KEEP = "INSERT OR REPLACE INTO sights (digest, sealed) VALUES (?, ?)"
_DROP = "DELETE FROM sights WHERE number <= (SELECT max(number) FROM sights) - ?"


class Sight(msgspec.Struct, frozen=True, array_like=True):
    """The whole upright photo in SIDE × SIDE greys, row after row, and when it was taken (`Details.moment`)."""

    greys: bytes
    taken: float | None


def sights_of(samples: Iterable[Sample], pool: PhotoPool, control: Control) -> Generator[Event, None, dict[str, Sight]]:
    """By content hash, the sight of each photo that can be read; those not seen before are looked at now.

    Yields Progress. When the control is stopped, those known so far are returned.
    """
    paths = {sample.digest: sample.path for sample in samples}
    found = _recall(list(paths))
    unknown = [digest for digest in paths if digest not in found]
    answers = pool.in_order((paths[digest] for digest in unknown), _REQUEST, Priority.TRAINING)
    fresh: dict[str, Sight] = {}
    pace, known = Pace(len(unknown)), len(paths) - len(unknown)
    try:
        for done, (digest, answer) in enumerate(zip(unknown, answers, strict=True), start=1):
            if isinstance(answer, Photo):
                taken = answer.details.moment if answer.details else None
                found[digest] = fresh[digest] = Sight(_greys(answer.pixels), taken)
            if len(fresh) == _KEPT_AT_ONCE:
                _remember(fresh)
                fresh = {}
            if pace.due():
                yield Progress("compare", known + done, len(paths), None, known, pace.seconds_left(done))
            yield from control.wait_while_paused()
            if control.stopped:
                break
    finally:
        _remember(fresh)
    return found


def _greys(pixels: "NDArray[np.uint8]") -> bytes:
    greys: bytes = pixels.mean(2).round().astype("uint8").tobytes()
    return greys


def _recall(digests: Sequence[str]) -> dict[str, Sight]:
    found: dict[str, Sight] = {}
    with contextlib.suppress(sqlite3.Error, OSError), opened(_file()) as database:
        for name, sealed in database.execute(_FIND, (json.dumps(digests),)):
            digest, payload = name.decode("ascii", "replace"), sealed[_SEAL_BYTES:]
            if sealed == _sealed(digest, payload):  # a damaged row is one that is not there
                found[digest] = msgspec.msgpack.decode(payload, type=Sight)
    return found


def _remember(sights: Mapping[str, Sight]) -> None:
    rows = [(digest, _sealed(digest, msgspec.msgpack.encode(sight))) for digest, sight in sights.items()]

    def keep(database: sqlite3.Connection) -> None:
        database.execute(_TABLE)
        database.executemany(_KEEP, rows)
        database.execute(_DROP, (MOST_ROWS,))

    if rows:
        write(_file(), keep)


def _file() -> Path:
    return cache_folder() / "photos" / "sights.sqlite"


def _sealed(digest: str, payload: bytes) -> bytes:
    seal = hashlib.blake2b(f"{decoder_name()} {digest} ".encode() + payload, digest_size=_SEAL_BYTES)
    return seal.digest() + payload
