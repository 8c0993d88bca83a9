"""Activations are kept on disk and come back bit for bit, or not at all."""

import os
import stat
import struct
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tlstudio.features.key import GroupKey
from tlstudio.features.store import Group, Store, StoreFullError, own_files, shard

KeyFor = Callable[..., GroupKey]
Of = Callable[..., Any]


@pytest.fixture
def group(key_for: KeyFor) -> Group:
    return Store().group(key_for())


@pytest.fixture
def filled(group: Group, keys_of: Of, values_of: Of) -> Group:
    """Records 0 to 39 in four shards."""
    for first in range(0, 40, 10):
        group.add(keys_of(range(first, first + 10)), values_of(range(first, first + 10)))
        group.flush()
    return group


def read(key: GroupKey, keys: list[bytes]) -> tuple[np.ndarray, np.ndarray]:
    """What a program that has just been started finds."""
    out = np.full((len(keys), *key.shape), 7.0, dtype=np.float32)
    return Store().group(key).read_into(keys, out), out


def shards(group: Group) -> list[Path]:
    return sorted(group.folder.glob("*.shard"))


def test_that_what_was_added_is_read_back_bit_for_bit(filled: Group, keys_of: Of, values_of: Of) -> None:
    there, out = read(filled.key, keys_of(range(40)))
    assert there.all()
    assert np.array_equal(out, values_of(range(40)))


def test_that_any_order_will_do_and_a_record_may_be_asked_for_twice(filled: Group, keys_of: Of, values_of: Of) -> None:
    numbers = [17, 3, 39, 3, 4, 5, 0, 18, 17]
    there, out = read(filled.key, keys_of(numbers))
    assert there.all()
    assert np.array_equal(out, values_of(numbers))


def test_that_what_is_not_there_is_said_and_its_row_left_alone(filled: Group, keys_of: Of, values_of: Of) -> None:
    there, out = read(filled.key, keys_of([5, 77, 6]))
    assert there.tolist() == [True, False, True]
    assert np.array_equal(out[[0, 2]], values_of([5, 6]))
    assert (out[1] == 7.0).all()
    assert Store().group(filled.key).present(keys_of([5, 77, 6])).tolist() == [True, False, True]


def test_that_half_precision_comes_back_as_rounded(key_for: KeyFor, keys_of: Of, values_of: Of) -> None:
    key = key_for((3, 4, 4), "float16")
    group = Store().group(key)
    values = values_of(range(5), (3, 4, 4))
    group.add(keys_of(range(5)), values.transpose(0, 3, 2, 1).copy().transpose(0, 3, 2, 1))
    group.flush()
    there, out = read(key, keys_of(range(5)))
    assert there.all()
    assert np.array_equal(out, values.astype(np.float16).astype(np.float32))
    halves = np.empty((5, 3, 4, 4), np.float16)
    assert Store().group(key).read_into(keys_of(range(5)), halves).all()
    assert np.array_equal(halves, values.astype(np.float16))


def test_that_what_half_precision_cannot_hold_is_not_kept(key_for: KeyFor, keys_of: Of, values_of: Of) -> None:
    group = Store().group(key_for(dtype="float16"))
    values = values_of(range(3))
    values[1, 7] = 1e5
    group.add(keys_of(range(3)), values)
    group.flush()
    assert group.present(keys_of(range(3))).tolist() == [True, False, True]


def test_that_nothing_is_made_before_the_first_write(group: Group, keys_of: Of) -> None:
    out = np.empty((1, 50), np.float32)
    assert not group.present(keys_of([1])).any()
    assert not group.read_into(keys_of([1]), out).any()
    assert Store().groups() == []
    assert not Store().folder.exists()


def test_that_what_waits_to_be_written_is_there_already(group: Group, keys_of: Of, values_of: Of) -> None:
    group.add(keys_of(range(3)), values_of(range(3)))
    assert shards(group) == []
    out = np.empty((3, 50), np.float32)
    assert group.present(keys_of([1, 9])).tolist() == [True, False]
    assert group.read_into(keys_of([2, 9, 0]), out).tolist() == [True, False, True]
    assert np.array_equal(out[[0, 2]], values_of([2, 0]))


def test_that_a_caller_may_use_its_memory_again(group: Group, keys_of: Of, values_of: Of) -> None:
    values = values_of(range(3))
    group.add(keys_of(range(3)), values)
    values[:] = 0
    group.flush()
    assert np.array_equal(read(group.key, keys_of(range(3)))[1], values_of(range(3)))


