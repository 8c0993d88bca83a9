"""Pictures sorted into folders: copies in their classes' folders, nothing lost, nothing overwritten, and said so."""

import errno
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from draining import drain

from tlstudio.foundation.control import Control
from tlstudio.foundation.errors import StudioError, UsageError
from tlstudio.foundation.events import Progress
from tlstudio.prediction.answer import Answer, NoAnswer
from tlstudio.prediction.sorting import Choice, Sorted, sort_into, sorted_text

Answered = tuple[Path, Answer | NoAnswer]


def _answered(path: Path, label: str, confidence: float = 0.9) -> Answered:
    return path, Answer(str(path), label, confidence, ((label, confidence),))


def _files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def make(tmp_path: Path) -> Callable[[str], Path]:
    """A file below `from`, with its own path as its content."""

    def write(name: str) -> Path:
        path = tmp_path / "from" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
        return path

    return write


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "to"


def test_that_each_picture_is_copied_into_the_folder_of_its_class(make: Callable[[str], Path], target: Path) -> None:
    answers = [_answered(make("1.jpg"), "ants"), _answered(make("2.jpg"), "bees"), _answered(make("3.jpg"), "bees")]
    os.utime(answers[0][0], (1e9, 1e9))
    answers.append((make("page.html"), NoAnswer("page.html", "It is a web page.")))
    result, events = drain(sort_into(answers, target, Control()))
    assert _files(target) == {"ants/1.jpg": b"1.jpg", "bees/2.jpg": b"2.jpg", "bees/3.jpg": b"3.jpg"}
    assert (target / "ants" / "1.jpg").stat().st_mtime == 1e9
    assert all(path.exists() for path, _ in answers)
    assert result == Sorted(str(target), 3, {"ants": 1, "bees": 2}, left_out=1)
    assert sorted_text(result) == f"3 pictures were copied into {target}: bees 2, ants 1. 1 was left out."
    assert [(event.done, event.total) for event in events if isinstance(event, Progress)][-1] == (3, 3)


def test_that_nothing_is_overwritten_and_taken_names_get_a_number(make: Callable[[str], Path], target: Path) -> None:
    (target / "ants").mkdir(parents=True)
    (target / "ants" / "A.jpg").write_text("was there")
    answers = [_answered(make(name), "ants") for name in ("a.jpg", "sub/a.jpg", "b.jpg")]
    for _ in range(2):
        drain(sort_into(answers, target, Control()))
    assert _files(target / "ants") == {
        **{"A.jpg": b"was there", "a (2).jpg": b"a.jpg", "a (3).jpg": b"sub/a.jpg", "b.jpg": b"b.jpg"},
        **{"a (4).jpg": b"a.jpg", "a (5).jpg": b"sub/a.jpg", "b (2).jpg": b"b.jpg"},
    }


