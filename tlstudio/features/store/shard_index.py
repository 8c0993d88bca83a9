"""Where in which shard the record of a key lies: a sorted array, 36 bytes a record."""

from collections.abc import Collection, Sequence

import numpy as np
from numpy.typing import NDArray

from tlstudio.features.key import KEY_BYTES

Keys = NDArray[np.uint8]
NOWHERE = -1


def key_array(keys: Sequence[bytes]) -> Keys:
    """Keys of 20 bytes as uint8 (n, 20). ValueError when they have another length."""
    return np.frombuffer(b"".join(keys), np.uint8).reshape(len(keys), KEY_BYTES)


class ShardIndex:
    """Finds records by key. A key may be in several shards: forgetting one record leaves the others to be found.

    Places are positions in the index, valid until it is changed. Keys are hashes, so their first 8 bytes serve to
    sort; two keys that share these (one pair in 30 million sets of a million) would cost a computation, not a wrong
    answer.
    """

    def __init__(self) -> None:
        self._sorted = np.empty(0, np.uint64)
        self._keys = np.empty((0, KEY_BYTES), np.uint8)
        self.shards = np.empty(0, np.int32)
        self.rows = np.empty(0, np.int32)

    def __len__(self) -> int:
        return len(self._sorted)

    def add(self, tables: dict[int, Keys]) -> None:
        """The records of new shards, by the shards' numbers."""
        if not tables:
            return
        counts = [len(keys) for keys in tables.values()]
        keys = np.concatenate([self._keys, *tables.values()])
        shards = np.concatenate([self.shards, np.repeat(np.array([*tables], np.int32), counts)])
        rows = np.concatenate([self.rows, *(np.arange(count, dtype=np.int32) for count in counts)])
        order = np.argsort(_first(keys), kind="stable")
        self._keys, self.shards, self.rows = keys[order], shards[order], rows[order]
        self._sorted = _first(self._keys)

    def drop(self, shards: Collection[int]) -> None:
        """All records of these shards."""
        if shards:
            self._keep(~np.isin(self.shards, [*shards]))

    def forget(self, places: NDArray[np.intp]) -> None:
        """The records at these places."""
        keep = np.ones(len(self), dtype=bool)
        keep[places] = False
        self._keep(keep)

    def find(self, keys: Keys) -> NDArray[np.intp]:
        """The place of one record of each key, or NOWHERE."""
        if not len(self):
            return np.full(len(keys), NOWHERE)
        places = np.minimum(np.searchsorted(self._sorted, _first(keys)), len(self) - 1)
        return np.where((self._keys[places] == keys).all(axis=1), places, NOWHERE)

    def _keep(self, which: NDArray[np.bool_]) -> None:
        self._sorted, self._keys = self._sorted[which], self._keys[which]
        self.shards, self.rows = self.shards[which], self.rows[which]


def _first(keys: Keys) -> NDArray[np.uint64]:
    return np.ascontiguousarray(keys[:, :8]).view("<u8").ravel()
