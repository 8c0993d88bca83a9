"""A project's photos are those on the disk, and marks stay on their photos wherever these go."""

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from draining import drain

from tlstudio.dataset.sample import Dataset
from tlstudio.dataset.scan import scan
from tlstudio.foundation.control import Control
from tlstudio.foundation.events import EpochEnded, Finished, Warned
from tlstudio.photos.pool import PhotoPool
from tlstudio.project.edits import LeaveOut, MoveToPart, Relabel, RenameClass
from tlstudio.project.opening import create, open_project
from tlstudio.project.project import Project
from tlstudio.project.settings import Source
from tlstudio.training.recipe import Recipe

Search = Callable[[Project], Dataset]


@pytest.mark.parametrize("kind", ["one folder", "class folders", "split", "table", "validation apart"])
def test_that_a_project_gives_the_dataset_that_its_folders_give(
    kind: str, draw_photos: Callable[..., Path], tmp_path: Path, search: Search
) -> None:
    photos = draw_photos()
    source = Source((photos,))
    if kind == "class folders":
        source = Source((photos / "red", photos / "green"))
    if kind == "split":
        draw_photos(name="parts/train")
        source = Source((draw_photos(name="parts/test", count=2).parent,))
    if kind == "table":
        (tmp_path / "t.csv").write_text(
            "path,label\nphotos/red/red001.jpg,r\n../x.jpg,g\nphotos/green/green002.jpg,g\n"
        )
        source = Source((tmp_path / "t.csv",))
    if kind == "validation apart":
        source = Source((photos,), draw_photos(name="others", count=3))
    paths = source.photos if len(source.photos) > 1 else source.photos[0]
    expected, _ = drain(scan(paths, Control(), validation=source.validation))
    with create(tmp_path / "a.tlproject", source) as project:
        found = search(project)
    with open_project(tmp_path / "a.tlproject") as project:
        assert found == project.dataset()
        for name in ("root", "classes", "samples", "skipped", "split_given"):
            assert getattr(found, name) == getattr(expected, name)


def test_that_a_search_with_a_pool_gives_what_one_without_a_project_gives(project: Project, photos: Path) -> None:
    with PhotoPool(1) as pool:
        expected, _ = drain(scan(photos, Control(), pool=pool))
        found, _ = drain(project.scan(Control(), pool))
    assert (found.samples, found.kept_together) == (expected.samples, expected.kept_together)


def test_that_photos_that_look_alike_stay_on_one_side_also_after_a_restart(project: Project) -> None:
    samples = [msgspec.structs.replace(sample, split="train") for sample in project.dataset().samples]
    alike = [sample.digest for sample in samples if sample.label == "red"][:4]
    apart = project.revision()
    project.take_in(samples, (), dict.fromkeys(alike, alike[0]))
    sides = set()
    for seed in range(12):
        project.keep_recipe(Recipe(seed=seed, validation_fraction=0.5))
        dataset = project.dataset()
        sides.add(tuple({sample.split for sample in dataset.samples if sample.digest in alike}))
        assert dataset.kept_together == 4
    assert sides == {("train",), ("validation",)}
    project.close()
    with open_project(project.path) as again:
        assert again.dataset() == dataset
        assert again.dataset(apart).kept_together == 0


def test_that_marks_follow_photos_that_were_moved_swapped_or_retouched(
    project: Project, photos: Path, search: Search
) -> None:
    red = [photos / "red" / f"red{number:03}.jpg" for number in range(4)]
    project.apply(Relabel(tuple(red), "blue"))
    (photos / "deep").mkdir()
    red[0].rename(photos / "deep" / "new name.jpg")
    red[1].rename(photos / "aside.jpg")
    red[2].rename(red[1])
    (photos / "aside.jpg").rename(red[2])
    shutil.copy(photos / "green" / "green000.jpg", photos / "green" / "copy.jpg")
    with red[3].open("ab") as file:
        file.write(b"more")
    labels = {sample.path: sample.label for sample in search(project).samples}
    assert labels[photos / "deep" / "new name.jpg"] == "blue"
    assert {labels[path] for path in red[1:]} == {"blue"}
    assert labels[photos / "green" / "copy.jpg"] == "green"
    assert len(labels) == 21


