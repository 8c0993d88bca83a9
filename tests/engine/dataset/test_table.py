"""CSV tables of photos: what they may look like, and what is said of those that do not."""

import os
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from tlstudio.dataset.layout import LayoutError
from tlstudio.dataset.sample import Dataset
from tlstudio.foundation.errors import UsageError

MakeTree = Callable[..., Path]
ScanNow = Callable[..., tuple[Dataset, list[object]]]


@pytest.fixture
def folder(make_tree: MakeTree) -> Path:
    return make_tree(*(f"all/{number}.png" for number in range(10)))


def write(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    table = folder / "photos.csv"
    table.write_bytes(text.encode(encoding))
    return table


def test_that_a_table_gives_labels_and_the_split(folder: Path, scan_now: ScanNow) -> None:
    rows = "all/0.png,cat,train\nall/1.png,dog,\nall/2.png,cat,Val\nall/3.png,dog,test\n"
    dataset, _ = scan_now(write(folder, "path,label,split\n" + rows))
    assert [(sample.path.name, sample.label, sample.split) for sample in dataset.samples] == [
        ("0.png", "cat", "train"), ("1.png", "dog", "train"), ("2.png", "cat", "validation"), ("3.png", "dog", "test"),
    ]  # fmt: skip
    assert dataset.split_given


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_that_spreadsheets_dialects_are_read(folder: Path, scan_now: ScanNow, delimiter: str, encoding: str) -> None:
    lines = ["Label;note;Path", "cat;x;all/0.png", 'cat;"a; b";all/1.png', "", "dog;;all/2.png", "dog;;all/3.png"]
    table = write(folder, "\r\n".join(lines).replace(";", delimiter), encoding)
    dataset, _ = scan_now(table)
    assert Counter(sample.label for sample in dataset.samples) == {"cat": 2, "dog": 2}
    assert len(dataset.part("validation")) == 2


def test_that_absolute_paths_and_paths_that_lead_up_are_the_users_choice(folder: Path, scan_now: ScanNow) -> None:
    table = write(folder / "all", f"path,label\n../all/0.png,cat\n{folder / 'all' / '1.png'},dog\n")
    assert len(scan_now(table)[0].samples) == 2


def test_that_missing_files_and_incomplete_rows_are_listed(folder: Path, scan_now: ScanNow) -> None:
    rows = "all/0.png,cat\nall/1.png,dog\ngone.png,cat\nnul\0.png,cat\nall/2.png\nall/0.png,dog\n"
    dataset, _ = scan_now(write(folder, "path,label\n" + rows))
    assert len(dataset.samples) == 2
    reasons = {each.path.name: (each.kind, each.reason) for each in dataset.skipped}
    assert reasons["gone.png"][0] == reasons["nul\0.png"][0] == "missing"
    assert reasons["photos.csv"] == ("table", "Line 6 lacks a path or a label.")
    assert reasons["0.png"] == ("table", "Line 7 names it again: only its first line counts.")


def test_that_names_that_are_not_utf8_are_found(make_tree: MakeTree, scan_now: ScanNow) -> None:
    folder = make_tree(b"caf\xe9.png", "tea.png")
    table = folder / "photos.csv"
    table.write_bytes(b"path,label\ncaf\xe9.png,caf\xe9\ntea.png,tea\n")
    dataset, _ = scan_now(table)
    assert {os.fsencode(sample.path.name): sample.label for sample in dataset.samples} == {
        b"caf\xe9.png": "caf\ufffd",
        b"tea.png": "tea",
    }


@pytest.mark.parametrize("text", ["", "file,class\na.png,cat\n", "\x89PNG\r\n\x1a\n\0\0\0", '"path,label\n'])
def test_that_what_is_no_such_table_is_told_the_columns(folder: Path, scan_now: ScanNow, text: str) -> None:
    with pytest.raises(LayoutError, match="first line has to name the columns"):
        scan_now(write(folder, text, "latin-1"))


def test_that_a_table_without_training_photos_is_refused(folder: Path, scan_now: ScanNow) -> None:
    with pytest.raises(LayoutError, match="names no photos to train on"):
        scan_now(write(folder, "path,label,split\nall/0.png,cat,val\n"))


def test_that_an_unknown_split_names_its_line(folder: Path, scan_now: ScanNow) -> None:
    with pytest.raises(UsageError, match=r"Line 3 of .* “holdout”: write train, validation or test"):
        scan_now(write(folder, "path,label,split\nall/0.png,cat,train\nall/1.png,dog,holdout\n"))
