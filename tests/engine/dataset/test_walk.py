"""Walking folders as people really have them: links, loops, odd names, things that are no files, broken drives."""

import errno
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tlstudio.dataset.sample import Dataset
from tlstudio.foundation.control import Control
from tlstudio.foundation.errors import UsageError
from tlstudio.foundation.events import Event, Problem, Progress, to_json

MakeTree = Callable[..., Path]
ScanNow = Callable[..., tuple[Dataset, list[Event]]]

CATS_AND_DOGS = ("cat/1.png", "cat/2.png", "cat/3.png", "dog/4.png", "dog/5.png", "dog/6.png")

needs_posix = pytest.mark.skipif(os.name == "nt", reason="such files exist on POSIX systems only")


@pytest.fixture
def pets(make_tree: MakeTree) -> Path:
    return make_tree(*CATS_AND_DOGS)


def skipped(dataset: Dataset) -> dict[str, str]:
    return {str(each.path.relative_to(dataset.root)): each.kind for each in dataset.skipped}


@needs_posix
def test_that_loops_end_and_add_nothing(pets: Path, scan_now: ScanNow) -> None:
    (pets / "cat" / "loop").symlink_to("..")
    (pets / "cat" / "wider").symlink_to("../..")
    (pets / "dog" / "self").symlink_to("self")
    (pets / "stray.png").write_bytes(b"\x89PNG stray")
    dataset, _ = scan_now(pets)
    assert [sample.path.name for sample in dataset.samples] == [f"{number}.png" for number in range(1, 7)]
    links = {"cat/loop": "link", "cat/wider": "link", "dog/self": "unreadable"}
    assert skipped(dataset) == links | {"stray.png": "stray"}


@needs_posix
def test_that_links_are_followed_only_inside_the_chosen_folder(pets: Path, tmp_path: Path, scan_now: ScanNow) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "stranger.png").write_bytes(b"\x89PNG stranger")
    (pets / "cat" / "out").symlink_to(tmp_path / "elsewhere")
    (pets / "cat" / "out.png").symlink_to(tmp_path / "elsewhere" / "stranger.png")
    (pets / "owl").symlink_to(tmp_path / "elsewhere")
    (pets / "cat" / "gone.png").symlink_to("nothing.png")
    (pets / "dog" / "again.png").symlink_to("4.png")
    dataset, _ = scan_now(pets)
    assert {sample.path.name for sample in dataset.samples} == {*(f"{n}.png" for n in range(1, 7)), "again.png"}
    assert skipped(dataset) == dict.fromkeys(("cat/out", "cat/out.png", "owl", "cat/gone.png"), "link")


@needs_posix
def test_that_a_photo_belongs_where_it_lies_and_not_where_a_link_leads_from(pets: Path, scan_now: ScanNow) -> None:
    (pets / "cat" / "a link").symlink_to("../dog")
    (pets / "ape").symlink_to("dog")
    dataset, _ = scan_now(pets)
    assert {sample.label for sample in dataset.samples if sample.path.name == "4.png"} == {"dog"}
    assert dataset.classes == ("cat", "dog")
    assert skipped(dataset) == {"cat/a link": "link", "ape": "link"}


@needs_posix
def test_that_train_may_be_made_of_links_into_the_same_folder(make_tree: MakeTree, scan_now: ScanNow) -> None:
    root = make_tree(*(f"store/{name}" for name in CATS_AND_DOGS), "train/dog/4.png", "val/dog/5.png", "val/cat/3.png")
    (root / "train" / "cat").symlink_to("../store/cat")
    dataset, _ = scan_now(root)
    assert [sample.path.name for sample in dataset.part("train") if sample.label == "cat"] == [
        "1.png",
        "2.png",
        "3.png",
    ]


@needs_posix
def test_that_pipes_sockets_and_devices_are_never_opened(pets: Path, scan_now: ScanNow) -> None:
    os.mkfifo(pets / "cat" / "pipe.png")
    os.mkfifo(pets / "pipe.png")
    (pets / "cat" / "zero.png").symlink_to("/dev/zero")
    dataset, _ = scan_now(pets)
    assert len(dataset.samples) == 6
    assert skipped(dataset) == dict.fromkeys(("pipe.png", "cat/pipe.png", "cat/zero.png"), "special")


