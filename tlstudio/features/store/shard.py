"""One shard of the cache: some hundred or thousand activations in a file that is written once and never changed.

    header    8 bytes magic, 20 bytes identity of the group, 4 bytes count
    check     16 bytes: BLAKE2b of header and table
    table     for each record 20 bytes key, 16 bytes hash
    records   the activations, one after the other, little-endian

A record's hash is BLAKE2b-128 of its bytes, keyed with the group's identity and its own key: a record that is damaged,
in the wrong place or of another group does not pass. All sizes follow from the group's key and the count, so opening
is two small reads, and nothing is allocated because a file says so.
"""

import hashlib
import os
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tlstudio.features.key import HASH_BYTES, KEY_BYTES, GroupKey
from tlstudio.features.store.own_files import read_at

SHARD_BYTES = 32 * 2**20
_ROW_BYTES = KEY_BYTES + HASH_BYTES
_MAGIC = b"tlshard\x01"
_HEADER = struct.Struct("<8s20sI")
_READ_BYTES = 2**20
_NUMBERS: dict[str, np.dtype[np.floating]] = {"float32": np.dtype("<f4"), "float16": np.dtype("<f2")}


class DamagedError(Exception):
    """A shard's header or table is not what was written."""


@dataclass(frozen=True)
class Table:
    """What a shard holds: `keys` uint8 (count, 20) and, in the same order, the hashes, 16 bytes each."""

    keys: NDArray[np.uint8]
    hashes: bytes

    @property
    def count(self) -> int:
        """How many records."""
        return len(self.keys)


class Layout:
    """How the records of one group lie in its shards."""

    def __init__(self, key: GroupKey) -> None:
        self.identity = bytes.fromhex(key.identity)
        self.shape = key.shape
        self.dtype = _NUMBERS[key.dtype]
        self.record_bytes = key.record_bytes - _ROW_BYTES
        self.most = max(1, SHARD_BYTES // key.record_bytes)

    def file_bytes(self, count: int) -> int:
        """The size of a shard of `count` records."""
        return self._start(count) + count * self.record_bytes

    def count(self, file_bytes: int) -> int:
        """How many records a shard of that size holds."""
        return max(0, file_bytes - self._start(0)) // (_ROW_BYTES + self.record_bytes)

    def encode(self, records: Sequence[tuple[bytes, bytes]]) -> list[bytes]:
        """The parts of a shard, from keys and records (their bytes)."""
        header = _HEADER.pack(_MAGIC, self.identity, len(records))
        table = b"".join(key + self._hash(key, record) for key, record in records)
        return [header, _check(header, table), table, *(record for _, record in records)]

    def read_table(self, descriptor: int) -> Table:
        """The table of an open shard. DamagedError when it is no whole shard of this group; OSError from the disk."""
        start = read_at(descriptor, self._start(0), 0)
        if len(start) < self._start(0):
            raise DamagedError
        header, check = start[: _HEADER.size], start[_HEADER.size :]
        magic, identity, count = _HEADER.unpack(header)
        if (magic, identity) != (_MAGIC, self.identity) or not 1 <= count <= self.most:
            raise DamagedError
        if os.fstat(descriptor).st_size != self.file_bytes(count):
            raise DamagedError
        table = read_at(descriptor, count * _ROW_BYTES, self._start(0))
        if _check(header, table) != check:
            raise DamagedError
        rows = np.frombuffer(table, np.uint8).reshape(count, _ROW_BYTES)
        return Table(rows[:, :KEY_BYTES], rows[:, KEY_BYTES:].tobytes())

    def read(
        self, descriptor: int, count: int, hashes: bytes, rows: NDArray[np.int32], keys: Sequence[bytes]
    ) -> Iterator[tuple[slice, NDArray[np.floating], NDArray[np.bool_]]]:
        """Read the records in `rows` (rising) of a shard of `count` records, expecting those keys.

        Yields which of `rows`, their values (n, *shape), and which of these are as they were written. OSError from
        the disk.
        """
        for part in self._runs(rows):
            first, length = int(rows[part.start]), part.stop - part.start
            data = read_at(descriptor, length * self.record_bytes, self._start(count) + first * self.record_bytes)
            data = data.ljust(length * self.record_bytes, b"\0")
            good = self._good(memoryview(data), hashes[first * HASH_BYTES :], keys[part])
            yield part, np.frombuffer(data, self.dtype).reshape(length, *self.shape), good

    def _good(self, data: memoryview, hashes: bytes, keys: Sequence[bytes]) -> NDArray[np.bool_]:
        size = self.record_bytes
        return np.array(
            [
                self._hash(key, data[number * size : (number + 1) * size])
                == hashes[number * HASH_BYTES : (number + 1) * HASH_BYTES]
                for number, key in enumerate(keys)
            ]
        )

    def _runs(self, rows: NDArray[np.int32]) -> Iterator[slice]:
        """Stretches of neighbouring rows that are read in one go."""
        most = max(1, _READ_BYTES // self.record_bytes)
        ends = [*(np.flatnonzero(np.diff(rows) != 1) + 1).tolist(), len(rows)]
        start = 0
        for end in ends:
            for begin in range(start, end, most):
                yield slice(begin, min(begin + most, end))
            start = end

    def _hash(self, key: bytes, record: bytes | memoryview) -> bytes:
        return hashlib.blake2b(record, digest_size=HASH_BYTES, key=self.identity + key).digest()

    @staticmethod
    def _start(count: int) -> int:
        """Where the records begin."""
        return _HEADER.size + HASH_BYTES + count * _ROW_BYTES


def _check(header: bytes, table: bytes) -> bytes:
    return hashlib.blake2b(header + table, digest_size=HASH_BYTES).digest()
