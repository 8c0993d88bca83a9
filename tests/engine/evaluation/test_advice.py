"""Advice end to end on drawn photos: measured, said, proven, and the same again from what is kept."""

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

from draining import drain
from msgspec.structs import replace

from tlstudio.dataset.sample import Dataset
from tlstudio.dataset.scan import scan
from tlstudio.evaluation.advice import advise, prove_advice
from tlstudio.evaluation.advised import candidates
from tlstudio.features.store import Store
from tlstudio.foundation.control import Control
from tlstudio.foundation.events import Probed, Progress
from tlstudio.photos.pool import PhotoPool
from tlstudio.training.recipe import Input, Recipe

Draw = Callable[..., Path]
RECIPE = Recipe(input=Input(size=64), device="cpu")


def scanned(folder: Path) -> Dataset:
    dataset, _ = drain(scan(folder, Control()))
    return dataset


def advised(dataset: Dataset, pool: PhotoPool, store: Store) -> tuple[Any, list[Any]]:
    return drain(advise(RECIPE, dataset, pool, store, Control()))


def test_that_easy_photos_need_a_new_head_alone_and_more_would_bring_nothing(
    draw_photos: Draw, pool: PhotoPool
) -> None:
    dataset, store = scanned(draw_photos(count=14)), Store()
    found, events = advised(dataset, pool, store)
    assert (found.strategy, found.proof, found.verdict) == ("features", None, None)
    assert "head" not in found.frozen
    assert "conv_stem" in found.frozen
    assert found.measured.counts == {"green": 14, "red": 14}
    assert found.measured.wrong < 6
    assert found.measured.by_chance < 0.001
    assert found.measured.curve[-1].accuracy > 0.9
    assert {gain.label for gain in found.measured.gains} == {None, "green", "red"}
    assert found.measured.distance > 0.2
    assert any(isinstance(event, Probed) for event in events)
    again, events = advised(dataset, pool, store)
    assert again == found
    done = [event for event in events if isinstance(event, Progress) and event.stage == "features"]
    assert all(event.from_cache == event.total for event in done)


def test_that_shuffled_labels_are_found_out_and_nothing_is_forecast(draw_photos: Draw, pool: PhotoPool) -> None:
    dataset = scanned(draw_photos(count=14))
    labels = [sample.label for sample in dataset.samples]
    random.Random(1).shuffle(labels)
    pairs = zip(dataset.samples, labels, strict=True)
    mixed = replace(dataset, samples=tuple(replace(sample, label=label) for sample, label in pairs))
    found, _ = advised(mixed, pool, Store())
    assert found.reasons[0].startswith("The labels look random")
    assert not found.sure
    assert found.measured.gains == ()


def test_that_the_advised_candidate_is_tried_first_and_has_the_verdict(draw_photos: Draw, pool: PhotoPool) -> None:
    dataset, store = scanned(draw_photos(count=6)), Store()
    found, _ = advised(dataset, pool, store)
    tried = candidates(found)
    assert [one.strategy for one in tried if not one.cut] == ["features", "top", "all"]
    assert [one.cut for one in tried[1:-2]] == [found.cut] * bool(found.cut)
    control = Control()
    steps = prove_advice(found, RECIPE, dataset, pool, store, control)
    control.stop()
    stopped, _ = drain(steps)
    assert (stopped.proof, stopped.verdict, stopped.strategy) == ((), None, found.strategy)


def test_that_there_is_no_advice_when_it_is_stopped(draw_photos: Draw, pool: PhotoPool) -> None:
    control = Control()
    steps = advise(RECIPE, scanned(draw_photos(count=6)), pool, Store(), control)
    while not isinstance(next(steps), Probed):
        pass
    control.stop()
    assert drain(steps)[0] is None