def test_that_what_systems_leave_behind_is_no_class_and_no_photo(make_tree: MakeTree, scan_now: ScanNow) -> None:
    left = ("__MACOSX/._1.png", ".ipynb_checkpoints/1.png", "@eaDir/1.png", "cat/@eaDir/1.png", "cat/.hidden.png")
    dataset, _ = scan_now(make_tree(*CATS_AND_DOGS, *left, "Thumbs.db", "cat/.DS_Store", "dog/Thumbs.db"))
    assert dataset.classes == ("cat", "dog")
    assert len(dataset.samples) == 6
    folders = ("__MACOSX", ".ipynb_checkpoints", "@eaDir", "cat/@eaDir")
    files = ("Thumbs.db", "cat/.hidden.png", "cat/.DS_Store", "dog/Thumbs.db")
    assert skipped(dataset) == dict.fromkeys(folders, "folder") | dict.fromkeys(files, "hidden")


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="these systems have no such names")
def test_that_photos_with_odd_names_are_all_used_and_can_be_told_of(make_tree: MakeTree, scan_now: ScanNow) -> None:
    names = [
        b"new\nline",
        b"\xe2\x80\xaeright",
        b"-dash",
        b"#hash",
        b"%41",
        b"<b>bold",
        b"caf\xe9",
        b"space ",
        b"x" * 250,
    ]
    root = make_tree(*(b"cat/" + name for name in names), b"\xff/" + b"a.png", b"\xff/b.txt")
    (root / os.fsdecode(b"\xff") / "b.txt").write_text("no photo")
    dataset, events = scan_now(root)
    assert {os.fsencode(sample.path.name) for sample in dataset.samples} == {*names, b"a.png"}
    assert dataset.classes == ("cat", "\ufffd")
    [told] = [event for event in events if isinstance(event, Problem)]
    assert told.kind == "text"
    assert '"path_bytes":' in to_json(told)


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="these systems hold one of the two names only")
def test_that_class_names_that_differ_in_case_only_are_told_apart_with_a_warning(
    make_tree: MakeTree, scan_now: ScanNow
) -> None:
    dataset, _ = scan_now(make_tree("Cat/1.png", "Cat/2.png", "cat/3.png", "cat/4.png"))
    assert dataset.classes == ("Cat", "cat")
    [warning] = dataset.warnings
    assert "“Cat” and “cat”" in warning
    assert "move their photos into one folder" in warning


def test_that_what_is_no_photo_is_listed_by_its_content(pets: Path, scan_now: ScanNow) -> None:
    (pets / "cat" / "page.jpg").write_bytes(b"<!DOCTYPE html><html>not found</html>")
    (pets / "cat" / "none.jpg").write_bytes(b"")
    (pets / "cat" / "photo.txt").write_bytes(b"\xff\xd8\xff a JPEG, whatever its name")
    dataset, events = scan_now(pets)
    assert len(dataset.samples) == 7
    assert skipped(dataset) == {"cat/page.jpg": "html", "cat/none.jpg": "empty"}
    assert [event.reason for event in events if isinstance(event, Problem)] == [each.reason for each in dataset.skipped]


