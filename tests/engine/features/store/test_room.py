"""The cache keeps to its limit: what was used longest ago leaves first, and what is there stays right."""

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tlstudio.features.key import GroupKey
from tlstudio.features.store import Group, Store, StoreFullError

KeyFor = Callable[..., GroupKey]
Of = Callable[..., Any]
RECORDS = 10


@pytest.fixture
def fill(keys_of: Of, values_of: Of) -> Callable[..., Path]:
    """Adds a shard of ten records to a group; the shard. `age` in seconds is how long it has not been used."""

    def add(group: Group, first: int = 0, age: float = 0) -> Path:
        before = set(group.folder.glob("*.shard"))
        group.add(keys_of(range(first, first + RECORDS)), values_of(range(first, first + RECORDS)))
        group.flush()
        (path,) = set(group.folder.glob("*.shard")) - before
        os.utime(path, times=(time.time() - age,) * 2)
        return path

    return add


@pytest.fixture
def shard_bytes(key_for: KeyFor) -> int:
    return 48 + RECORDS * key_for().record_bytes


def test_that_what_was_used_longest_ago_leaves_first(
    key_for: KeyFor, fill: Callable[..., Path], shard_bytes: int
) -> None:
    older, newer, oldest = (
        fill(Store().group(key_for(backbone=name)), age=age) for name, age in (("a", 50), ("b", 20), ("c", 90))
    )
    store = Store()
    store.set_limit(4 * shard_bytes)
    for first in (0, RECORDS, 2 * RECORDS):
        fill(store.group(key_for(backbone="new")), first)
    assert (oldest.exists(), older.exists(), newer.exists()) == (False, False, True)
    assert not oldest.parent.exists()
    assert store.bytes() == 4 * shard_bytes


def test_that_reading_counts_as_use(key_for: KeyFor, fill: Callable[..., Path], shard_bytes: int, keys_of: Of) -> None:
    older = fill(Store().group(key_for(backbone="a")), age=500)
    newer = fill(Store().group(key_for(backbone="b")), age=400)
    Store().group(key_for(backbone="a")).read_into(keys_of([1]), np.empty((1, 50), np.float32))
    store = Store()
    store.set_limit(2 * shard_bytes)
    fill(store.group(key_for(backbone="new")))
    assert (older.exists(), newer.exists()) == (True, False)


def test_that_what_this_program_needs_never_leaves_for_what_it_adds(
    key_for: KeyFor, fill: Callable[..., Path], shard_bytes: int, keys_of: Of
) -> None:
    fill(Store().group(key_for()), age=500)
    forgotten = fill(Store().group(key_for()), 500, age=100)
    store = Store()
    store.set_limit(3 * shard_bytes - 1)
    group = store.group(key_for())
    assert group.present(keys_of(range(RECORDS))).all()
    assert store.room_for(shard_bytes)
    assert not store.room_for(2 * shard_bytes)
    fill(group, RECORDS)
    assert not forgotten.exists()
    with pytest.raises(StoreFullError, match=r"The cache for features is full: its limit is 7\.2 kB\. Raise the limit"):
        fill(group, 2 * RECORDS)
    assert group.present(keys_of(range(3 * RECORDS))).tolist() == [True] * 20 + [False] * 10
    assert store.bytes() <= store.limit


def test_that_nothing_leaves_in_vain(
    key_for: KeyFor, fill: Callable[..., Path], shard_bytes: int, keys_of: Of, values_of: Of
) -> None:
    other = fill(Store().group(key_for(backbone="other")), age=500)
    store = Store()
    needed = fill(store.group(key_for()))
    store.set_limit(2 * shard_bytes + 10)
    store.group(key_for()).add(keys_of(range(100, 120)), values_of(range(100, 120)))
    with pytest.raises(StoreFullError):
        store.group(key_for()).flush()
    assert other.exists()
    assert needed.exists()


def test_that_what_this_program_needs_stays_while_another_program_writes_much(
    key_for: KeyFor, fill: Callable[..., Path], shard_bytes: int
) -> None:
    store = Store()
    store.set_limit(3 * shard_bytes)
    needed = fill(store.group(key_for()))
    (needed.parent / ".being written by another.part").write_bytes(bytes(2 * shard_bytes))
    with pytest.raises(StoreFullError):
        fill(store.group(key_for()), RECORDS)
    assert needed.exists()


def test_that_a_limit_of_nothing_keeps_nothing(key_for: KeyFor, fill: Callable[..., Path], keys_of: Of) -> None:
    store = Store()
    fill(store.group(key_for()))
    store.set_limit(0)
    assert (store.bytes(), store.groups(), store.room_for(1), store.room_for(0)) == (0, [], False, True)
    with pytest.raises(StoreFullError, match="its limit is 0 bytes"):
        fill(store.group(key_for()))
    assert not store.group(key_for()).present(keys_of([1])).any()


