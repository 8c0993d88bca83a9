"""A dataset as folders of photos: the same classes and split when it is opened again, whole or not at all."""

import errno
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from draining import drain

from tlstudio.dataset.folder_names import names_for, safe_name
from tlstudio.dataset.sample import Dataset
from tlstudio.dataset.scan import scan
from tlstudio.dataset.writing import Way, Written, write_folders
from tlstudio.foundation.control import Control
from tlstudio.foundation.errors import StudioError, UsageError
from tlstudio.foundation.events import Progress


def _opened(folder: Path) -> Dataset:
    return drain(scan(folder, Control()))[0]


def _content(dataset: Dataset) -> set[tuple[str, str, str]]:
    """Every photo by what it is, its class and its part."""
    return {(each.digest, each.label, each.split) for each in dataset.samples}


def _write(dataset: Dataset, target: Path, way: Way = "copies", split: bool | None = None) -> Written:
    written, _ = drain(write_folders(dataset, target, Control(), way=way, split=split))
    assert written
    return written


def _files(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def dataset(draw_photos: Callable[..., Path]) -> Dataset:
    return _opened(draw_photos(count=6))


def test_that_classes_and_split_are_the_same_when_it_is_opened_again(dataset: Dataset, tmp_path: Path) -> None:
    written = _write(dataset, tmp_path / "new")
    assert (written.folder, written.photos, written.classes) == (tmp_path / "new", 12, 2)
    assert _content(_opened(tmp_path / "new")) == _content(dataset)
    assert sorted(path.name for path in (tmp_path / "new").iterdir()) == ["green", "red"]


def test_that_labels_and_parts_count_and_not_where_photos_lie(dataset: Dataset, tmp_path: Path) -> None:
    first, *others = dataset.samples
    moved = msgspec.structs.replace(first, label="red", split="test")
    changed = msgspec.structs.replace(dataset, samples=(moved, *others), split_by_hand=True)
    _write(changed, tmp_path / "new")
    assert (tmp_path / "new" / "test" / "red" / first.path.name).read_bytes() == first.path.read_bytes()
    assert _content(_opened(tmp_path / "new")) == _content(changed)


def test_that_classes_that_are_called_like_parts_stay_classes(draw_photos: Callable[..., Path], tmp_path: Path) -> None:
    dataset = _opened(draw_photos(("one", "two"), count=4))
    named = {"one": "train", "two": "test"}
    samples = tuple(msgspec.structs.replace(each, label=named[each.label]) for each in dataset.samples)
    changed = msgspec.structs.replace(dataset, samples=samples, classes=("test", "train"))
    _write(changed, tmp_path / "new", split=False)
    assert _content(_opened(tmp_path / "new")) == _content(changed)


def test_that_equal_names_are_told_apart(draw_photos: Callable[..., Path], tmp_path: Path) -> None:
    photos = draw_photos(count=3)
    for number, name in enumerate(("red000.jpg", "RED000.JPG")):
        (photos / "red" / f"sub{number}").mkdir()
        data = (photos / "red" / "red001.jpg").read_bytes() + bytes([number])
        (photos / "red" / f"sub{number}" / name).write_bytes(data)
    dataset = _opened(photos)
    _write(dataset, tmp_path / "new")
    assert _content(_opened(tmp_path / "new")) == _content(dataset)
    assert {name for name in _files(tmp_path / "new") if "red000" in name.casefold()} == {
        *("red/red000.jpg", "red/red000 (2).jpg", "red/RED000 (3).JPG"),
    }


def test_that_hard_links_take_no_room(dataset: Dataset, tmp_path: Path) -> None:
    _write(dataset, tmp_path / "new", "hard links")
    assert _content(_opened(tmp_path / "new")) == _content(dataset)
    first = dataset.samples[0]
    assert (tmp_path / "new" / first.label / first.path.name).samefile(first.path)
    assert not (tmp_path / "new" / first.label / first.path.name).is_symlink()


def test_that_symbolic_links_lead_to_the_photos(dataset: Dataset, tmp_path: Path) -> None:
    _write(dataset, tmp_path / "new", "symbolic links")
    for sample in dataset.samples:
        link = tmp_path / "new" / sample.label / sample.path.name
        assert link.is_symlink()
        assert link.resolve() == sample.path.resolve()


@pytest.mark.parametrize(("code", "word"), [(errno.EXDEV, "another disk"), (errno.EPERM, "does not allow")])
def test_that_where_there_can_be_no_links_the_reason_is_said(
    dataset: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, word: str
) -> None:
    def refuse(source: str, target: Path) -> None:
        raise OSError(code, "refused")

    monkeypatch.setattr(os, "link", refuse)
    with pytest.raises(StudioError, match=word):
        _write(dataset, tmp_path / "new", "hard links")
    assert not [path for path in tmp_path.iterdir() if "new" in path.name]


def test_that_a_full_disk_leaves_nothing_behind(
    dataset: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copied: list[Path] = []
    copy = shutil.copyfile

    def fill(source: Path, target: Path) -> None:
        if len(copied) == 7:
            raise OSError(errno.ENOSPC, "full", os.fspath(source), None, os.fspath(target))
        copied.append(target)
        copy(source, target)

    monkeypatch.setattr(shutil, "copyfile", fill)
    with pytest.raises(StudioError, match="the disk is full"):
        _write(dataset, tmp_path / "new")
    assert not [path for path in tmp_path.iterdir() if "new" in path.name]


def test_that_too_little_room_is_said_before_anything_is_written(
    dataset: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda path: shutil._ntuple_diskusage(100, 90, 10))
    with pytest.raises(StudioError, match="has 10 bytes left"):
        _write(dataset, tmp_path / "new")
    _write(dataset, tmp_path / "new", "hard links")


@pytest.mark.parametrize("way", ["copies", "hard links", "symbolic links"])
def test_that_a_photo_that_is_gone_is_named(dataset: Dataset, tmp_path: Path, way: Way) -> None:
    dataset.samples[3].path.unlink()
    with pytest.raises(
        StudioError, match=rf"{dataset.samples[3].path.name}\. It is no longer there.*Nothing was written"
    ):
        _write(dataset, tmp_path / "new", way)
    assert not [path for path in tmp_path.iterdir() if "new" in path.name]


@pytest.mark.parametrize("there", ["file", "folder", "link"])
def test_that_nothing_is_overwritten(dataset: Dataset, tmp_path: Path, there: str) -> None:
    target = tmp_path / "new"
    if there == "link":
        target.symlink_to(tmp_path / "nowhere")
    elif there == "file":
        target.write_text("mine")
    else:
        target.mkdir()
    with pytest.raises(UsageError, match="nothing is overwritten"):
        _write(dataset, target)


def test_that_a_folder_that_came_meanwhile_is_left_as_it_is(dataset: Dataset, tmp_path: Path) -> None:
    steps = write_folders(dataset, tmp_path / "new", Control())
    next(steps)
    (tmp_path / "new").mkdir()
    with pytest.raises(UsageError, match="there by now"):
        drain(steps)
    assert list((tmp_path / "new").iterdir()) == []


def test_that_it_is_not_written_among_the_photos(dataset: Dataset, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="among the photos"):
        drain(write_folders(dataset, dataset.root / "new", Control(), apart_from=(dataset.root,)))


def test_that_a_stop_leaves_nothing_behind(dataset: Dataset, tmp_path: Path) -> None:
    control = Control()
    steps = write_folders(dataset, tmp_path / "new", control)
    assert next(steps) == Progress("prepare", 0, 12)
    control.stop()
    assert drain(steps)[0] is None
    assert not [path for path in tmp_path.iterdir() if "new" in path.name]


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        *(("bees", "bees"), ("Bienen & Hummeln (groß)", "Bienen & Hummeln (groß)"), ("a/b", "a_b"), ("..", "_")),
        *(("CON.jpg", "_CON.jpg"), (".hidden", "_.hidden"), ("ends. ", "ends"), ("what?\n.jpg", "what__.jpg")),
        *(("Thumbs.db", "_Thumbs.db"), ("e\u0301", "é"), ("\udce9.jpg", "_.jpg")),
    ],
)
def test_that_names_are_safe_everywhere(name: str, safe: str) -> None:
    assert safe_name(name) == safe


def test_that_a_long_name_keeps_its_ending() -> None:
    assert len(safe_name("ü" * 300 + ".jpeg").encode()) <= 200
    assert safe_name("ü" * 300 + ".jpeg").endswith("ü.jpeg")


def test_that_classes_that_come_out_alike_are_told_apart() -> None:
    names = names_for(["Cat", "cat", "a/b", "a_b", "a?b"])
    assert names["a_b"] == "a_b"
    assert names["Cat"] == "Cat"
    assert len({name.casefold() for name in names.values()}) == 5


def test_that_a_class_that_no_folder_can_be_called_is_named(dataset: Dataset, tmp_path: Path) -> None:
    samples = tuple(msgspec.structs.replace(each, label=each.label.replace("red", "red/1")) for each in dataset.samples)
    written = _write(msgspec.structs.replace(dataset, samples=samples, classes=("green", "red/1")), tmp_path / "new")
    assert written.renamed == (("red/1", "red_1"),)
    assert _opened(tmp_path / "new").classes == ("green", "red_1")
