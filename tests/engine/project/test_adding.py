"""Single photos are put into a class wherever they lie, are learned from, and can be taken out again."""

import hashlib
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from draining import drain
from PIL import Image

from tlstudio.dataset.sample import Dataset, Sample
from tlstudio.foundation.control import Control
from tlstudio.foundation.errors import UsageError
from tlstudio.project.adding import Addition
from tlstudio.project.copying import save_as
from tlstudio.project.edits import AddPhotos, LeaveOut, MoveToPart, Relabel
from tlstudio.project.locating import moved_to
from tlstudio.project.opening import create, open_project
from tlstudio.project.pictures import pictures_folder
from tlstudio.project.project import Project
from tlstudio.project.settings import Source

Search = Callable[[Project], Dataset]


@pytest.fixture
def lone(tmp_path: Path) -> Path:
    """A blue photo far from the others."""
    path = tmp_path / "elsewhere" / "lone.jpg"
    path.parent.mkdir()
    Image.new("RGB", (64, 48), (20, 30, 200)).save(path)
    return path


def look(project: Project, *pictures: Path | bytes, label: str = "green") -> Addition:
    return drain(project.look_at(pictures, label, Control()))[0]


def put(project: Project, *pictures: Path | bytes, label: str = "green") -> Addition:
    found = look(project, *pictures, label=label)
    assert found.edit
    project.apply(found.edit)
    return found


def by_name(dataset: Dataset) -> dict[str, Sample]:
    return {sample.path.name: sample for sample in dataset.samples}


def test_that_a_photo_from_elsewhere_is_learned_from_and_stays_where_it_lies(
    project: Project, lone: Path, search: Search
) -> None:
    before, content = project.dataset(), lone.read_bytes()
    assert put(project, lone).new == (
        Sample(lone, "green", "train", hashlib.blake2b(content, digest_size=20).hexdigest()),
    )
    after = project.dataset()
    added = by_name(after)["lone.jpg"]
    assert (added.path, added.label, added.split) == (lone, "green", "train")
    assert [sample for sample in after.samples if sample.path != lone] == list(before.samples)
    assert search(project) == after
    assert lone.read_bytes() == content
    assert project.history()[-1].words == "put 1 photo into “green”"


def test_that_undo_takes_it_out_again_and_redo_brings_it_back_also_after_a_restart(
    project: Project, lone: Path, search: Search
) -> None:
    before, source = project.dataset(), project.source()
    put(project, lone, label="blue")
    after = project.dataset()
    assert after.classes == ("blue", "green", "red")
    project.close()
    with open_project(project.path) as again:
        assert search(again) == after
        assert again.undo()
        assert (again.dataset(), again.source()) == (before, source)
        assert search(again) == before
        assert again.redo()
        assert search(again) == after


def test_that_a_photo_put_in_again_after_an_undo_is_as_it_is_now(project: Project, lone: Path, search: Search) -> None:
    put(project, lone)
    project.undo()
    Image.new("RGB", (64, 48), (90, 90, 90)).save(lone)
    found = put(project, lone, label="red")
    assert by_name(project.dataset())["lone.jpg"] == found.new[0]
    assert search(project) == project.dataset()


def test_that_a_photo_that_is_there_already_is_relabelled_and_keeps_its_part(project: Project, tmp_path: Path) -> None:
    checked = project.dataset().part("validation")[0]
    other = "red" if checked.label == "green" else "green"
    copy = Path(shutil.copy(checked.path, tmp_path / "copy.jpg"))
    found = put(project, copy, label=other)
    assert (found.there, found.new) == ((checked,), ())
    now = by_name(project.dataset())[checked.path.name]
    assert (now.path, now.label, now.split) == (checked.path, other, "validation")
    assert project.source().single == ()
    project.undo()
    assert by_name(project.dataset())[checked.path.name] == checked


def test_that_a_photo_with_that_label_needs_nothing_done(project: Project, photos: Path) -> None:
    found = look(project, photos / "green" / "green000.jpg")
    assert found.edit is None
    assert [sample.path.name for sample in found.same] == ["green000.jpg"]


def test_that_a_photo_that_was_left_out_is_used_again(project: Project, photos: Path) -> None:
    path = photos / "green" / "green000.jpg"
    project.apply(LeaveOut((path,)))
    put(project, path)
    assert by_name(project.dataset())[path.name].label == "green"
    assert project.dataset().left_out == ()


def test_that_a_photo_without_a_label_is_learned_from_once_it_has_one(
    project: Project, photos: Path, search: Search
) -> None:
    checked = next(each for each in project.dataset().part("validation") if each.label == "red")
    checked.path.rename(photos / "loose.jpg")
    search(project)
    put(project, photos / "loose.jpg", label="red")
    assert by_name(project.dataset())["loose.jpg"].split == "train"