def test_that_much_is_written_in_several_shards(
    monkeypatch: pytest.MonkeyPatch, key_for: KeyFor, keys_of: Of, values_of: Of
) -> None:
    monkeypatch.setattr(shard, "SHARD_BYTES", 10 * key_for().record_bytes)
    group = Store().group(key_for())
    group.add(keys_of(range(35)), values_of(range(35)))
    assert len(shards(group)) == 4
    there, out = read(group.key, keys_of(range(35)))
    assert there.all()
    assert np.array_equal(out, values_of(range(35)))


def test_that_what_another_program_has_written_is_seen_and_not_written_again(
    filled: Group, keys_of: Of, values_of: Of
) -> None:
    other = Store().group(filled.key)
    other.add(keys_of(range(35, 45)), values_of(range(35, 45)))
    other.flush()
    assert filled.present(keys_of(range(45))).all()
    assert [info.records for info in Store().groups()] == [45]


def test_that_a_damaged_record_is_missing_until_it_is_written_again(filled: Group, keys_of: Of, values_of: Of) -> None:
    damage(shards(filled)[0], -10)
    there, out = read(filled.key, keys_of(range(40)))
    assert np.count_nonzero(~there) == 1
    (lost,) = np.flatnonzero(~there).tolist()
    assert (out[lost] == 7.0).all()
    assert np.array_equal(out[there], values_of(np.flatnonzero(there).tolist()))
    group = Store().group(filled.key)
    group.read_into(keys_of([lost]), np.empty((1, 50), np.float32))
    group.add(keys_of([lost]), values_of([lost]))
    group.flush()
    for _ in range(4):  # whichever of the two copies is found first
        again, out = read(filled.key, keys_of(range(40)))
        assert again.all()
        assert np.array_equal(out, values_of(range(40)))


def damage(path: Path, offset: int) -> None:
    data = bytearray(path.read_bytes())
    data[offset] ^= 4
    path.write_bytes(data)


@pytest.mark.parametrize("offset", [0, 10, 29, 40, 60, 90])
def test_that_a_shard_with_a_damaged_header_or_table_goes(
    filled: Group, keys_of: Of, values_of: Of, offset: int
) -> None:
    damage(shards(filled)[1], offset)
    there, out = read(filled.key, keys_of(range(40)))
    assert np.count_nonzero(there) == 30
    assert np.array_equal(out[there], values_of(np.flatnonzero(there).tolist()))
    assert len(shards(filled)) == 3


def test_that_a_shard_is_not_taken_for_one_of_another_group(
    filled: Group, key_for: KeyFor, keys_of: Of, values_of: Of
) -> None:
    other = Store().group(key_for(backbone="other"))
    other.add(keys_of([99]), values_of([99]))
    other.flush()
    (other.folder / "stray.shard").write_bytes(shards(filled)[0].read_bytes())
    there, _ = read(other.key, keys_of(range(40)))
    assert not there.any()


def test_that_a_record_does_not_pass_for_one_of_another_group(
    filled: Group, key_for: KeyFor, keys_of: Of, values_of: Of
) -> None:
    records = [(keys_of([50])[0], values_of([50])[0].tobytes())]
    header, *_ = shard.Layout(filled.key).encode(records)
    _, _, table, data = shard.Layout(key_for(backbone="other")).encode(records)
    (filled.folder / "forged.shard").write_bytes(b"".join([header, shard._check(header, table), table, data]))
    group = Store().group(filled.key)
    assert group.present(keys_of([50])).all()
    assert not group.read_into(keys_of([50]), np.empty((1, 50), np.float32)).any()


def test_that_a_hostile_header_makes_nothing_large(filled: Group, keys_of: Of) -> None:
    for count in (0, 2**32 - 1):
        header = struct.pack("<8s20sI", b"tlshard\x01", bytes.fromhex(filled.key.identity), count)
        path = filled.folder / f"{count}.shard"
        path.write_bytes(header + bytes(100))
        os.truncate(path, 48 + count * filled.key.record_bytes)  # a terabyte of nothing
    there, _ = read(filled.key, keys_of(range(40)))
    assert there.all()
    assert len(shards(filled)) == 4


def test_that_a_damaged_description_hides_no_records_and_is_mended(filled: Group, keys_of: Of) -> None:
    description = filled.folder / "group.json"
    before = description.read_bytes()
    for wrong in (b"", before.replace(b"small", b"large"), before.replace(b"[50]", b"[-5]"), b"[" * 60_000):
        description.write_bytes(wrong)
        assert Store().groups() == []
        assert read(filled.key, keys_of(range(40)))[0].all()
        assert description.read_bytes() == before
    assert [info.key for info in Store().groups()] == [filled.key]


