"""A run that was interrupted at any moment goes on, and ends with the very weights of one that was not."""

import os
import subprocess
import sys
from collections.abc import Callable, Generator
from pathlib import Path

import msgspec
import pytest
import torch

from tlstudio.foundation.control import Control
from tlstudio.foundation.errors import UsageError
from tlstudio.foundation.events import Changed, EpochEnded, Event, Finished, Progress, Started
from tlstudio.modelfile.container import read_model
from tlstudio.photos.pool import PhotoPool
from tlstudio.pipeline import run
from tlstudio.training.interrupted import folder_of
from tlstudio.training.recipe import Change, Recipe, Thaw
from tlstudio.training.watch import Watch

EVERYTHING = {
    "strategy": "top",
    "epochs": 4,
    "batch_size": 4,
    "learning_rate": 1e-2,
    "averaging": 0.9,
    "hidden": (8,),
    "dropout": 0.3,
    "label_smoothing": 0.1,
    "class_weights": "balanced",
    "changes": (Change(2, 1, learning_rate=3e-3), Change(3, 1, epochs=5)),
}


def variant(recipe: Recipe, kind: str) -> Recipe:
    """Behind the border with everything that has a state; from photos that are cut anew; with layers that thaw."""
    recipe = msgspec.structs.replace(recipe, cut="blocks.2")
    if kind == "border":
        return msgspec.structs.replace(recipe, **EVERYTHING)
    if kind == "photos":
        return msgspec.structs.replace(recipe, strategy="all", epochs=2, batch_size=4)
    return msgspec.structs.replace(recipe, epochs=4, batch_size=4, thaw=(Thaw(3, ("blocks.2",)),))


def interrupted(steps: Generator[Event, None, None], after: int) -> int:
    """Play so many steps and let go, as a kill would; how many steps there were."""
    played = 0
    for event in steps:
        played += isinstance(event, Progress | EpochEnded | Changed)
        if played > after:
            break
    steps.close()
    return played


def weights_of(recipe: Recipe) -> dict[str, torch.Tensor]:
    assert recipe.out
    return read_model(Path(recipe.out))[1]


def same(first: dict[str, torch.Tensor], second: dict[str, torch.Tensor]) -> bool:
    return first.keys() == second.keys() and all(torch.equal(first[name], second[name]) for name in first)


@pytest.fixture
def each_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    """Progress is said at every batch, so that a test can stop at each of them."""
    monkeypatch.setattr("tlstudio.foundation.pace.Pace.due", lambda pace: True)
    return


@pytest.mark.usefixtures("each_batch")
@pytest.mark.parametrize(("kind", "share"), [("border", 0.2), ("border", 0.7), ("photos", 0.5), ("thaw", 0.6)])
def test_that_a_resumed_run_ends_with_the_weights_of_an_unbroken_one(
    recipe: Recipe, pool: PhotoPool, tmp_path: Path, kind: str, share: float
) -> None:
    whole = variant(msgspec.structs.replace(recipe, out=str(tmp_path / "whole.tlmodel")), kind)
    steps = interrupted(run(whole, pool=pool), 10**9)
    broken = msgspec.structs.replace(whole, out=str(tmp_path / "broken.tlmodel"))
    interrupted(run(broken, pool=pool, checkpoint_every=0), round(share * steps))
    assert folder_of(Path(broken.out or "")).is_dir()
    events = list(run(broken, pool=pool, resume=True))
    epochs = [event.epoch for event in events if isinstance(event, EpochEnded)]
    before = [ended.epoch for event in events if isinstance(event, Started) for ended in event.before]
    assert before + epochs == list(range(1, epochs[-1] + 1))
    assert same(weights_of(whole), weights_of(broken))
    assert not folder_of(Path(broken.out or "")).exists()


