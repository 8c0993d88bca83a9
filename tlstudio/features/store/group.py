"""The kept activations of one group: found by key, read with every hash checked, added to in whole shards."""

import contextlib
import itertools
import math
import secrets
import threading
import time
from collections.abc import Callable, Generator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tlstudio.features.key import GroupKey
from tlstudio.features.store.description import describe
from tlstudio.features.store.open_files import OpenFiles
from tlstudio.features.store.own_files import make_own_folder, write_whole
from tlstudio.features.store.room import LOCK, SHARD, Room, StoreFullError, cannot_keep
from tlstudio.features.store.shard import Layout
from tlstudio.features.store.shard_index import key_array
from tlstudio.features.store.shelf import Shelf
from tlstudio.features.store.turn import PATIENCE, Turn, wait_for_turn
from tlstudio.foundation.control import Control
from tlstudio.foundation.events import Event

_WRITE_AFTER = 5.0


class Group:
    """Activations with the same key, on disk. Safe to use from several threads and several programs at once.

    Made by `Store.group`. Nothing is written before the first `add`.
    """

    def __init__(self, key: GroupKey, room: Room, files: OpenFiles, lock: threading.RLock) -> None:
        self.key = key
        self.folder = room.folder / key.identity
        self._room = room
        self._lock = lock
        self._layout = Layout(key)
        self._shelf = Shelf(self.folder, self._layout, files, room.in_use)
        self._waiting: dict[bytes, bytes] = {}
        self._waiting_since = 0.0

    def present(self, keys: Sequence[bytes]) -> NDArray[np.bool_]:
        """Which keys have a record, those that other programs wrote meanwhile included; damage is found on reading."""
        wanted = key_array(keys)
        with self._lock:
            self._look_again()
            self._shelf.need(wanted)
            there = self._shelf.has(wanted)
            there[self._waiting_places(keys, there)] = True
            return there

    def read_into(self, keys: Sequence[bytes], out: NDArray[np.floating]) -> NDArray[np.bool_]:
        """Read records into the rows of `out` (n, *shape), float32 or as stored. Returns which rows are there.

        Every record's hash is checked. What is missing or damaged is False, its row untouched, and forgotten.
        """
        _check_shape(out, len(keys), self.key.shape)
        wanted = key_array(keys)
        with self._lock:
            if not self._shelf.has(wanted).all():
                self._look_again()
            self._shelf.need(wanted)
            there = self._shelf.read_into(keys, out)
            for place in self._waiting_places(keys, there):
                out[place] = np.frombuffer(self._waiting[keys[place]], self._layout.dtype).reshape(self.key.shape)
                there[place] = True
            return there

    def add(self, keys: Sequence[bytes], values: NDArray[np.floating]) -> None:
        """Keep values (n, *shape), which are copied; written when a shard is full or some seconds have passed.

        In half precision a record with a number beyond ±65,504 (or none at all) is left out. StoreFullError when
        limit or disk take no more: what waited to be written is given up, all that was written stays.
        """
        _check_shape(values, len(keys), self.key.shape)
        key_array(keys)
        stored, whole = self._stored(values)
        with self._lock:
            if not self._waiting:
                self._waiting_since = time.monotonic()
            for number in np.flatnonzero(whole).tolist():
                self._waiting[keys[number]] = stored[number].tobytes()
            if len(self._waiting) >= self._layout.most or time.monotonic() - self._waiting_since > _WRITE_AFTER:
                self.flush()

    def flush(self) -> None:
        """Write what waits, apart from what another program has written meanwhile. StoreFullError as in `add`."""
        with self._lock:
            waiting, self._waiting = self._waiting, {}
            if not waiting:
                return
            self._look_again()
            there = self._shelf.has(key_array(list(waiting)))
            records = iter([record for record, is_there in zip(waiting.items(), there, strict=True) if not is_there])
            while part := list(itertools.islice(records, self._layout.most)):
                self._write(part)

    def wait_for_turn(
        self, control: Control, missing: Callable[[], int], patience: float = PATIENCE
    ) -> Generator[Event, None, Turn]:
        """Wait until this program may fill the group: `turn = yield from group.wait_for_turn(…)`, then `with turn:`.

        Returns at once when no other program is filling. Otherwise a Warned event says that this one waits, and a
        Progress event follows whenever records come (`total` is what was missing at the start). The wait ends when
        the other program ends, when `missing()` (how many records the caller still lacks) is 0, when nothing has come
        for `patience` seconds, or when the control is stopped; only in the first case is the turn `alone`. What came
        meanwhile is in `present` and `read_into`: ask again what is missing before computing.
        """
        with contextlib.suppress(OSError):
            make_own_folder(self.folder)
        return (yield from wait_for_turn(self.folder / LOCK, self._shelf.names, missing, control, patience))

    def _look_again(self) -> None:
        if self._shelf.look_again():
            with contextlib.suppress(OSError):
                describe(self.folder, self.key)

    def _waiting_places(self, keys: Sequence[bytes], there: NDArray[np.bool_]) -> list[int]:
        """The places of records that are not on the disk yet."""
        if not self._waiting:
            return []
        return [place for place in np.flatnonzero(~there).tolist() if keys[place] in self._waiting]

    def _stored(self, values: NDArray[np.floating]) -> tuple[NDArray[np.floating], NDArray[np.bool_]]:
        """The values as they are kept, (n, numbers in one), and which of them may be kept."""
        with np.errstate(over="ignore"):
            stored = values.astype(self._layout.dtype).reshape(len(values), math.prod(self.key.shape))
        whole: NDArray[np.bool_] = np.ones(len(stored), dtype=bool)
        if self.key.dtype == "float16":
            whole = np.asarray(np.isfinite(stored).all(axis=1))
        return stored, whole

    def _write(self, records: list[tuple[bytes, bytes]]) -> None:
        self._room.make(self._layout.file_bytes(len(records)))
        path = self.folder / f"{secrets.token_hex(8)}{SHARD}"
        try:
            self._write_shard(path, self._layout.encode(records))
        except OSError as error:
            raise StoreFullError(cannot_keep(self._room.folder, error)) from error
        self._room.in_use.add(path)

    def _write_shard(self, path: Path, parts: list[bytes]) -> None:
        """Write it, once more where the cache is cleared under our hands. OSError when the disk refuses."""
        for tries_left in (2, 1, 0):
            try:
                make_own_folder(self.folder)
                describe(self.folder, self.key)
                write_whole(path, parts)
                break
            except FileNotFoundError:
                if not tries_left:
                    raise


def _check_shape(values: NDArray[np.floating], count: int, shape: tuple[int, ...]) -> None:
    if values.shape != (count, *shape):
        raise ValueError(f"expected {(count, *shape)}, not {values.shape}")
