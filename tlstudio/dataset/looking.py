"""Looking at photos once: what was seen of each is kept between runs.

A photo is known by the hash of its content, and by how it is turned and cropped; so a copy, a photo that was moved and
one seen in another folder are never opened a second time for the same thing.
"""

import contextlib
import hashlib
import json
import sqlite3
from collections.abc import Callable, Collection, Generator, Mapping, Sequence
from pathlib import Path
from typing import Generic, TypeVar

import msgspec

from tlstudio.dataset.sample import Sample
from tlstudio.foundation.cache_file import opened, write
from tlstudio.foundation.control import Control
from tlstudio.foundation.events import Event, Progress, Stage
from tlstudio.foundation.folders import cache_folder
from tlstudio.foundation.pace import Pace
from tlstudio.photos.pool import PhotoPool, Priority
from tlstudio.photos.request import Photo, PixelRequest, Refusal, decoder_name

Seen = TypeVar("Seen", bound=msgspec.Struct)
_SEAL_BYTES = 12
_KEPT_AT_ONCE = 1000


class Looking(Generic[Seen]):
    """Looks at photos with `see`, which is given what the `request` gives, and keeps what it makes of each.

    It lies in the file of that `name` in the cache folder: at most `most_rows`, the oldest leave first. When `see`
    comes to make something else of the same photo, with the same fields, it needs another name.
    """

    def __init__(
        self, name: str, kind: type[Seen], request: PixelRequest, see: Callable[[Photo], Seen], most_rows: int
    ) -> None:
        self._name = name
        self._kind = kind
        self._request = request
        self._see = see
        self._most_rows = most_rows

    def at(
        self, samples: Collection[Sample], pool: PhotoPool, control: Control, stage: Stage
    ) -> Generator[Event, None, tuple[dict[str, Seen], dict[Path, Refusal]]]:
        """By key what is seen of each photo, and by path why the others cannot be read.

        Those not seen before are read now; so are those that are not there, to be told why. Yields Progress of that
        stage. When the control is stopped, what is known so far is returned.
        """
        found = self._recall([sample.key for sample in samples])
        unknown = [each for each in samples if each.key not in found or not each.path.is_file()]
        sources, digests = (sample.source for sample in unknown), (sample.digest for sample in unknown)
        answers = pool.in_order(sources, self._request, Priority.TRAINING, digests)
        refused: dict[Path, Refusal] = {}
        fresh: dict[str, Seen] = {}
        pace, known = Pace(len(unknown)), len(samples) - len(unknown)
        try:
            for done, (sample, answer) in enumerate(zip(unknown, answers, strict=True), start=1):
                if isinstance(answer, Refusal):
                    refused[sample.path] = answer
                else:
                    found[sample.key] = fresh[sample.key] = self._see(answer)
                if len(fresh) == _KEPT_AT_ONCE:
                    self._remember(fresh)
                    fresh = {}
                if pace.due():
                    yield Progress(stage, known + done, len(samples), None, known, pace.seconds_left(done))
                yield from control.wait_while_paused()
                if control.stopped:
                    break
        finally:
            self._remember(fresh)
        return found, refused

    def _recall(self, keys: Sequence[str]) -> dict[str, Seen]:
        found: dict[str, Seen] = {}
        question = f"SELECT digest, sealed FROM {self._name} WHERE digest IN (SELECT value FROM json_each(?))"
        with contextlib.suppress(sqlite3.Error, OSError), opened(self._file()) as database:
            for name, sealed in database.execute(question, (json.dumps(keys),)):
                key, payload = name.decode("ascii", "replace"), sealed[_SEAL_BYTES:]
                if sealed == self._sealed(key, payload):  # a damaged row is one that is not there
                    found[key] = msgspec.msgpack.decode(payload, type=self._kind)
        return found

    def _remember(self, seen: Mapping[str, Seen]) -> None:
        rows = [(key, self._sealed(key, msgspec.msgpack.encode(each))) for key, each in seen.items()]
        name = self._name

        def keep(database: sqlite3.Connection) -> None:
            database.execute(
                f"CREATE TABLE IF NOT EXISTS {name} (number INTEGER PRIMARY KEY, digest TEXT UNIQUE, sealed BLOB)"
            )
            database.executemany(f"INSERT OR REPLACE INTO {name} (digest, sealed) VALUES (?, ?)", rows)
            database.execute(
                f"DELETE FROM {name} WHERE number <= (SELECT max(number) FROM {name}) - ?", (self._most_rows,)
            )

        if rows:
            write(self._file(), keep)

    def _file(self) -> Path:
        return cache_folder() / "photos" / f"{self._name}.sqlite"

    def _sealed(self, key: str, payload: bytes) -> bytes:
        what = f"{decoder_name()} {self._kind.__struct_fields__} {key} "
        return hashlib.blake2b(what.encode() + payload, digest_size=_SEAL_BYTES).digest() + payload