@pytest.mark.skipif(os.name == "nt", reason="links need rights there, and pipes are no files")
def test_that_links_and_pipes_are_neither_followed_nor_removed(filled: Group, keys_of: Of, tmp_path: Path) -> None:
    first = shards(filled)[0]
    moved = tmp_path / "elsewhere"
    first.rename(moved)
    first.symlink_to(moved)
    os.mkfifo(filled.folder / "pipe.shard")
    assert np.count_nonzero(read(filled.key, keys_of(range(40)))[0]) == 30
    assert first.is_symlink()
    filled.folder.rename(tmp_path / "group")
    filled.folder.symlink_to(tmp_path / "group")
    assert not read(filled.key, keys_of(range(40)))[0].any()
    with pytest.raises(StoreFullError, match="permission is missing"):
        write_one(Store().group(filled.key), keys_of)
    assert Store().groups() == []


def write_one(group: Group, keys_of: Of) -> None:
    group.add(keys_of([1000]), np.zeros((1, 50), np.float32))
    group.flush()


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can give files away")
def test_that_another_persons_files_are_not_read(filled: Group, keys_of: Of) -> None:
    os.chown(shards(filled)[0], 12345, 12345)
    assert np.count_nonzero(read(filled.key, keys_of(range(40)))[0]) == 30
    os.chown(filled.folder, 12345, 12345)
    assert not read(filled.key, keys_of(range(40)))[0].any()
    with pytest.raises(StoreFullError, match="permission is missing"):
        write_one(Store().group(filled.key), keys_of)


@pytest.mark.skipif(os.name == "nt", reason="Windows has other permissions")
def test_that_the_cache_is_its_owners_alone(filled: Group) -> None:
    for folder in (filled.folder, filled.folder.parent):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in shards(filled)} == {0o600}


def open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="counts open files through /proc")
def test_that_few_files_stay_open_and_none_when_the_store_is_gone(group: Group, keys_of: Of, values_of: Of) -> None:
    for number in range(100):
        group.add(keys_of([number]), values_of([number]))
        group.flush()
    before = open_files()
    store = Store()
    out = np.empty((100, 50), np.float32)
    for _ in range(2):
        assert store.group(group.key).read_into(keys_of(range(100)), out).all()
        assert np.array_equal(out, values_of(range(100)))
    assert 0 < open_files() - before <= 64
    del store
    assert open_files() == before


def test_that_short_reads_are_completed(
    filled: Group, keys_of: Of, values_of: Of, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = own_files._read_once
    monkeypatch.setattr(own_files, "_read_once", lambda file, length, at: whole(file, min(length, 333), at))
    there, out = read(filled.key, keys_of(range(40)))
    assert there.all()
    assert np.array_equal(out, values_of(range(40)))


def test_that_short_writes_are_completed(
    group: Group, keys_of: Of, values_of: Of, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = os.write
    monkeypatch.setattr(os, "write", lambda file, data: whole(file, bytes(data[:333])))
    group.add(keys_of(range(10)), values_of(range(10)))
    group.flush()
    assert np.array_equal(read(group.key, keys_of(range(10)))[1], values_of(range(10)))


def test_that_threads_may_share_a_file_where_reading_moves_its_position(
    key_for: KeyFor, keys_of: Of, values_of: Of, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("pread", "posix_fallocate"):
        monkeypatch.delattr(os, name, raising=False)
    store = Store()
    store.group(key_for()).add(keys_of(range(40)), values_of(range(40)))
    store.group(key_for()).flush()
    wrong = []

    def check(first: int) -> None:
        numbers = range(first, first + 10)
        for _ in range(50):
            out = np.zeros((10, 50), np.float32)
            if not store.group(key_for()).read_into(keys_of(numbers), out).all() or (out != values_of(numbers)).any():
                wrong.append(first)

    threads = [threading.Thread(target=check, args=(first,)) for first in range(0, 40, 10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_that_wrong_shapes_and_keys_are_noticed(group: Group, keys_of: Of) -> None:
    with pytest.raises(ValueError, match=r"expected \(1, 50\)"):
        group.add(keys_of([1]), np.zeros((1, 49), np.float32))
    with pytest.raises(ValueError):
        group.add([b"short"], np.zeros((1, 50), np.float32))
    with pytest.raises(ValueError, match="expected"):
        group.read_into(keys_of([1, 2]), np.zeros((1, 50), np.float32))


def test_that_no_library_but_numpy_is_needed(start: Callable[..., Any], finish: Callable[..., str]) -> None:
    assert finish(start("print('torch' in sys.modules)")).strip() == "False"
