"""Files of the feature cache are damaged at random, and everything is read: each value is right, or absent.

Run by hand (half a minute): `python tests/campaigns/cache_faults.py > tests/campaigns/cache_faults.md`. A number as
argument makes it that many faults; the tests run 150.
"""

import random
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tlstudio.backbone.preprocessing import Preprocessing
from tlstudio.features.key import GroupKey, StoredType, record_key
from tlstudio.features.store import Group, Store

_RECORDS = 200
_PREPROCESSING = Preprocessing(224, 0.875, "bicubic", (0.5, 0.5, 0.5), (0.5, 0.5, 0.5))
_KEYS = [record_key(f"{number:064x}") for number in range(_RECORDS)]

Fault = Callable[[Path, random.Random], None]


def main() -> None:
    """Print the table; the exit code is 1 when a wrong value was read."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    chance = random.Random(0)
    counts = {name: Counter[str]() for name in FAULTS}
    with tempfile.TemporaryDirectory() as folder:
        pristine, damaged = Path(folder) / "pristine", Path(folder) / "damaged"
        _fill(Store(pristine))
        for number in range(count):
            name = [*FAULTS][number % len(FAULTS)]
            shutil.copytree(pristine, damaged)
            counts[name] += _trial(damaged, FAULTS[name], chance, opened_before=number // len(FAULTS) % 2 == 1)
            shutil.rmtree(damaged)
    _print(count, counts)
    sys.exit(any(counter["wrong"] or counter["not mended"] for counter in counts.values()))


def _print(count: int, counts: dict[str, Counter[str]]) -> None:
    print(f"# Damage to the feature cache\n\n{__doc__.splitlines()[0]}\n")
    print(f"Two groups (float32, half precision) of {_RECORDS} records in 5 shards each; half of the faults come while")
    print("the cache is open. Afterwards another program adds what it does not find, and all is read again. Seed 0.\n")
    columns = ["faults", "right", "absent", "wrong", "not mended"]
    print(f"| fault | {' | '.join(columns)} |\n|{'---|' * (len(columns) + 1)}")
    for name, counter in counts.items():
        print(f"| {name} | {' | '.join(f'{counter[column]:,}' for column in columns)} |")
    total = sum(counts.values(), Counter[str]())
    print(f"\n{count:,} faults: {total['right']:,} values right, {total['absent']:,} absent, {total['wrong']} wrong.")


def _key(dtype: StoredType, shape: tuple[int, ...]) -> GroupKey:
    return GroupKey("small", "w" * 40, "node", "layer", _PREPROCESSING, "decoder", "torch", dtype, shape)


def _expected(key: GroupKey) -> NDArray[np.float32]:
    values = np.random.default_rng(len(key.shape)).normal(size=(_RECORDS, *key.shape))
    return values.astype(key.dtype).astype(np.float32)


_GROUPS = {key: _expected(key) for key in (_key("float32", (24,)), _key("float16", (3, 4, 4)))}


def _fill(store: Store) -> None:
    store.set_limit(10**9)
    for key, values in _GROUPS.items():
        group = store.group(key)
        for first in range(0, _RECORDS, _RECORDS // 5):
            group.add(_KEYS[first : first + _RECORDS // 5], values[first : first + _RECORDS // 5])
            group.flush()


def _trial(folder: Path, fault: Fault, chance: random.Random, opened_before: bool) -> Counter[str]:
    store = Store(folder)
    if opened_before:
        for key in _GROUPS:
            store.group(key).present(_KEYS)
    fault(folder, chance)
    counter = Counter(faults=1)
    for key, expected in _GROUPS.items():
        there, wrong = _read(store.group(key), expected)
        counter += Counter(right=int(there.sum()) - wrong, absent=int((~there).sum()), wrong=wrong)
        counter += _mend(folder, key, expected)
    counter["wrong"] += sum(info.key not in _GROUPS for info in Store(folder).groups())
    return counter


def _mend(folder: Path, key: GroupKey, expected: NDArray[np.float32]) -> Counter[str]:
    """What the next program does: it adds what it does not find; then everything has to be there."""
    group = Store(folder).group(key)
    there, wrong_before = _read(group, expected)
    missing = np.flatnonzero(~there).tolist()
    group.add([_KEYS[number] for number in missing], expected[missing])
    group.flush()
    again, wrong = _read(Store(folder).group(key), expected)
    return Counter({"wrong": wrong_before + wrong, "not mended": int((~again).sum())})


def _read(group: Group, expected: NDArray[np.float32]) -> tuple[NDArray[np.bool_], int]:
    """Which records are there, and how many of them are wrong."""
    out = np.full_like(expected, np.nan)
    there = group.read_into(_KEYS, out)
    return there, sum(not np.array_equal(out[number], expected[number]) for number in np.flatnonzero(there))


def _file(folder: Path, chance: random.Random, pattern: str = "*") -> Path:
    return chance.choice(sorted(path for path in folder.rglob(pattern) if path.is_file()))


def _changed(path: Path, change: Callable[[bytearray], None]) -> None:
    """Damage a file in place, as a disk does it, so that programs that have it open see it."""
    data = bytearray(path.read_bytes())
    change(data)
    path.write_bytes(data)


def _flip(folder: Path, chance: random.Random) -> None:
    def flip(data: bytearray) -> None:
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)

    _changed(_file(folder, chance), flip)


def _flip_in_table(folder: Path, chance: random.Random) -> None:
    def flip(data: bytearray) -> None:
        data[chance.randrange(48 + 36 * _RECORDS // 5)] ^= 1 << chance.randrange(8)

    _changed(_file(folder, chance, "*.shard"), flip)


def _cut(folder: Path, chance: random.Random) -> None:
    _changed(_file(folder, chance), lambda data: data.__delitem__(slice(chance.randrange(len(data)), None)))


def _extend(folder: Path, chance: random.Random) -> None:
    _changed(_file(folder, chance), lambda data: data.extend(chance.randbytes(chance.randrange(1, 5000))))


def _blank(folder: Path, chance: random.Random) -> None:
    def blank(data: bytearray) -> None:
        start = chance.randrange(len(data))
        data[start : start + 512] = bytes(len(data[start : start + 512]))

    _changed(_file(folder, chance), blank)


def _swap(folder: Path, chance: random.Random) -> None:
    first, second = _file(folder, chance, "*.shard"), _file(folder, chance, "*.shard")
    data = first.read_bytes()
    first.write_bytes(second.read_bytes())
    second.write_bytes(data)


def _swap_records(folder: Path, chance: random.Random) -> None:
    """Two stretches of a shard's records change places."""

    def swap(data: bytearray) -> None:
        size = 96
        first, second = (len(data) - size * chance.randrange(1, _RECORDS // 5) for _ in range(2))
        data[first : first + size], data[second : second + size] = (
            data[second : second + size],
            data[first : first + size],
        )

    _changed(_file(folder, chance, "*.shard"), swap)


FAULTS: dict[str, Fault] = {
    "a bit flipped anywhere": _flip,
    "a bit flipped in a shard's header or table": _flip_in_table,
    "cut off": _cut,
    "longer than written": _extend,
    "512 bytes blank": _blank,
    "two shards exchanged": _swap,
    "two records exchanged": _swap_records,
}

if __name__ == "__main__":
    main()