def test_that_the_limit_is_remembered_and_has_a_sensible_default(shard_bytes: int) -> None:
    assert 0 < Store().limit <= 20e9
    Store().set_limit(5 * shard_bytes)
    assert Store().limit == 5 * shard_bytes
    (Store().folder / "limit").write_text("as much as you like")
    assert 0 < Store().limit <= 20e9


def test_that_a_limit_that_cannot_be_remembered_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreFullError, match=r"cannot be kept in .*a file is in the way"):
        Store(tmp_path / "file").set_limit(5)


def test_that_clearing_frees_everything_and_touches_no_strangers_file(
    key_for: KeyFor, fill: Callable[..., Path], shard_bytes: int, keys_of: Of, values_of: Of
) -> None:
    store = Store()
    fill(store.group(key_for()))
    fill(Store().group(key_for(backbone="other")))
    (store.folder / "diary").mkdir()
    (store.folder / "diary" / "monday.shard").write_text("dear diary")
    (store.group(key_for()).folder / ".half.part").write_bytes(bytes(100))
    assert store.clear() == 2 * shard_bytes + 100
    assert (store.bytes(), store.groups()) == (0, [])
    assert [path.name for path in store.folder.iterdir()] == ["diary"]
    assert (store.folder / "diary" / "monday.shard").exists()
    fill(store.group(key_for()))
    out = np.empty((RECORDS, 50), np.float32)
    assert store.group(key_for()).read_into(keys_of(range(RECORDS)), out).all()
    assert np.array_equal(out, values_of(range(RECORDS)))


def test_that_clearing_under_a_reader_gives_right_records_or_none(
    key_for: KeyFor, fill: Callable[..., Path], keys_of: Of, values_of: Of
) -> None:
    for first in (0, RECORDS):
        fill(Store().group(key_for()), first)
    reader = Store().group(key_for())
    assert reader.present(keys_of(range(2 * RECORDS))).all()
    Store().clear()
    out = np.empty((2 * RECORDS, 50), np.float32)
    there = reader.read_into(keys_of(range(2 * RECORDS)), out)
    assert np.array_equal(out[there], values_of(np.flatnonzero(there).tolist()) if there.any() else out[there])
    assert not reader.present(keys_of(range(2 * RECORDS))).any()
    fill(reader)
    assert reader.present(keys_of(range(RECORDS))).all()


def test_that_what_dead_writers_left_goes_and_what_is_being_written_stays(
    key_for: KeyFor, fill: Callable[..., Path]
) -> None:
    store = Store()
    folder = fill(store.group(key_for())).parent
    dead, alive = folder / ".dead.part", folder / ".alive.part"
    for part in (dead, alive):
        part.write_bytes(bytes(10))
    os.utime(dead, times=(time.time() - 3600,) * 2)
    fill(store.group(key_for(backbone="other")))
    assert (dead.exists(), alive.exists()) == (False, True)


def test_that_groups_are_listed_the_one_used_last_first(
    key_for: KeyFor, fill: Callable[..., Path], shard_bytes: int
) -> None:
    fill(Store().group(key_for(backbone="old")), age=1000)
    fill(Store().group(key_for(backbone="new")))
    fill(Store().group(key_for(backbone="new")), RECORDS)
    new, old = Store().groups()
    assert (new.key.backbone, new.records, new.bytes) == ("new", 20, 2 * shard_bytes)
    assert (old.key, old.records) == (key_for(backbone="old"), 10)
    assert new.last_used > old.last_used + 900


def test_that_records_stay_right_while_another_program_makes_them_leave(
    key_for: KeyFor, fill: Callable[..., Path], shard_bytes: int,
    start: Callable[..., Any], finish: Callable[..., str],
) -> None:  # fmt: skip
    for first in range(0, 80, RECORDS):
        fill(Store().group(key_for()), first, age=100 - first)
    reader = start("""
        group = Store().group(key_for())
        expected = values_of(range(80))
        sums = []
        while not sums or sums[-1]:
            out = np.zeros((80, 50), np.float32)
            there = group.read_into(keys_of(range(80)), out)
            there &= group.present(keys_of(range(80)))
            assert np.array_equal(out[there], expected[there])
            sums.append(int(there.sum()))
            if len(sums) == 1:
                print("reading", flush=True)
        print(max(sums), min(sums))
    """)
    assert reader.stdout.readline() == "reading\n"
    store = Store()
    for count in range(8, -1, -1):
        store.set_limit(count * shard_bytes)
        time.sleep(0.02)
    most, least = finish(reader).split()
    assert (int(most), int(least)) == (80, 0)