def test_that_a_photo_that_is_gone_comes_back_with_its_marks(project: Project, photos: Path, search: Search) -> None:
    path = photos / "red" / "red000.jpg"
    project.apply(Relabel((path,), "green"))
    used, revision = project.dataset(), project.revision()
    path.rename(photos.parent / "away.jpg")
    assert path not in {sample.path for sample in search(project).samples}
    assert project.dataset(revision) == used
    (photos.parent / "away.jpg").rename(path)
    assert search(project) == used


def test_that_undo_leaves_alone_what_came_since(project: Project, photos: Path, search: Search) -> None:
    project.apply(RenameClass("red", "crimson"))
    (photos / "blue").mkdir()
    shutil.copy(photos / "red" / "red000.jpg", photos / "red" / "again.jpg")
    (photos / "red" / "red001.jpg").rename(photos / "blue" / "red001.jpg")
    assert set(search(project).classes) == {"blue", "crimson", "green"}
    assert project.undo()
    assert project.classes() == {"blue": 1, "green": 10, "red": 10}


def test_that_a_project_and_its_photos_can_be_moved_together(project: Project, tmp_path: Path) -> None:
    before = project.dataset()
    project.close()
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "photos").rename(tmp_path / "elsewhere" / "photos")
    project.path.rename(tmp_path / "elsewhere" / "kept.tlproject")
    with open_project(tmp_path / "elsewhere" / "kept.tlproject") as moved:
        paths = [sample.path.relative_to(tmp_path / "elsewhere" / "photos") for sample in moved.dataset().samples]
        assert paths == [sample.path.relative_to(tmp_path / "photos") for sample in before.samples]
        assert all(sample.path.exists() for sample in moved.dataset().samples)


def test_that_photos_are_found_where_somebody_says_they_are(
    project: Project, photos: Path, tmp_path: Path, search: Search
) -> None:
    project.apply(LeaveOut((photos / "red" / "red000.jpg",)))
    photos.rename(tmp_path / "renamed")
    project.locate(Source((tmp_path / "renamed",)))
    assert project.classes() == {"green": 10, "red": 9}
    assert len(search(project).samples) == 19
    assert project.dataset().root == tmp_path / "renamed"


def test_that_a_search_that_was_stopped_forgets_nothing(project: Project) -> None:
    control = Control()
    control.stop()
    dataset, _ = drain(project.scan(control))
    assert len(dataset.samples) == 20


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such names")
def test_that_names_that_are_not_utf_8_are_kept_to_the_byte(project: Project, photos: Path, search: Search) -> None:
    names = [b"caf\xe9.png", b"100%41.png", "ünï.png".encode(), b"a\nb.png", "a�.png".encode()]
    for number, name in enumerate(names):
        content = (photos / "red" / f"red{number:03}.jpg").read_bytes() + name
        Path(os.fsdecode(os.fsencode(photos / "red") + b"/" + name)).write_bytes(content)
    search(project)
    project.close()
    with open_project(project.path) as again:
        found = {os.fsencode(sample.path.name): sample.path for sample in again.dataset().samples}
        assert set(names) <= set(found)
        again.apply(Relabel(tuple(found[name] for name in names), "blue"))
        assert again.classes()["blue"] == len(names)


def test_that_a_persons_word_on_the_split_stands_above_the_fraction(project: Project, photos: Path) -> None:
    validation = tuple(sample.path for sample in project.dataset().part("validation"))
    project.apply(MoveToPart(validation, "train"))
    assert not set(validation) & {sample.path for sample in project.dataset().part("validation")}
    project.apply(MoveToPart(validation, None))
    assert {sample.path for sample in project.dataset().part("validation")} == set(validation)


def test_that_a_run_keeps_its_recipe_its_curves_and_its_end(project: Project) -> None:
    recipe = project.recipe()
    run = project.begin_run(recipe)
    epoch = EpochEnded(1, 2, 0.5, 0.9, 0.6, 0.8, 100.0)
    finished = Finished("completed", 1, 0.8, (0.6, 0.9), 1.5, "a.tlmodel", True)
    for event in (Warned("not kept"), epoch, finished):
        project.record(run, event)
    project.begin_run(recipe)
    project.close()
    with open_project(project.path) as again:
        first, second = again.runs()
    assert (first.epochs, first.finished, first.revision) == ((epoch,), finished, 1)
    assert (second.epochs, second.finished) == ((), None)
