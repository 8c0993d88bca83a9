"""A run on a project uses its photos as a person marked them, and the project remembers the run."""

from collections.abc import Callable
from pathlib import Path

import pytest
from draining import drain

from tlstudio.dataset.sample import Dataset
from tlstudio.foundation.control import Control
from tlstudio.foundation.events import EpochEnded, Finished, Progress, Started, Warned
from tlstudio.pipeline import run
from tlstudio.project.collecting import collected
from tlstudio.project.edits import LeaveOut, Relabel, Turn
from tlstudio.project.opening import create, open_project
from tlstudio.project.own import open_own
from tlstudio.project.settings import Source
from tlstudio.training.recipe import Recipe


@pytest.fixture
def path(draw_photos: Callable[..., Path], tmp_path: Path) -> Path:
    """A project in which five red photos are blue, and one is left out; closed."""
    photos = draw_photos()
    red = sorted((photos / "red").iterdir())
    with create(tmp_path / "marked.tlproject", Source((photos,))) as project:
        drain(project.scan(Control()))
        project.apply(Relabel(tuple(red[:5]), "blue"))
        project.apply(LeaveOut((red[9],)))
    return tmp_path / "marked.tlproject"


def test_that_a_run_uses_the_marks_and_is_remembered_with_its_revision(path: Path) -> None:
    recipe = Recipe(photos=str(path), out=str(path.with_suffix(".tlmodel")), epochs=2, seed=3)
    _, events = drain(run(recipe))
    started = next(event for event in events if isinstance(event, Started))
    assert started.classes == ["blue", "green", "red"]
    assert started.train_photos + started.validation_photos == 19
    with open_project(path) as project:
        (noted,) = project.runs()
        assert noted.epochs == tuple(event for event in events if isinstance(event, EpochEnded))
        assert (noted.began, noted.finished) == (started, events[-1])
        assert project.recipe().seed == 3
        assert len(project.dataset(noted.revision).part("train")) == started.train_photos


def test_that_a_project_that_is_open_elsewhere_is_used_but_not_written_to(path: Path) -> None:
    with open_project(path) as elsewhere:
        recipe = Recipe(photos=str(path), out=str(path.with_suffix(".tlmodel")), epochs=1)
        _, events = drain(run(recipe))
        assert isinstance(events[-1], Finished)
        assert any(isinstance(each, Warned) and "open in another studio" in each.text for each in events)
        assert elsewhere.runs() == ()


def test_that_a_run_computes_only_the_photos_that_were_turned_since_the_last_one(path: Path) -> None:
    recipe = Recipe(photos=str(path), out=str(path.with_suffix(".tlmodel")), epochs=1)
    drain(run(recipe))
    with open_project(path) as project:
        before = project.dataset()
        project.apply(Turn((before.samples[0].path, before.samples[7].path), 90))
    _, events = drain(run(recipe))
    counted = [event for event in events if isinstance(event, Progress) and event.stage == "features"]
    assert (counted[0].done, counted[0].total) == (17, 19)
    with open_project(path) as project:
        sides = {sample.path: sample.split for sample in project.dataset().samples}
    assert sides == {sample.path: sample.split for sample in before.samples}


def test_that_what_is_collected_from_a_project_are_its_photos_now(path: Path) -> None:
    before, _ = drain(collected(path, Control()))
    assert isinstance(before, Dataset)
    assert [len(before.samples), len(before.left_out), before.classes] == [19, 1, ("blue", "green", "red")]
    revision = _revision(path)
    before.samples[0].path.unlink()
    after, _ = drain(collected(path, Control()))
    assert [each.path for each in after.missing] == [before.samples[0].path]
    assert len(after.samples) == 18
    assert _revision(path) == revision, "looking at a project notes nothing in it"


def _revision(path: Path) -> int:
    with open_project(path) as project:
        return project.revision()


def test_that_a_model_is_called_after_the_photos_not_after_the_file_that_keeps_their_marks(
    draw_photos: Callable[..., Path],
) -> None:
    photos = draw_photos()
    with open_own(Source((photos,))) as project:
        drain(project.scan(Control()))
        _, events = drain(run(Recipe(photos=str(project.path), epochs=1), project=project))
    assert isinstance(events[-1], Finished)
    assert events[-1].model is not None
    assert Path(events[-1].model).name.startswith("photos 20")
