"""Full disks, forbidden folders, killed writers and flipped bits: nothing is torn, and nothing wrong is ever read."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tlstudio.features.key import GroupKey
from tlstudio.features.store import Store

KeyFor = Callable[..., GroupKey]
Of = Callable[..., Any]
Start = Callable[..., Any]
# Adds shards of 50 kB until the disk takes no more, then reads everything back.
UNTIL_FULL = """
    if sys.argv[1] == "lying":  # as network drives with a quota do
        import shutil
        from collections import namedtuple
        shutil.disk_usage = lambda path: namedtuple("Usage", "free")(10**12)
    store, shape, kept, sentence = Store(), (1000,), 0, ""
    group = store.group(key_for(shape))
    store.set_limit(10**9)
    for first in range(0, 2000, 12):
        try:
            group.add(keys_of(range(first, first + 12)), values_of(range(first, first + 12), shape))
            group.flush()
            kept += 12
        except StoreFullError as error:
            sentence = str(error)
            break
    fresh, out = Store().group(key_for(shape)), np.zeros((kept + 12, *shape), np.float32)
    there = fresh.read_into(keys_of(range(kept + 12)), out)
    assert there.tolist() == [True] * kept + [False] * 12, there
    assert np.array_equal(out[:kept], values_of(range(kept + 12), shape)[:kept])
    assert not [path for path in store.folder.rglob("*") if path.suffix == ".part"]
    print(kept, sentence)
"""


@pytest.fixture
def small_disk(tmp_path: Path) -> tuple[str, ...]:
    """What to put before a command so that it finds a disk of 2 MB at `tmp_path/disk`."""
    (tmp_path / "disk").mkdir()
    mounted = ("unshare", "-Urm", "sh", "-c", f'mount -t tmpfs -o size=2m tmpfs {tmp_path}/disk && exec "$@"', "sh")
    if shutil.which("unshare") and subprocess.run([*mounted, "true"], capture_output=True, check=False).returncode == 0:
        return mounted
    pytest.skip("needs Linux that lets its users mount small disks of their own (unshare -Urm)")


@pytest.mark.parametrize("free", ["honest", "lying"])
def test_that_a_full_disk_is_said_in_words_and_harms_nothing(
    free: str, small_disk: tuple[str, ...], start: Start, finish: Callable[..., str],
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setenv("TLSTUDIO_HOME", str(tmp_path / "disk"))
    kept, _, sentence = finish(start(UNTIL_FULL, free, before=small_disk)).partition(" ")
    assert int(kept) > 300
    assert sentence.startswith(f"Features cannot be kept in {tmp_path}")
    assert sentence.strip().endswith("the disk is full. Free some space, or clear the cache.")


def test_that_a_limit_on_the_size_of_files_is_said_in_words(
    start: Start, finish: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("resource", reason="Windows has no such limits")
    limited = "    import resource\n    resource.setrlimit(resource.RLIMIT_FSIZE, (30_000, 30_000))\n" + UNTIL_FULL
    kept, _, sentence = finish(start(limited, "honest")).partition(" ")
    assert int(kept) == 0
    assert "files may not be that large there" in sentence


@pytest.mark.skipif(os.name == "nt", reason="Windows has other permissions")
def test_that_a_folder_one_may_only_read_is_read_and_said_in_words(
    start: Start, finish: Callable[..., str], key_for: KeyFor, keys_of: Of, values_of: Of, home: Path
) -> None:
    group = Store().group(key_for())
    group.add(keys_of(range(10)), values_of(range(10)))
    group.flush()
    folders = [home, home / "cache", Store().folder, group.folder]
    above = [str(path) for path in (home.parent, home.parent.parent)]
    program = f"""
        if os.geteuid() == 0:  # whom no permission stops
            for path in {above}:
                os.chmod(path, 0o755)
            os.seteuid(65534)
        group, out = Store().group(key_for()), np.zeros((10, 50), np.float32)
        assert group.read_into(keys_of(range(10)), out).all()
        assert np.array_equal(out, values_of(range(10)))
        try:
            group.add(keys_of([11]), values_of([11]))
            group.flush()
        except StoreFullError as error:
            print(error)
    """
    try:
        for path in [*folders, *group.folder.iterdir()]:
            path.chmod(0o555 if path in folders else 0o444)
        answer = finish(start(program))
    finally:
        for folder in folders:
            folder.chmod(0o700)
    assert "permission is missing. Change the folder's permissions" in answer


def test_that_a_writer_killed_at_any_moment_leaves_only_whole_shards(
    start: Start, key_for: KeyFor, keys_of: Of, values_of: Of
) -> None:
    for wait in (0.0, 0.005, 0.02, 0.05):
        writer = start(
            """
            group, shape = Store().group(key_for((100_000,))), (100_000,)
            values = values_of(range(20), shape)
            print("writing", flush=True)
            for number in range(10**6):
                group.add(keys_of(range(20 * number, 20 * number + 20)), values)
                group.flush()
            """
        )
        assert writer.stdout.readline() == "writing\n"
        time.sleep(wait)
        writer.kill()
        writer.communicate()
    store = Store()
    group = store.group(key_for((100_000,)))
    found = max(info.records for info in store.groups()) if store.groups() else 0
    out = np.zeros((20, 100_000), np.float32)
    for first in range(0, found, 20):
        there = group.read_into(keys_of(range(first, first + 20)), out)
        assert np.array_equal(out[there], values_of(range(20), (100_000,))[there])
    for part in store.folder.rglob("*.part"):
        os.utime(part, times=(time.time() - 3600,) * 2)
    group.add(keys_of([10**9]), values_of([0], (100_000,)))
    group.flush()
    assert list(store.folder.rglob("*.part")) == []


def test_that_no_flip_and_no_cut_in_a_file_makes_a_wrong_value() -> None:
    campaign = Path(__file__).resolve().parents[3] / "campaigns" / "cache_faults.py"
    command = [sys.executable, "-P", str(campaign), "150"]
    result = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert result.returncode == 0, result.stdout + result.stderr
    assert "0 wrong" in result.stdout