def test_that_an_interrupted_run_keeps_its_model_and_goes_on(recipe: Recipe, pool: PhotoPool) -> None:
    control = Control()
    recipe = msgspec.structs.replace(recipe, strategy="top", batch_size=4, cut="blocks.2")
    finished = None
    for event in run(recipe, control, pool=pool):
        if isinstance(event, EpochEnded) and event.epoch == 2:
            control.interrupt()
        finished = event
    assert isinstance(finished, Finished)
    assert (finished.reason, finished.resume) == ("stopped", str(folder_of(Path(recipe.out or ""))))
    assert Path(recipe.out or "").is_file()
    events = list(run(msgspec.structs.replace(recipe, photos=()), pool=pool, resume=True))
    assert [event.epoch for event in events if isinstance(event, EpochEnded)] == [3]
    assert isinstance(events[-1], Finished)
    assert (events[-1].reason, events[-1].resume) == ("completed", None)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the campaign forks its victims")
def test_that_a_killed_run_goes_on_to_the_same_weights() -> None:
    campaign = Path(__file__).resolve().parents[1] / "campaigns" / "training_kills.py"
    command = [sys.executable, str(campaign), "3", "behind the border"]
    table = subprocess.run(command, capture_output=True, text=True, timeout=250, check=True).stdout
    assert table.splitlines()[-1].startswith("| all | 3 |")


def test_that_a_run_goes_on_in_the_middle_of_judging_an_epoch(
    recipe: Recipe, pool: PhotoPool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = variant(msgspec.structs.replace(recipe, out=str(tmp_path / "whole.tlmodel")), "border")
    interrupted(run(whole, pool=pool), 10**9)
    broken, control = msgspec.structs.replace(whole, out=str(tmp_path / "broken.tlmodel")), Control()
    with monkeypatch.context() as patched:
        patched.setattr(Watch, "look_at_all", lambda watch: control.interrupt())  # between the last batch and judging
        events = list(run(broken, control, pool=pool))
    assert not [event for event in events if isinstance(event, EpochEnded)]
    assert isinstance(list(run(broken, pool=pool, resume=True))[-1], Finished)
    assert same(weights_of(whole), weights_of(broken))


def test_that_another_recipe_does_not_go_on_with_an_interrupted_run(recipe: Recipe, pool: PhotoPool) -> None:
    interrupted(run(recipe, pool=pool), 0)
    with pytest.raises(UsageError, match="differs in seed"):
        list(run(msgspec.structs.replace(recipe, seed=5), pool=pool, resume=True))


def test_that_changed_photos_do_not_go_on_with_an_interrupted_run(
    recipe: Recipe, pool: PhotoPool, draw_photos: Callable[..., Path]
) -> None:
    recipe = msgspec.structs.replace(recipe, strategy="top", batch_size=4, cut="blocks.2")
    interrupted(run(recipe, pool=pool, checkpoint_every=0), 10)
    photo = next(Path(str(recipe.photos)).rglob("*.jpg"), None) or next(Path(str(recipe.photos)).rglob("*.png"))
    photo.unlink()
    with pytest.raises(UsageError, match="have changed since the run was interrupted"):
        list(run(recipe, pool=pool, resume=True))


def test_that_a_run_under_way_is_not_run_twice(recipe: Recipe, pool: PhotoPool) -> None:
    first = run(recipe, pool=pool)
    next(first)
    with pytest.raises(UsageError, match="still under way"):
        list(run(recipe, pool=pool, resume=True))
    first.close()


def test_that_a_run_that_cannot_begin_takes_nothing_from_the_one_it_was_to_replace(
    recipe: Recipe, pool: PhotoPool
) -> None:
    recipe = msgspec.structs.replace(recipe, strategy="top", batch_size=4, cut="blocks.2")
    steps = run(recipe, pool=pool, checkpoint_every=0)
    next(event for event in steps if isinstance(event, EpochEnded))
    steps.close()
    folder = folder_of(Path(recipe.out or ""))
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert "checkpoint" in before
    with pytest.raises(UsageError, match="no_such_layer"):
        list(run(msgspec.structs.replace(recipe, freeze=("no_such_layer",)), pool=pool))
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_that_a_wrong_option_does_not_forget_a_run_without_a_checkpoint(recipe: Recipe, pool: PhotoPool) -> None:
    interrupted(run(recipe, pool=pool), 0)
    with pytest.raises(UsageError, match="differs in seed"):
        list(run(msgspec.structs.replace(recipe, seed=5), pool=pool, resume=True))
    assert isinstance(list(run(recipe, pool=pool, resume=True))[-1], Finished)
    assert not folder_of(Path(recipe.out or "")).exists()
