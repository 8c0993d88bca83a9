"""The shards of one group, for reading: which there are, what is in them, and the records themselves."""

import contextlib
import os
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tlstudio.features.store.open_files import OpenFiles
from tlstudio.features.store.own_files import is_own_folder
from tlstudio.features.store.room import SHARD
from tlstudio.features.store.shard import DamagedError, Layout, Table
from tlstudio.features.store.shard_index import NOWHERE, Keys, ShardIndex, key_array

_TOUCH_AFTER = 60.0


@dataclass
class _Shard:
    path: Path
    count: int
    hashes: bytes
    touched: float = field(default=-_TOUCH_AFTER)

    def touch(self) -> None:
        """Say on the disk that it is in use, once a minute."""
        if time.monotonic() - self.touched > _TOUCH_AFTER:
            self.touched = time.monotonic()
            with contextlib.suppress(OSError):
                os.utime(self.path)


class Shelf:
    """Shards in `folder`, which other programs add to and take from at any time. `needed` collects those used here."""

    def __init__(self, folder: Path, layout: Layout, files: OpenFiles, needed: set[Path]) -> None:
        self._folder = folder
        self._layout = layout
        self._files = files
        self._needed = needed
        self._index = ShardIndex()
        self._shards: dict[int, _Shard] = {}
        self._numbers: dict[str, int] = {}
        self._opened = 0

    def names(self) -> set[str]:
        """The names of the shards that are on the disk now."""
        if is_own_folder(self._folder):
            with contextlib.suppress(OSError):
                return {path.name for path in self._folder.iterdir() if path.suffix == SHARD}
        return set()

    def look_again(self) -> bool:
        """Learn of shards that came, and of those that are gone. Returns whether any came."""
        names = self.names()
        self._drop(self._numbers.keys() - names)
        tables = {}
        for name in names - self._numbers.keys():
            table = self._table(name)
            if table:
                tables[self._opened] = table.keys
                self._shards[self._opened] = _Shard(self._folder / name, table.count, table.hashes)
                self._numbers[name] = self._opened
                self._opened += 1
        self._index.add(tables)
        return bool(tables)

    def has(self, keys: Keys) -> NDArray[np.bool_]:
        """Which keys have a record, as far as is known."""
        there: NDArray[np.bool_] = self._index.find(keys) != NOWHERE
        return there

    def need(self, keys: Keys) -> None:
        """Note that the shards with these records are needed here."""
        places = self._index.find(keys)
        numbers = np.unique(self._index.shards[places[places != NOWHERE]])
        self._needed.update(self._shards[number].path for number in numbers.tolist())

    def read_into(self, keys: Sequence[bytes], out: NDArray[np.floating]) -> NDArray[np.bool_]:
        """Read records into the rows of `out` (n, *shape). Returns which are there; damaged ones are forgotten."""
        wanted = key_array(keys)
        there = np.zeros(len(keys), dtype=bool)
        left = np.arange(len(keys))
        while len(left):  # a damaged record may have a second copy in another shard
            places = self._index.find(wanted[left])
            left, places = left[places != NOWHERE], places[places != NOWHERE]
            self._read(left, places, keys, out, there)
            failed = ~there[left]
            left = left[failed]
            if len(left):
                self._index.forget(places[failed])
        return there

    def _read(
        self,
        left: NDArray[np.intp],
        places: NDArray[np.intp],
        keys: Sequence[bytes],
        out: NDArray[np.floating],
        there: NDArray[np.bool_],
    ) -> None:
        """The records at `places` into the rows `left` of `out`, shard by shard, in the order in which they lie."""
        shards, rows = self._index.shards[places], self._index.rows[places]
        order = np.lexsort((rows, shards))
        for part in np.split(order, np.flatnonzero(np.diff(shards[order])) + 1):
            if len(part):
                shard, targets = self._shards[int(shards[part[0]])], left[part]
                with contextlib.suppress(OSError):
                    self._read_shard(shard, rows[part], targets, [keys[target] for target in targets], out, there)

    def _read_shard(
        self,
        shard: _Shard,
        rows: NDArray[np.int32],
        targets: NDArray[np.intp],
        keys: Sequence[bytes],
        out: NDArray[np.floating],
        there: NDArray[np.bool_],
    ) -> None:
        descriptor = self._files.descriptor(shard.path)
        shard.touch()
        for part, values, good in self._layout.read(descriptor, shard.count, shard.hashes, rows, keys):
            at = targets[part]
            there[at] = good
            if good.all():
                out[at] = values
            else:
                out[at[good]] = values[good]

    def _table(self, name: str) -> Table | None:
        """A shard's table. A damaged shard is deleted, one that is not ours or cannot be read now is left alone."""
        path = self._folder / name
        with contextlib.suppress(OSError):
            try:
                return self._layout.read_table(self._files.descriptor(path))
            except DamagedError:
                self._files.close(path)
                path.unlink()
        return None

    def _drop(self, names: set[str]) -> None:
        numbers = [self._numbers.pop(name) for name in names]
        for number in numbers:
            self._files.close(self._shards.pop(number).path)
        self._index.drop(numbers)
