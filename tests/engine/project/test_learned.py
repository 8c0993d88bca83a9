"""Which photos a model has learned from: models are compared on others."""

from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from draining import drain

from tlstudio.foundation.control import Control
from tlstudio.foundation.errors import StudioError
from tlstudio.foundation.events import Started, Warned
from tlstudio.photos.pool import PhotoPool
from tlstudio.pipeline import run
from tlstudio.project.edits import LeaveOut, MoveToPart
from tlstudio.project.learned import learned_by, photos_to_judge
from tlstudio.project.opening import create
from tlstudio.project.project import Project
from tlstudio.project.settings import Source
from tlstudio.training.recipe import Recipe


def names(project: Project, part: str) -> set[str]:
    return {sample.digest for sample in project.dataset().samples if sample.split == part}


def test_that_a_project_remembers_what_a_run_learned_from(project: Project, recipe: Recipe, pool: PhotoPool) -> None:
    drain(run(msgspec.structs.replace(recipe, photos=str(project.path)), pool=pool, project=project))
    before = names(project, "train")
    validation = [sample.path for sample in project.dataset().part("validation")]
    train = [sample.path for sample in project.dataset().part("train")]
    project.apply(MoveToPart((train[0],), "validation"))
    project.apply(LeaveOut((train[1],)))
    learned, _ = drain(learned_by(Path(recipe.out or ""), Control(), pool, project))
    assert learned.digests == before
    assert learned.certain
    project.close()
    judged, events = drain(photos_to_judge(project.path, {"run 1": Path(recipe.out or "")}, Control(), pool))
    assert [sample.path for sample in judged] == validation
    assert [event.text for event in events if isinstance(event, Warned)] == [
        f"1 of {len(validation) + 1} photos are left out, because run 1 learned from them."
    ]


def test_that_a_model_that_started_from_another_has_learned_from_its_photos_too(
    draw_photos: Callable[..., Path], recipe: Recipe, pool: PhotoPool, tmp_path: Path
) -> None:
    first, second = (str(tmp_path / f"{name}.tlmodel") for name in ("first", "second"))
    with create(tmp_path / "two.tlproject", Source((draw_photos(),))) as project:
        drain(project.scan(Control()))
        start = msgspec.structs.replace(recipe, photos=str(project.path), out=first)
        drain(run(start, pool=pool, project=project))
        early = names(project, "train")
        moved = sorted(sample.path for sample in project.dataset().part("train"))[:1]
        project.apply(MoveToPart(tuple(moved), "validation"))
        drain(
            run(
                msgspec.structs.replace(start, backbone=first, out=second),
                pool=pool,
                project=project,
            )
        )
        learned, _ = drain(learned_by(Path(second), Control(), pool, project))
        assert learned.certain
        assert learned.digests >= early > names(project, "train")


def test_that_without_a_project_the_models_recipe_says_how_its_photos_were_split(
    recipe: Recipe, pool: PhotoPool, tmp_path: Path
) -> None:
    _, said = drain(run(recipe, pool=pool))
    kept_aside = next(event.validation_photos for event in said if isinstance(event, Started))
    photos, model = Path(str(recipe.photos)), Path(recipe.out or "")
    judged, events = drain(photos_to_judge(photos, {"“out”": model}, Control(), pool))
    assert len(judged) == kept_aside
    (left_out,) = (event.text for event in events if isinstance(event, Warned))
    assert left_out.startswith(f"{20 - kept_aside} of 20 photos are left out")
    judged, _ = drain(photos_to_judge(photos / "red" / "..", {"“out”": model}, Control(), pool))
    assert len(judged) == kept_aside
    for photo in sorted((photos / "red").iterdir())[:8]:
        photo.unlink()
    learned, _ = drain(learned_by(model, Control(), pool))
    assert learned.digests
    assert not learned.certain
    photos.rename(tmp_path / "elsewhere")
    judged, events = drain(photos_to_judge(tmp_path / "elsewhere", {"“out”": model}, Control(), pool))
    assert len(judged) == 12
    assert any("not certain which photos “out”" in event.text for event in events if isinstance(event, Warned))


def test_that_the_test_part_is_preferred_where_there_is_one(
    draw_photos: Callable[..., Path], recipe: Recipe, pool: PhotoPool
) -> None:
    drain(run(recipe, pool=pool))
    for part, count in (("train", 4), ("val", 3), ("test", 2)):
        folder = draw_photos(count=count, name=f"parts/{part}")
    judged, _ = drain(photos_to_judge(folder.parent, {"“out”": Path(recipe.out or "")}, Control(), pool))
    assert {sample.split for sample in judged} <= {"test"}


def test_that_a_file_that_is_no_model_is_refused(tmp_path: Path, pool: PhotoPool) -> None:
    (tmp_path / "no.tlmodel").write_bytes(b"hello")
    with pytest.raises(StudioError, match="not a tlstudio model"):
        drain(learned_by(tmp_path / "no.tlmodel", Control(), pool))
