"""Photos without a label are there, are never learned from, and get a label that can be taken back."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from draining import drain

from tlstudio.dataset.layout import LayoutError
from tlstudio.dataset.sample import Dataset, Sample
from tlstudio.dataset.scan import scan, training_problem
from tlstudio.foundation.control import Control
from tlstudio.foundation.errors import UsageError
from tlstudio.project.edits import ImportPhotos, LabelEach, LeaveOut, MoveToPart, Relabel, TakeBack
from tlstudio.project.opening import create, open_project
from tlstudio.project.project import Project
from tlstudio.project.settings import Source

Search = Callable[[Project], Dataset]


@pytest.fixture
def flat(photos: Path, tmp_path: Path) -> Path:
    """The twenty photos without class folders, and a text among them."""
    folder = tmp_path / "flat"
    folder.mkdir()
    for path in photos.rglob("*.jpg"):
        shutil.copy(path, folder)
    (folder / "notes.txt").write_text("no photo")
    return folder


@pytest.fixture
def more(draw_photos: Callable[..., Path]) -> Path:
    """Three blue photos, two folders deep."""
    return draw_photos(("other", "another", "blue"), 3, name="more/deep") / "blue"


def _names(samples: tuple[Sample, ...]) -> list[str]:
    return [sample.path.name for sample in samples]


def _import(project: Project, folder: Path) -> ImportPhotos:
    edit, _ = drain(project.look_into(folder, Control()))
    project.apply(edit)
    return edit


def test_that_a_flat_folder_is_a_project_of_photos_without_a_label(flat: Path, tmp_path: Path, search: Search) -> None:
    with create(tmp_path / "flat.tlproject", Source((flat,))) as project:
        found = search(project)
        assert (found.samples, found.classes, project.classes()) == ((), (), {})
        assert len(found.unlabelled) == 20
        assert {sample.label for sample in found.unlabelled} == {""}
        assert [skipped.path.name for skipped in found.skipped] == ["notes.txt"]
        assert "without a label" in (training_problem(found) or "")


def test_that_a_flat_folder_is_refused_where_nothing_could_label_it(flat: Path) -> None:
    with pytest.raises(LayoutError, match="has no class folders"):
        drain(scan(flat, Control()))


def test_that_a_label_makes_them_photos_like_all_others(
    flat: Path, photos: Path, tmp_path: Path, search: Search
) -> None:
    with create(tmp_path / "flat.tlproject", Source((flat,))) as project:
        search(project)
        labels = tuple((path, path.name[:-7]) for path in sorted(flat.glob("*.jpg")))
        project.apply(LabelEach(labels))
        assert project.history()[-1].words == "label 20 photos as 2 classes"
        labelled = project.dataset()
    expected, _ = drain(scan(photos, Control()))
    assert labelled.unlabelled == ()
    assert {(each.digest, each.label, each.split) for each in labelled.samples} == {
        (each.digest, each.label, each.split) for each in expected.samples
    }
    assert training_problem(labelled) is None


def test_that_labels_are_taken_back_and_outlive_a_restart_and_a_search(
    flat: Path, tmp_path: Path, search: Search
) -> None:
    some = tuple(flat / f"red00{number}.jpg" for number in range(4))
    with create(tmp_path / "flat.tlproject", Source((flat,))) as project:
        before = search(project)
        project.apply(Relabel(some, "cat"))
        project.apply(LabelEach(((flat / "green000.jpg", "cat"),)))
        assert project.history()[-1].words == "label 1 photo “cat”"
        labelled = project.dataset()
        assert labelled.classes == ("cat",)
        assert len(labelled.unlabelled) == 15
    with open_project(tmp_path / "flat.tlproject") as again:
        assert search(again) == labelled
        assert again.undo()
        assert again.undo()
        assert again.dataset() == before
        assert again.redo()
        assert _names(again.dataset().samples) == [path.name for path in some]


def test_that_photos_beside_the_class_folders_have_no_label(project: Project, photos: Path, search: Search) -> None:
    labelled = project.dataset()
    (photos / "red" / "red000.jpg").rename(photos / "loose.jpg")
    found = search(project)
    assert _names(found.unlabelled) == ["loose.jpg"]
    assert found.samples == labelled.samples[:10] + labelled.samples[11:]
    assert project.classes() == {"green": 10, "red": 9}


def test_that_class_folders_can_come_later(flat: Path, tmp_path: Path, search: Search) -> None:
    with create(tmp_path / "flat.tlproject", Source((flat,))) as project:
        search(project)
        project.apply(Relabel((flat / "red000.jpg",), "crimson"))
        (flat / "green").mkdir()
        for path in flat.glob("green*.jpg"):
            path.rename(flat / "green" / path.name)
        search(project)
        assert project.classes() == {"crimson": 1, "green": 10}
        assert len(project.dataset().unlabelled) == 9


def test_that_photos_without_a_label_in_a_part_of_the_split_do_not_change_the_split(
    draw_photos: Callable[..., Path], tmp_path: Path, search: Search
) -> None:
    root = draw_photos(name="parts/train").parent
    (root / "val").mkdir()
    shutil.copy(root / "train" / "red" / "red000.jpg", root / "val" / "which.jpg")
    with create(tmp_path / "parts.tlproject", Source((root,))) as project:
        found = search(project)
    assert [(each.path.name, each.split) for each in found.unlabelled] == [("which.jpg", "validation")]
    assert len(found.part("validation")) > 1


def test_that_what_is_left_out_or_moved_stays_without_a_label(flat: Path, tmp_path: Path, search: Search) -> None:
    some = (flat / "red000.jpg", flat / "red001.jpg")
    with create(tmp_path / "flat.tlproject", Source((flat,))) as project:
        before = search(project)
        project.apply(LeaveOut(some))
        assert _names(project.dataset().left_out) == ["red000.jpg", "red001.jpg"]
        assert len(project.dataset().unlabelled) == 18
        project.apply(TakeBack(some))
        project.apply(MoveToPart(some, "test"))
        assert [each.split for each in project.dataset().unlabelled].count("test") == 2
        assert project.undo()
        assert project.dataset() == before


def test_that_photos_are_imported_from_another_folder_in_one_step(project: Project, more: Path, search: Search) -> None:
    before = project.dataset()
    _import(project, more)
    assert project.history()[-1].words == "import 3 photos"
    assert _names(project.dataset().unlabelled) == ["blue000.jpg", "blue001.jpg", "blue002.jpg"]
    assert project.dataset().samples == before.samples
    shutil.copy(more / "blue000.jpg", more / "later.jpg")
    assert len(search(project).unlabelled) == 4, "the folder is looked at again"
    assert project.undo()
    assert project.dataset() == before
    assert search(project) == before, "the folder is not looked at any more"
    assert project.redo()
    assert len(search(project).unlabelled) == 4


def test_that_imported_photos_and_their_labels_outlive_a_restart(project: Project, more: Path, search: Search) -> None:
    _import(project, more)
    project.apply(Relabel((more / "blue001.jpg",), "red"))
    known = project.dataset()
    project.close()
    with open_project(project.path) as again:
        assert again.source().unlabelled == (more,)
        assert search(again) == known
        assert again.classes() == {"green": 10, "red": 11}


def test_that_an_imported_folder_that_is_away_is_said_and_comes_back_with_its_marks(
    project: Project, more: Path, tmp_path: Path, search: Search
) -> None:
    _import(project, more)
    project.apply(Relabel((more / "blue001.jpg",), "red"))
    known = project.dataset()
    more.rename(tmp_path / "away")
    without = search(project)
    assert [skipped.kind for skipped in without.skipped] == ["missing"]
    assert len(without.missing) == 3
    (tmp_path / "away").rename(more)
    assert search(project) == known


@pytest.mark.parametrize(
    ("which", "words"),
    [
        ("photos", "is part of these photos already"),
        ("photos/red", "is part of these photos already"),
        (".", "also holds photos that are part of this project"),
        ("more/deep/blue", "is part of these photos already"),
        ("nowhere", "is no folder"),
        ("empty", "No photos were found"),
    ],
)
def test_that_a_folder_that_makes_no_sense_is_refused_in_words(
    project: Project, more: Path, tmp_path: Path, which: str, words: str
) -> None:
    (tmp_path / "empty").mkdir()
    _import(project, more)
    with pytest.raises(UsageError, match=words):
        drain(project.look_into(tmp_path / which, Control()))


def test_that_a_stopped_import_is_none(project: Project, more: Path) -> None:
    control = Control()
    control.stop()
    assert drain(project.look_into(more, control))[0] is None


def test_that_a_table_can_have_photos_without_a_label_in_its_own_folder(
    photos: Path, tmp_path: Path, search: Search
) -> None:
    (photos / "red" / "t.csv").write_text("path,label\nred000.jpg,cat\nred001.jpg,dog\nred002.jpg,dog\n")
    with create(tmp_path / "t.tlproject", Source((photos / "red" / "t.csv",))) as project:
        search(project)
        edit = _import(project, photos / "red")
        assert len(edit.photos) == 10
        found = search(project)
        assert len(found.samples) == 3
        assert len(found.unlabelled) == 7
        assert project.undo()
        assert (project.dataset().unlabelled, project.dataset().missing) == ((), ())