@pytest.mark.parametrize("number", [errno.EACCES, errno.EIO, errno.ESTALE, errno.EMFILE])
def test_that_a_folder_that_cannot_be_read_is_named_and_the_rest_used(
    pets: Path, scan_now: ScanNow, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    real = os.scandir

    def broken(folder: Path) -> Iterator[os.DirEntry[str]]:
        if Path(folder).name == "cat":
            raise OSError(number, "broken")
        return real(folder)

    monkeypatch.setattr(os, "scandir", broken)
    dataset, _ = scan_now(pets)
    assert dataset.classes == ("dog",)
    [named] = dataset.skipped
    assert (named.path, named.kind) == (pets / "cat", "folder")
    assert "broken" not in named.reason


def test_that_a_folder_whose_names_can_be_listed_but_not_entered_is_named(
    pets: Path, scan_now: ScanNow, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.stat

    def denied(path: str | Path, *more: object, **named: object) -> os.stat_result:
        if str(path).startswith(str(pets / "cat")):
            raise PermissionError(errno.EACCES, "denied")
        return real(path, *more, **named)

    monkeypatch.setattr(os, "stat", denied)
    dataset, _ = scan_now(pets)
    assert [(each.path.name, each.kind) for each in dataset.skipped] == [("cat", "folder")]
    assert dataset.skipped[0].reason.startswith("Permission to read it is missing.")
    with pytest.raises(UsageError, match="Permission to read it is missing"):
        scan_now(pets / "cat")


def test_that_a_listing_that_breaks_off_keeps_what_it_gave(
    pets: Path, scan_now: ScanNow, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.scandir

    class BreaksOff:
        def __init__(self, folder: Path) -> None:
            self._entries, self._breaks = real(folder), Path(folder).name == "dog"

        def __enter__(self) -> "BreaksOff":
            return self

        def __exit__(self, *_: object) -> None:
            self._entries.close()

        def __iter__(self) -> Iterator[os.DirEntry[str]]:
            for number, entry in enumerate(self._entries):
                if self._breaks and number == 2:
                    raise OSError(errno.EIO, "the drive was pulled out")
                yield entry

    monkeypatch.setattr(os, "scandir", BreaksOff)
    dataset, _ = scan_now(pets)
    assert sorted(sample.label for sample in dataset.samples) == ["cat", "cat", "cat", "dog", "dog"]
    assert [each.path.name for each in dataset.skipped] == ["dog"]


def test_that_files_that_vanish_are_named_and_a_warning_says_what_to_do(
    pets: Path, scan_now: ScanNow, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.open

    def gone(path: str | Path, *more: int) -> int:
        if Path(path).name in ("1.png", "4.png"):
            raise OSError(errno.EIO, "gone")
        return real(path, *more)

    monkeypatch.setattr(os, "open", gone)
    dataset, _ = scan_now(pets)
    assert len(dataset.samples) == 4
    assert set(skipped(dataset).values()) == {"unreadable"}
    assert dataset.warnings[-1].startswith("2 files could not be read. If a drive or network was disconnected")


def test_that_the_same_photo_in_two_classes_or_parts_is_told_of(make_tree: MakeTree, scan_now: ScanNow) -> None:
    names = [f"{part}/{label}/{part}{label}.png" for part in ("train", "val") for label in ("cat", "dog")]
    same = {"train/dog/copy.png": names[0], "val/cat/copy.png": names[1], "val/dog/copy.png": names[1]}
    dataset, _ = scan_now(make_tree(*names, same=same))
    conflict, leak = dataset.warnings
    assert conflict.startswith("2 photos are in more than one class, so one of the labels is wrong: train/cat/")
    assert leak.startswith("1 photo is in more than one part of the split")
    assert "val/dog/copy.png" in leak


def test_that_copies_never_stand_on_both_sides_of_the_studios_own_split(make_tree: MakeTree, scan_now: ScanNow) -> None:
    names = [f"{label}/{number}.png" for label in ("cat", "dog") for number in range(40)]
    dataset, _ = scan_now(make_tree(*names, same={f"{name}-copy.png": name for name in names}), validation_fraction=0.4)
    sides = {
        sample.digest: {other.split for other in dataset.samples if other.digest == sample.digest}
        for sample in dataset.samples
    }
    assert all(len(side) == 1 for side in sides.values())
    assert dataset.part("validation")
    assert dataset.warnings == ()


def test_that_progress_counts_up_to_all_files(make_tree: MakeTree, scan_now: ScanNow) -> None:
    _, events = scan_now(make_tree(*(f"{label}/{number}.png" for label in "ab" for number in range(300))))
    steps = [(event.done, event.total) for event in events if isinstance(event, Progress)]
    assert steps[0] == (0, 0)
    assert steps[-1] == (600, 600)
    assert len(steps) < 40


def test_that_a_stopped_scan_keeps_what_it_has(make_tree: MakeTree, scan_now: ScanNow) -> None:
    root = make_tree(*(f"{label}/{number}.png" for label in "ab" for number in range(300)))

    class StopsSoon(Control):
        asked = 0

        @property
        def stopped(self) -> bool:
            self.asked += 1
            return self.asked > 1000

    dataset, _ = scan_now(root, StopsSoon())
    assert 0 < len(dataset.samples) < 600
    assert dataset.warnings == ("The search was stopped: photos are missing.",)
    control = Control()
    control.stop()
    assert scan_now(root, control)[0].samples == ()


def test_that_the_real_photos_are_all_found(real_photos: Path, scan_now: ScanNow) -> None:
    dataset, _ = scan_now(real_photos / "ants-and-bees")
    assert dataset.classes == ("ants", "bees")
    assert (len(dataset.part("train")), len(dataset.part("validation"))) == (245, 153)
    assert dataset.skipped == ()
