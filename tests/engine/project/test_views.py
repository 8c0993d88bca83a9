"""A photo is turned and cropped in the project alone: it stays the same photo, and its file as it is."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from draining import drain
from PIL import Image

from tlstudio.dataset.sample import Dataset, Sample
from tlstudio.foundation.control import Control
from tlstudio.foundation.errors import StudioError, UsageError
from tlstudio.photos.pool import PhotoPool
from tlstudio.photos.view import Box, View
from tlstudio.project.edits import AsItWas, Crop, Relabel, Turn
from tlstudio.project.errors import DamagedProjectError
from tlstudio.project.opening import create, open_project, rescue
from tlstudio.project.project import Project
from tlstudio.project.settings import Source

PART: Box = (0.125, 0.25, 0.5, 1.0)


def _views(project: Project) -> dict[str, View]:
    return {sample.path.name: sample.view for sample in project.dataset().samples if sample.view}


def test_that_turns_add_up_and_a_crop_turns_with_its_photo(project: Project, photos: Path) -> None:
    first, second = photos / "red" / "red000.jpg", photos / "red" / "red001.jpg"
    before = {path: path.read_bytes() for path in (first, second)}
    project.apply(Crop(first, PART))
    project.apply(Turn((first, second), 90))
    assert _views(project) == {"red000.jpg": View(90, (0.0, 0.125, 0.75, 0.5)), "red001.jpg": View(90)}
    project.apply(Turn((first,), 270))
    assert _views(project) == {"red000.jpg": View(0, PART), "red001.jpg": View(90)}
    project.apply(AsItWas((first, second)))
    assert _views(project) == {}
    assert [step.words for step in project.history()][1:] == [
        "turn 2 photos right",
        "turn 1 photo left",
        "show 2 photos as before turning and cropping",
    ]
    assert before == {path: path.read_bytes() for path in (first, second)}


def test_that_a_box_comes_back_exactly_however_often_it_is_turned(project: Project, photos: Path) -> None:
    path = photos / "red" / "red000.jpg"
    project.apply(Crop(path, (1 / 3, 0.1, 0.7, 2 / 3)))
    first = _views(project)["red000.jpg"]
    for _ in range(8):
        project.apply(Turn((path,), 90))
    assert _views(project)["red000.jpg"] == first
    assert first.box == pytest.approx((1 / 3, 0.1, 0.7, 2 / 3), abs=1e-6)


def test_that_all_of_a_photo_is_no_crop(project: Project, photos: Path) -> None:
    project.apply(Crop(photos / "red" / "red000.jpg", (0.0, 0.0, 1.0, 1.0)))
    assert _views(project) == {}


@pytest.mark.parametrize("box", [(0.5, 0.0, 0.505, 1.0), (0.0, 0.5, 1.0, 0.2), (0.0, 0.0, 1.0, 2.0)])
def test_that_what_cannot_be_seen_is_refused(project: Project, photos: Path, box: Box) -> None:
    with pytest.raises(UsageError, match="larger part"):
        project.apply(Crop(photos / "red" / "red000.jpg", box))
    with pytest.raises(UsageError, match="90, 180 or 270"):
        project.apply(Turn((photos / "red" / "red000.jpg",), 45))
    assert project.history() == ()


def test_that_a_turned_photo_keeps_its_marks_its_side_and_its_view_when_it_is_moved(
    project: Project, photos: Path, search: Callable[[Project], Dataset]
) -> None:
    path = photos / "red" / "red000.jpg"
    before = {sample.digest: sample.split for sample in project.dataset().samples}
    project.apply(Relabel((path,), "green"))
    project.apply(Relabel((path,), "red"))
    project.apply(Turn(tuple(sorted((photos / "red").iterdir())), 90))
    path.rename(photos / "red" / "moved.jpg")
    found = search(project)
    assert {sample.digest: sample.split for sample in found.samples} == before
    assert {sample.view for sample in found.samples if sample.label == "red"} == {View(90)}


def test_that_a_crop_is_kept_on_the_side_of_those_it_looked_like_before(
    tmp_path: Path, draw_scene: Callable[..., Image.Image], pool: PhotoPool
) -> None:
    """A photo, the same one smaller, and one that looks like the first only once it is turned."""
    folder = tmp_path / "scenes"
    for label in ("a", "b"):
        (folder / label).mkdir(parents=True)
    for number in range(12):
        draw_scene(number).save(folder / "ab"[number % 2] / f"scene{number}.png")
    scene = draw_scene(0)
    scene.resize((280, 210)).save(folder / "a" / "smaller.png")
    scene.rotate(90, expand=True).save(folder / "a" / "lying.png")
    with create(tmp_path / "scenes.tlproject", Source((folder,))) as project:
        assert drain(project.scan(Control(), pool))[0].kept_together == 2
        project.apply(Turn((folder / "a" / "lying.png",), 90))
        project.apply(Crop(folder / "a" / "smaller.png", (0.0, 0.0, 0.5, 0.5)))
        found: Dataset
        found, _ = drain(project.scan(Control(), pool))
        assert found.kept_together == 3
        names = ("scene0.png", "smaller.png", "lying.png")
        assert len({sample.split for sample in found.samples if sample.path.name in names}) == 1


def test_that_a_file_that_says_nonsense_of_a_crop_is_damaged_and_its_other_photos_are_rescued(
    project: Project, photos: Path, tmp_path: Path
) -> None:
    project.apply(Crop(photos / "red" / "red000.jpg", PART))
    project.close()
    with closing(sqlite3.connect(project.path)) as database, database:
        for nonsense in ("'nearly all'", "'600000 000000 600000 000000'", "7"):
            with pytest.raises(sqlite3.IntegrityError):
                database.execute(f"UPDATE photo SET crop = {nonsense}")
        database.execute("PRAGMA ignore_check_constraints = ON")
        database.execute("UPDATE photo SET crop = 'garbage' WHERE crop IS NOT NULL")
    with pytest.raises(DamagedProjectError, match="can still be read: 19"):
        open_project(project.path)
    assert rescue(project.path, tmp_path / "again.tlproject").photos == 19
    with open_project(tmp_path / "again.tlproject") as again:
        assert len(again.dataset().samples) == 19


def test_that_many_photos_are_turned_in_one_small_step(tmp_path: Path) -> None:
    folder = tmp_path / "photos"
    folder.mkdir()
    samples = [Sample(folder / f"{number:06}.jpg", "cat", "train", f"{number:040x}") for number in range(5_000)]
    with create(tmp_path / "many.tlproject", Source((folder,))) as project:
        project.take_in(samples)
        size = project.path.stat().st_size
        project.apply(Turn(tuple(sample.path for sample in samples), 90))
        assert {sample.view for sample in project.dataset().samples} == {View(90)}
        assert project.path.stat().st_size - size < 0.15 * size
        project.undo()
        assert {sample.view for sample in project.dataset().samples} == {None}


def test_that_a_project_for_reading_only_turns_nothing(project: Project, photos: Path) -> None:
    with open_project(project.path, read_only=True) as looked_at, pytest.raises(StudioError, match="reading only"):
        looked_at.apply(Turn((photos / "red" / "red000.jpg",), 90))
