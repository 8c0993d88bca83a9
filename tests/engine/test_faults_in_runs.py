"""Faults in the middle of whole runs, with the real network at a small input size."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from PIL import Image

from tlstudio.foundation.control import Control
from tlstudio.foundation.errors import StudioError
from tlstudio.foundation.events import EpochEnded, Event, Finished, Paused, Problem, Progress, Started
from tlstudio.photos.pool import PhotoPool
from tlstudio.pipeline import run
from tlstudio.prediction.predictor import load_model
from tlstudio.training.recipe import Recipe
from tlstudio.training.resuming import folder_of
from tlstudio.training.stepping import Forward


@pytest.fixture
def recipe(recipe: Recipe) -> Recipe:
    return msgspec.structs.replace(recipe, strategy="all", epochs=2, batch_size=8, cut="blocks.2")


def ended(events: list[Event]) -> list[int]:
    return [event.epoch for event in events if isinstance(event, EpochEnded)]


def test_that_a_run_goes_on_without_photos_that_vanish_or_change_and_counts_them(
    recipe: Recipe, pool: PhotoPool, draw_photos: Callable[..., Path]
) -> None:
    red, green = (sorted((Path(str(recipe.photos)) / name).iterdir()) for name in ("red", "green"))
    events: list[Event] = []
    for event in run(recipe, pool=pool):
        events.append(event)
        if isinstance(event, EpochEnded) and event.epoch == 1:
            red[0].unlink()
            Image.new("RGB", (48, 48), "blue").save(green[0])
            draw_photos(("blue",))
    problems = {event.path: event.kind for event in events if isinstance(event, Problem)}
    assert problems == {str(red[0]): "missing", str(green[0]): "changed"}
    assert sum(isinstance(event, Problem) for event in events) == 2, "each is told once"
    end = events[-1]
    assert isinstance(end, Finished)
    assert (end.reason, end.left_out, ended(events)) == ("completed", 2, [1, 2])
    assert load_model(str(end.model), "cpu").classes == ("green", "red")


def test_that_a_run_whose_photos_are_all_gone_ends_in_words_and_goes_on_when_they_are_back(
    recipe: Recipe, pool: PhotoPool
) -> None:
    photos, away = Path(str(recipe.photos)), Path(str(recipe.photos)).with_name("away")
    steps = run(recipe, pool=pool, checkpoint_every=0)
    assert any(isinstance(event, EpochEnded) for event in steps)
    photos.rename(away)
    with pytest.raises(StudioError, match="Too few photos can still be read"):
        list(steps)
    away.rename(photos)
    events = list(run(recipe, pool=pool, resume=True))
    before = [each.epoch for event in events if isinstance(event, Started) for each in event.before]
    assert before + ended(events) == [1, 2]


def test_that_a_run_whose_gpu_is_lost_keeps_its_checkpoint_and_goes_on_on_the_processor(
    recipe: Recipe, pool: PhotoPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps, real = iter(range(100)), Forward.backward

    def lost_later(self: Forward, batch: Any) -> Any:
        if next(steps) == 3:
            raise RuntimeError("CUDA error: unspecified launch failure\nCompile with `TORCH_USE_CUDA_DSA`")
        return real(self, batch)

    monkeypatch.setattr(Forward, "backward", lost_later)
    out = Path(recipe.out or "")
    with pytest.raises(StudioError, match=re.escape("go on, on the GPU or on the processor.")) as raised:
        list(run(msgspec.structs.replace(recipe, device="auto"), pool=pool, checkpoint_every=0))
    assert "DSA" not in str(raised.value)
    kept = (folder_of(out) / "checkpoint").read_bytes()
    assert kept
    events = list(run(recipe, pool=pool, resume=True))
    assert isinstance(events[-1], Finished)
    assert events[-1].reason == "completed"
    assert not folder_of(out).exists()


def test_that_a_class_taken_away_between_two_runs_gives_a_head_for_those_that_are_left(
    recipe: Recipe, pool: PhotoPool, draw_photos: Callable[..., Path]
) -> None:
    draw_photos(("blue", "green", "red"))
    recipe = msgspec.structs.replace(recipe, strategy="features", epochs=1)
    first = list(run(recipe, pool=pool))[-1]
    shutil.rmtree(Path(str(recipe.photos)) / "red")
    second = msgspec.structs.replace(recipe, backbone=str(recipe.out), cut=None, out=str(recipe.out) + "2.tlmodel")
    events = list(run(second, pool=pool))
    assert isinstance(first, Finished)
    assert isinstance(events[-1], Finished)
    assert load_model(str(first.model), "cpu").classes == ("blue", "green", "red")
    assert load_model(str(events[-1].model), "cpu").classes == ("blue", "green")


def test_that_many_photos_lost_before_the_first_epoch_are_asked_about(recipe: Recipe, pool: PhotoPool) -> None:
    control, events = Control(attended=True), []
    lost = sorted(Path(str(recipe.photos)).rglob("*.jpg"))[:3]
    for event in run(msgspec.structs.replace(recipe, strategy="features"), control, pool=pool):
        events.append(event)
        if isinstance(event, Progress) and event.stage == "prepare":
            for photo in lost:
                photo.unlink()
        if isinstance(event, Paused):
            control.resume()
    (question,) = [event for event in events if isinstance(event, Paused)]
    assert question.reason.startswith("2 of 20 photos cannot be read any more. Are their folder and drive still there?")
    assert isinstance(events[-1], Finished)
    assert (events[-1].reason, events[-1].left_out) == ("completed", 3)
    started = next(event for event in events if isinstance(event, Started))
    learned = load_model(str(events[-1].model), "cpu").summary
    assert events[-1].validation_photos == learned.validation_photos
    assert learned.train_photos + learned.validation_photos == started.train_photos + started.validation_photos - 3


def test_that_a_stop_while_the_network_is_made_ready_computes_nothing(recipe: Recipe, pool: PhotoPool) -> None:
    control, events = Control(), []
    for event in run(msgspec.structs.replace(recipe, strategy="features"), control, pool=pool):
        events.append(event)
        if isinstance(event, Progress) and event.stage == "prepare":
            control.stop()
    assert isinstance(events[-1], Finished)
    assert (events[-1].reason, events[-1].model) == ("stopped", None)
    assert not any(isinstance(event, Progress) and event.stage == "features" for event in events)