def test_that_what_is_no_photo_is_refused_and_the_others_are_taken(project: Project, lone: Path) -> None:
    page = lone.with_name("page.jpg")
    page.write_text("<html>")
    found = put(project, page, lone, lone.with_name("gone.jpg"))
    assert [(each.path.name, each.kind) for each in found.refused] == [("page.jpg", "html"), ("gone.jpg", "missing")]
    assert "lone.jpg" in by_name(project.dataset())


def test_that_copies_of_one_photo_come_in_once(project: Project, lone: Path) -> None:
    copy = Path(shutil.copy(lone, lone.with_name("copy.jpg")))
    assert len(put(project, lone, copy).new) == 1
    assert len(project.dataset().samples) == 21


def test_that_several_photos_are_one_step(project: Project, lone: Path, photos: Path) -> None:
    before = project.dataset()
    put(project, lone, photos / "red" / "red000.jpg")
    after = by_name(project.dataset())
    assert (after["lone.jpg"].label, after["red000.jpg"].label) == ("green", "green")
    assert project.history()[-1].words == "put 2 photos into “green”"
    project.undo()
    assert project.dataset() == before


def test_that_a_picture_without_a_file_is_kept_beside_the_project(project: Project, lone: Path, search: Search) -> None:
    content = lone.read_bytes()
    lone.unlink()
    found = put(project, content)
    kept = found.new[0].path
    assert kept.parent == project.path.with_name("kept pictures")
    assert (kept.suffix, kept.read_bytes()) == (".jpg", content)
    assert search(project).samples == project.dataset().samples
    assert look(project, content).same[0].path == kept


def test_that_pictures_are_never_put_among_a_persons_photos(photos: Path, home: Path) -> None:
    source = Source((photos,))
    kept = pictures_folder(source, photos / "inside.tlproject")
    assert not kept.is_relative_to(photos)
    assert kept.is_relative_to(home)
    assert pictures_folder(source, photos.parent / "beside.tlproject") == photos.parent / "beside pictures"


def test_that_a_picture_that_cannot_be_read_is_not_kept(project: Project) -> None:
    found = look(project, b"nothing")
    assert found.edit is None
    assert [each.kind for each in found.refused] == ["text"]
    assert not pictures_folder(project.source(), project.path).exists()


def test_that_a_photo_that_is_gone_is_missing_and_comes_back(project: Project, lone: Path, search: Search) -> None:
    put(project, lone)
    aside = lone.rename(lone.with_name("aside.jpg"))
    assert [sample.path for sample in search(project).missing] == [lone]
    aside.rename(lone)
    assert by_name(search(project))["lone.jpg"].label == "green"


def test_that_marks_stay_on_it_as_on_any_other(project: Project, lone: Path, search: Search) -> None:
    put(project, lone)
    project.apply(Relabel((lone,), "red"))
    project.apply(MoveToPart((lone,), "test"))
    assert (by_name(search(project))["lone.jpg"].label, by_name(project.dataset())["lone.jpg"].split) == ("red", "test")


def test_that_a_copy_of_the_project_and_moved_photos_still_have_it(
    project: Project, lone: Path, photos: Path, tmp_path: Path, search: Search
) -> None:
    put(project, lone)
    with save_as(project, tmp_path / "copy.tlproject") as copy:
        assert search(copy).samples == project.dataset().samples
    place = photos.rename(tmp_path / "moved")
    assert moved_to(project.source(), place).single == (lone,)


def test_that_a_table_of_photos_takes_single_ones_too(photos: Path, lone: Path, tmp_path: Path, search: Search) -> None:
    table = tmp_path / "photos.csv"
    rows = [f"{path.relative_to(tmp_path)},{path.parent.name}" for path in sorted(photos.rglob("*.jpg"))]
    table.write_text("\n".join(["path,label", *rows]))
    with create(tmp_path / "table.tlproject", Source((table,))) as project:
        search(project)
        put(project, lone)
        assert search(project).samples == project.dataset().samples
        assert by_name(project.dataset())["lone.jpg"].label == "green"


def test_that_nothing_is_put_in_where_nothing_is_chosen(project: Project) -> None:
    with pytest.raises(UsageError, match="No photo is chosen"):
        project.apply(AddPhotos((), "green"))
    assert look(project).edit is None


def test_that_a_stopped_look_puts_nothing_in(project: Project, lone: Path) -> None:
    control = Control()
    control.stop()
    assert drain(project.look_at((lone,), "green", control))[0] is None
