"""Hashes remembered between runs: unchanged photos are not opened, changed ones always, and damage costs only time."""

import contextlib
import hashlib
import os
import random
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tlstudio.dataset import remembered
from tlstudio.dataset.check import check
from tlstudio.dataset.remembered import Stamp, recall, remember, stamp_of
from tlstudio.dataset.sample import Dataset
from tlstudio.dataset.scan import scan
from tlstudio.foundation import cache_file
from tlstudio.foundation.control import Control
from tlstudio.foundation.events import Event, Progress
from tlstudio.foundation.pace import Pace
from tlstudio.photos.pool import PhotoPool
from tlstudio.photos.reading import read_bytes

MakeTree = Callable[..., Path]
ScanNow = Callable[..., tuple[Dataset, list[Event]]]

NAMES = [f"{label}/{number}.png" for label in ("cat", "dog") for number in range(5)]
DIGESTS = {Stamp(7, number, 100 + number, 10**18, 10**18 + number): f"{number:040x}" for number in range(1, 300)}

_watched: list[str] | None = None


def _note_opened(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "open" and _watched is not None and isinstance(arguments[0], str | os.PathLike):
        path = os.fspath(arguments[0])
        if path.endswith((".png", ".jpg")):
            _watched.append(path)


sys.addaudithook(_note_opened)


@contextlib.contextmanager
def opened_photos() -> Iterator[list[str]]:
    """The photos that are opened meanwhile, by whatever call: told by the interpreter itself."""
    global _watched
    photos: list[str] = []
    _watched = photos
    try:
        yield photos
    finally:
        _watched = None


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are remembered the moment they are written."""
    monkeypatch.setattr(remembered, "_SETTLED_NANOSECONDS", 0)


@pytest.fixture
def file(home: Path) -> Path:
    """Where the hashes lie."""
    return home / "cache" / "photos" / "digests.sqlite"


def rewrite(photo: Path, content: bytes) -> None:
    """Change the content but neither size nor the time of the last change."""
    before = photo.stat()
    assert len(content) == before.st_size
    while photo.stat().st_ctime_ns == before.st_ctime_ns:  # the file system's clock ticks every few milliseconds
        photo.write_bytes(content)
        os.utime(photo, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert photo.stat().st_mtime_ns == before.st_mtime_ns


@pytest.mark.usefixtures("at_once")
def test_that_a_second_scan_opens_no_photo(make_tree: MakeTree, scan_now: ScanNow, file: Path) -> None:
    root = make_tree(*NAMES)
    with opened_photos() as opened:
        first, _ = scan_now(root)
    assert len(opened) == len(NAMES)
    with opened_photos() as opened:
        second, events = scan_now(root)
    assert opened == []
    assert second == first
    assert events[-1] == Progress("scan", len(NAMES), len(NAMES), from_cache=len(NAMES))
    if os.name == "posix":
        assert file.parent.stat().st_mode & 0o777 == 0o700


@pytest.mark.skipif(os.name == "nt", reason="Windows tells no time of the change itself")
@pytest.mark.usefixtures("at_once")
def test_that_only_a_changed_photo_is_read_even_when_size_and_time_look_the_same(
    make_tree: MakeTree, scan_now: ScanNow
) -> None:
    root = make_tree(*NAMES)
    first, _ = scan_now(root)
    rewrite(root / "cat" / "3.png", (root / "cat" / "3.png").read_bytes()[::-1][:-4] + b"\0\0\0\0")
    rewrite(root / "dog" / "1.png", (root / "cat" / "1.png").read_bytes())
    with opened_photos() as opened:
        second, _ = scan_now(root)
    assert sorted(opened) == [str(root / "cat" / "3.png"), str(root / "dog" / "1.png")]
    digests = {sample.path.relative_to(root).as_posix(): sample.digest for sample in second.samples}
    assert "cat/3.png" not in digests
    assert digests["dog/1.png"] == digests["cat/1.png"]
    assert len({sample.digest for sample in first.samples}) == len(NAMES)


@pytest.mark.usefixtures("at_once")
def test_that_photos_keep_their_hashes_when_they_swap_names_or_move(make_tree: MakeTree, scan_now: ScanNow) -> None:
    root = make_tree(*NAMES)
    first, _ = scan_now(root)
    before = {sample.path: sample.digest for sample in first.samples}
    one, other = root / "cat" / "0.png", root / "dog" / "0.png"
    one.rename(root / "aside")
    other.rename(one)
    (root / "aside").rename(other)
    after = {sample.path: sample.digest for sample in scan_now(root)[0].samples}
    assert (after[one], after[other]) == (before[other], before[one])


def test_that_a_photo_written_a_moment_ago_is_read_again(make_tree: MakeTree, scan_now: ScanNow) -> None:
    root = make_tree(*NAMES)
    scan_now(root)
    with opened_photos() as opened:
        scan_now(root)
    assert len(opened) == len(NAMES)


@pytest.mark.usefixtures("at_once")
def test_that_a_photo_that_changes_while_it_is_read_is_read_again(make_tree: MakeTree, scan_now: ScanNow) -> None:
    root = make_tree(*NAMES)
    changing = root / "cat" / "2.png"

    def read(path: Path) -> object:
        data = read_bytes(path)
        if path == changing:
            rewrite(path, path.read_bytes()[::-1])
        return data

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tlstudio.dataset.gather.read_bytes", read)
        assert len(scan_now(root)[0].samples) == len(NAMES)
    with opened_photos() as opened:
        assert len(scan_now(root)[0].samples) == len(NAMES) - 1
    assert opened == [str(changing)]


@pytest.mark.usefixtures("at_once")
def test_that_a_check_of_the_folder_and_a_scan_share_what_they_remember(
    draw_photos: Callable[..., Path], scan_now: ScanNow
) -> None:
    root = draw_photos(count=3)
    with opened_photos() as opened, PhotoPool(workers=1) as pool:
        list(check(root, Control(), pool))
        assert len(opened) == 6
        scan_now(root)
        list(check(root, Control(), pool))  # decodes them all again, which only the pool's processes do
        assert len(opened) == 6


@pytest.mark.usefixtures("at_once")
def test_that_what_is_no_photo_is_refused_every_time(make_tree: MakeTree, scan_now: ScanNow) -> None:
    root = make_tree(*NAMES)
    (root / "cat" / "page.png").write_text("<html>")
    (first, _), (second, _) = scan_now(root), scan_now(root)
    assert second == first
    assert [each.kind for each in second.skipped] == ["html"]


@pytest.mark.usefixtures("at_once")
def test_that_what_a_broken_off_scan_has_read_is_remembered(
    make_tree: MakeTree, scan_now: ScanNow, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = make_tree(*NAMES)
    monkeypatch.setattr(Pace, "due", lambda _: True)
    steps = scan(root, Control())
    for event in steps:
        if isinstance(event, Progress) and (event.done, event.total) == (4, len(NAMES)):
            break
    steps.close()
    with opened_photos() as opened:
        scan_now(root)
    assert len(opened) == len(NAMES) - 4


@pytest.mark.parametrize(
    "what",
    [
        {"st_ino": 0},
        {"st_ino": 2**64 - 1},
        {"st_ctime_ns": 1_700_000_000_000_000_000},
        {"st_ctime_ns": 1_700_000_000_120_000_000},
        {"st_mode": 0o10644},
    ],
    ids=["no number", "a number too large", "whole seconds", "hundredths of a second", "a pipe"],
)
def test_that_a_file_that_cannot_be_told_for_sure_has_no_stamp(
    what: dict[str, int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual = {
        "st_dev": 5, "st_ino": 6, "st_size": 7, "st_mode": 0o100644,
        "st_mtime_ns": 1_700_000_000_000_000_000, "st_ctime_ns": 1_700_000_000_123_456_789,
    }  # fmt: skip
    monkeypatch.setattr(os, "stat", lambda _: SimpleNamespace(**usual))
    assert stamp_of(tmp_path) == Stamp(5, 6, 7, 1_700_000_000_000_000_000, 1_700_000_000_123_456_789)
    monkeypatch.setattr(os, "stat", lambda _: SimpleNamespace(**(usual | what)))
    assert stamp_of(tmp_path) is None


def test_that_a_missing_file_has_no_stamp(tmp_path: Path) -> None:
    assert stamp_of(tmp_path / "none") is None
    assert stamp_of(Path("a\0b")) is None
    assert stamp_of(tmp_path) is None


def test_that_nothing_is_made_before_there_is_something_to_remember(home: Path) -> None:
    assert recall(DIGESTS) == {}
    remember({})
    assert list(home.iterdir()) == []


def test_that_a_changed_stamp_is_not_known() -> None:
    remember(DIGESTS)
    assert recall(DIGESTS) == DIGESTS
    [stamp, *_] = DIGESTS
    for field in Stamp._fields:
        assert recall([stamp._replace(**{field: getattr(stamp, field) + 1000})]) == {}


def test_that_what_counted_as_a_photo_by_other_rules_is_not_known(monkeypatch: pytest.MonkeyPatch) -> None:
    remember(DIGESTS)
    monkeypatch.setattr(remembered, "_SEAL", hashlib.blake2b(b"other rules", digest_size=12))
    assert recall(DIGESTS) == {}


def test_that_the_oldest_leave_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remembered, "MOST_ROWS", 100)
    stamps = list(DIGESTS)
    remember({stamp: DIGESTS[stamp] for stamp in stamps[:80]})
    remember({stamp: DIGESTS[stamp] for stamp in stamps[80:120]})
    assert list(recall(stamps)) == stamps[20:120]


@pytest.mark.parametrize("damage", ["emptied", "noise", "cut", "another table", "a folder"])
def test_that_a_damaged_file_is_begun_anew(damage: str, file: Path) -> None:
    remember(DIGESTS)
    whole = file.read_bytes()
    file.unlink()
    if damage == "another table":
        with contextlib.closing(sqlite3.connect(file)) as database:
            database.execute("CREATE TABLE digests (something INTEGER)")
    elif damage == "a folder":
        file.mkdir()
    else:
        file.write_bytes({"emptied": b"", "noise": random.Random(1).randbytes(9000), "cut": whole[:5000]}[damage])
    assert recall(DIGESTS) == {}
    for _ in range(2):  # the first one may find the damage only
        remember(DIGESTS)
    assert recall(DIGESTS) == ({} if damage == "a folder" else DIGESTS)


def test_that_flipped_bits_never_give_a_wrong_hash(file: Path) -> None:
    remember(DIGESTS)
    whole = file.read_bytes()
    draw = random.Random(2)
    recalled = 0
    for _ in range(300):
        damaged = bytearray(whole)
        for _ in range(draw.randint(1, 20)):
            damaged[draw.randrange(len(whole))] ^= 1 << draw.randrange(8)
        file.write_bytes(damaged)
        found = recall(DIGESTS)
        recalled += len(found)
        assert found.items() <= DIGESTS.items()
    assert recalled > 10_000


def test_that_a_full_disk_keeps_what_was_there_and_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    stamps = list(DIGESTS)
    remember({stamp: DIGESTS[stamp] for stamp in stamps[:50]})
    real = sqlite3.connect

    def on_a_full_disk(*place: Any, **options: Any) -> sqlite3.Connection:
        database: sqlite3.Connection = real(*place, **options)
        database.execute("PRAGMA max_page_count = 1")
        return database

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sqlite3, "connect", on_a_full_disk)
        remember(DIGESTS)
        assert list(recall(stamps)) == stamps[:50]
    remember(DIGESTS)
    assert recall(stamps) == DIGESTS


def test_that_a_read_only_disk_still_tells_what_it_has(file: Path) -> None:
    stamps = list(DIGESTS)
    remember({stamp: DIGESTS[stamp] for stamp in stamps[:50]})
    real = sqlite3.connect

    def read_only(place: Path, **options: Any) -> sqlite3.Connection:
        database: sqlite3.Connection = real(f"{place.as_uri()}?mode=ro", uri=True, **options)
        return database

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sqlite3, "connect", read_only)
        remember(DIGESTS)
        assert list(recall(stamps)) == stamps[:50]
    assert file.exists()


def test_that_a_cache_folder_that_cannot_be_made_costs_only_time(
    home: Path, make_tree: MakeTree, scan_now: ScanNow
) -> None:
    (home / "cache").write_text("a file in the way")
    dataset, _ = scan_now(make_tree(*NAMES))
    assert len(dataset.samples) == len(NAMES)
    remember(DIGESTS)
    assert recall(DIGESTS) == {}


def test_that_a_file_held_by_another_program_is_waited_for_only_a_moment(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    remember(DIGESTS)
    monkeypatch.setattr(cache_file, "_WAIT_SECONDS", 0.05)
    with contextlib.closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        started = time.monotonic()
        assert recall(DIGESTS) == {}
        remember(DIGESTS)
        assert time.monotonic() - started < 5
    assert recall(DIGESTS) == DIGESTS


def test_that_two_programs_may_remember_at_the_same_time() -> None:
    code = """
import sys
from tlstudio.dataset.remembered import Stamp, recall, remember
first = int(sys.argv[1])
for start in range(first, first + 2000, 100):
    some = {Stamp(1, number, 1, 1, 1): f"{number:040x}" for number in range(start, start + 100)}
    remember(some)
    found = recall(Stamp(1, number, 1, 1, 1) for number in range(4000))
    assert all(int(text, 16) == stamp.inode for stamp, text in found.items())
"""
    both = [subprocess.Popen([sys.executable, "-c", code, first]) for first in ("1", "1001")]
    assert [program.wait(60) for program in both] == [0, 0]
    found = recall(Stamp(1, number, 1, 1, 1) for number in range(1, 3001))
    assert len(found) > 2000
    assert all(int(text, 16) == stamp.inode for stamp, text in found.items())


def test_that_fifty_thousand_are_found_and_kept_in_bulk() -> None:
    many = {Stamp(3, number * 7919 % 10**7, number, number, number): f"{number:040x}" for number in range(50_000)}
    remember(many)
    assert recall(many) == many