def test_that_what_another_program_puts_there_meanwhile_is_not_overwritten(
    make: Callable[[str], Path], target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = shutil.copyfile

    def race(source: Path, place: Path) -> None:
        copy(source, place)
        (target / "ants" / "a.jpg").write_text("another program's")

    monkeypatch.setattr(shutil, "copyfile", race)
    drain(sort_into([_answered(make("a.jpg"), "ants")], target, Control()))
    assert _files(target / "ants") == {"a.jpg": b"another program's", "a (2).jpg": b"a.jpg"}


def test_that_unsure_answers_get_their_own_folder_when_that_is_chosen(
    make: Callable[[str], Path], target: Path
) -> None:
    answers = [_answered(make("1.jpg"), "unsure"), _answered(make("2.jpg"), "ants", 0.5)]
    result, _ = drain(sort_into(answers, target, Control(), Choice(unsure_apart=True)))
    assert _files(target) == {"unsure/1.jpg": b"1.jpg", "unsure (2)/2.jpg": b"2.jpg"}
    assert result.folders == {"unsure": 1, "unsure (2)": 1}


@pytest.mark.parametrize("neither_too", [True, False])
def test_that_what_is_neither_gets_its_own_folder_or_none(
    make: Callable[[str], Path], target: Path, neither_too: bool
) -> None:
    stranger = Answer("", None, 0.99, (("ants", 0.9),), neither=True, typicality=0.01)
    answers = [_answered(make("1.jpg"), "ants"), (make("2.jpg"), stranger)]
    result, _ = drain(sort_into(answers, target, Control(), Choice(neither_too)))
    assert set(_files(target)) == {"ants/1.jpg", "neither/2.jpg"} if neither_too else {"ants/1.jpg"}
    assert result.left_out == (not neither_too)


def test_that_class_names_that_no_folder_can_have_stay_below_the_target(
    make: Callable[[str], Path], target: Path
) -> None:
    answers = [_answered(make(f"{number}.jpg"), label) for number, label in enumerate(("../up", "a/b", "con", ".."))]
    drain(sort_into(answers, target, Control()))
    assert sorted(_files(target).values()) == [b"0.jpg", b"1.jpg", b"2.jpg", b"3.jpg"]
    assert all(path.parent.parent == target for path in target.rglob("*.jpg"))


def test_that_a_vanished_picture_is_told_and_the_others_are_copied(make: Callable[[str], Path], target: Path) -> None:
    answers = [_answered(make(f"{number}.jpg"), "ants") for number in range(3)]
    answers[1][0].unlink()
    result, _ = drain(sort_into(answers, target, Control()))
    assert set(_files(target)) == {"ants/0.jpg", "ants/2.jpg"}
    assert (result.photos, result.missing) == (2, 1)
    assert "1 could not be read any more. The first: " in sorted_text(result)
    assert "1.jpg" in sorted_text(result)


def test_that_a_full_disk_is_one_sentence_that_says_how_far_it_came(
    make: Callable[[str], Path], target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copied: list[Path] = []
    copy = shutil.copyfile

    def fill(source: Path, place: Path) -> None:
        copied.append(source)
        if len(copied) == 3:
            place.write_bytes(b"half")
            raise OSError(errno.ENOSPC, "full", str(source), None, str(place))
        copy(source, place)

    monkeypatch.setattr(shutil, "copyfile", fill)
    answers = [_answered(make(f"{number}.jpg"), "ants") for number in range(5)]
    with pytest.raises(StudioError, match=r"the disk is full.* 2 of 5 pictures were copied\.$"):
        drain(sort_into(answers, target, Control()))
    assert _files(target) == {"ants/0.jpg": b"0.jpg", "ants/1.jpg": b"1.jpg"}


def test_that_too_little_room_is_said_before_anything_is_copied(
    make: Callable[[str], Path], target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = [_answered(make("1.jpg"), "ants")]
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(10, 9, 1))
    with pytest.raises(StudioError, match=r"need 5 bytes, and .* 1 bytes left.* Nothing was copied"):
        drain(sort_into(answers, target, Control()))
    assert _files(target) == {}


@pytest.mark.parametrize("in_the_way", ["to", "to/ants"])
def test_that_a_file_in_the_way_is_a_sentence(make: Callable[[str], Path], target: Path, in_the_way: str) -> None:
    file = target.parent / in_the_way
    file.parent.mkdir(exist_ok=True)
    file.write_text("a file")
    with pytest.raises(StudioError, match="its parent is not a folder"):
        drain(sort_into([_answered(make("1.jpg"), "ants")], target, Control()))
    assert file.read_text() == "a file"


def test_that_a_missing_permission_is_a_sentence(
    make: Callable[[str], Path], target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, "no")

    answers = [_answered(make("1.jpg"), "ants")]
    monkeypatch.setattr(Path, "mkdir", refuse)
    with pytest.raises(StudioError, match=r"permission is missing.*Nothing was copied"):
        drain(sort_into(answers, target, Control()))


def test_that_stopping_keeps_whole_copies_and_says_what_was_not_reached(
    make: Callable[[str], Path], target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    control, copy = Control(), shutil.copyfile

    def stop(source: Path, place: Path) -> None:
        copy(source, place)
        control.stop()

    monkeypatch.setattr(shutil, "copyfile", stop)
    result, _ = drain(sort_into([_answered(make(f"{each}.jpg"), "ants") for each in range(4)], target, control))
    assert set(_files(target)) == {"ants/0.jpg"}
    assert (result.photos, result.remaining) == (1, 3)
    assert "Stopped before the other 3." in sorted_text(result)


@pytest.mark.parametrize("place", ["from", "from/inside"])
def test_that_it_sorts_into_none_of_the_folders_that_it_sorts(
    make: Callable[[str], Path], target: Path, place: str
) -> None:
    answers = [_answered(make("1.jpg"), "ants")]
    with pytest.raises(UsageError, match="Choose another folder"):
        drain(sort_into(answers, target.parent / place, Control(), apart_from=[target.parent / "from"]))
    assert set(_files(target.parent)) == {"from/1.jpg"}


def test_that_a_file_that_is_no_picture_any_more_is_told_too(make: Callable[[str], Path], target: Path) -> None:
    path = make("1.jpg")
    path.unlink()
    path.mkdir()
    result, _ = drain(sort_into([_answered(path, "ants")], target, Control()))
    assert (result.photos, result.missing) == (0, 1)
