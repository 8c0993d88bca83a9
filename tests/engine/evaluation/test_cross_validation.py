"""Cross-validation: each photo asked about once per repeat, nothing computed twice, and no fold flatters itself."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
import torch
from draining import drain

from tlstudio.dataset.sample import Dataset, Sample
from tlstudio.dataset.scan import scan
from tlstudio.evaluation.cross_validation import cross_validate
from tlstudio.evaluation.fold_material import make_material
from tlstudio.evaluation.fold_training import FoldTrainer
from tlstudio.features.activations import Activations
from tlstudio.features.store import Store
from tlstudio.foundation.control import Control
from tlstudio.foundation.events import FoldEnded, Problem, Progress, Warned
from tlstudio.photos.pool import PhotoPool
from tlstudio.training.plan import make_plan
from tlstudio.training.recipe import Input, Recipe, Thaw

Draw = Callable[..., Path]
SMALL = Recipe(input=Input(size=64), device="cpu")


def scanned(folder: Path) -> Dataset:
    dataset, _ = drain(scan(folder, Control()))
    return dataset


def validated(dataset: Dataset, pool: PhotoPool, recipe: Recipe = SMALL, **amount: int) -> tuple[Any, list[Any]]:
    return drain(cross_validate(recipe, dataset, pool, Store(), Control(), **amount))


def warnings(events: list[Any]) -> list[str]:
    return [event.text for event in events if isinstance(event, Warned)]


def test_that_every_photo_is_asked_about_and_goes_through_the_network_once(
    draw_photos: Draw, pool: PhotoPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = draw_photos(count=11)
    (folder / "red" / "broken.jpg").write_bytes(b"\xff\xd8\xff\xe0 not a photo")
    computed = []
    real = Activations.compute
    monkeypatch.setattr(
        Activations, "compute", lambda self, *given: computed.append(len(given[0])) or real(self, *given)
    )
    found, events = validated(scanned(folder), pool)
    assert sum(computed) == 22
    ended = [event for event in events if isinstance(event, FoldEnded)]
    assert [(one.repeat, one.fold) for one in ended] == [(repeat, fold) for repeat in (1, 2, 3) for fold in range(1, 6)]
    assert sum(one.photos for one in ended) == 3 * 22
    assert found.accuracy == pytest.approx(sum(one.accuracy * one.photos for one in ended) / 66)
    assert found.accuracy > 0.9
    assert (found.photos, found.folds, len(found.repeats), found.guessing) == (22, 5, 3, 0.5)
    assert {name: share.photos for name, share in found.per_class.items()} == {"green": 11, "red": 11}
    assert [Path(event.path).name for event in events if isinstance(event, Problem)] == ["broken.jpg"]
    share_done = [
        event.done / event.total for event in events if isinstance(event, Progress) and event.stage == "folds"
    ]
    assert share_done == sorted(share_done)
    assert share_done[-1] == 1
    again, _ = validated(scanned(folder), pool)
    assert sum(computed) == 22
    assert msgspec.structs.replace(again, seconds=0) == msgspec.structs.replace(found, seconds=0)


def trainer(recipe: Recipe, samples: list[Sample], pool: PhotoPool) -> FoldTrainer:
    plan = make_plan(recipe, Dataset(Path(), ("green", "red"), tuple(samples)))
    material, _ = drain(make_material(plan, samples, pool, Store(), Control()))
    return FoldTrainer(plan, samples, material, {})


def given(training: FoldTrainer, number: int, learn: list[int], ask: list[int]) -> torch.Tensor:
    answers, _ = drain(training.answers(number, learn, ask, Control()))
    return answers[1]


STEPS = msgspec.structs.replace(SMALL, epochs=2, learning_rate=0.001, thaw=(Thaw(2, ("conv_head", "bn2")),))


@pytest.mark.parametrize("recipe", [SMALL, STEPS])
def test_that_the_photos_asked_about_have_no_say_in_what_is_learned(
    recipe: Recipe, draw_photos: Draw, pool: PhotoPool
) -> None:
    samples = list(scanned(draw_photos(count=10)).samples)
    other = {"red": "green", "green": "red"}
    lied = [
        msgspec.structs.replace(one, label=other[one.label]) if number % 3 == 0 else one
        for number, one in enumerate(samples)
    ]
    ask = list(range(0, 20, 3))
    learn = [number for number in range(20) if number not in ask]
    truth = given(trainer(recipe, samples, pool), 0, learn, ask)
    assert truth.tolist() == given(trainer(recipe, lied, pool), 0, learn, ask).tolist()
    assert truth.tolist() == [("green", "red").index(samples[number].label) for number in ask]


def test_that_each_training_starts_from_the_start(draw_photos: Draw, pool: PhotoPool) -> None:
    samples = list(scanned(draw_photos(count=6)).samples)
    training = trainer(STEPS, samples, pool)
    weights = training.plan.network.state_dict()
    given(training, 0, list(range(2, 12)), [0, 1])
    first = {name: value.clone() for name, value in weights.items()}
    given(training, 1, list(range(10)), [10, 11])
    assert any(not torch.equal(first[name], weights[name]) for name in weights)
    given(training, 0, list(range(2, 12)), [0, 1])
    assert all(torch.equal(first[name], weights[name]) for name in weights)


def test_that_few_photos_make_few_folds_and_that_this_is_said(draw_photos: Draw, pool: PhotoPool) -> None:
    folder = draw_photos(("red", "green", "blue", "dark", "odd"), 8)
    for label, left in (("blue", 3), ("dark", 1), ("odd", 1)):
        for path in sorted((folder / label).iterdir())[left:]:
            path.unlink()
    found, events = validated(scanned(folder), pool, repeats=1)
    assert found.folds == 3
    assert "odd" not in found.per_class
    assert found.photos == 19
    first, second = warnings(events)
    assert first == "“blue” has only 3 photos, copies aside, so there are 3 folds instead of 5."
    assert second == "Of “dark”, “odd” there is only one photo: it is learned from, but never asked about."


def test_that_whole_photos_are_trained_on_where_nothing_is_frozen_and_that_this_is_said(
    draw_photos: Draw, pool: PhotoPool
) -> None:
    recipe = msgspec.structs.replace(SMALL, strategy="all", epochs=1, input=Input(size=32))
    found, events = validated(scanned(draw_photos(count=4)), pool, recipe, folds=2, repeats=1)
    assert found.photos == 8
    assert any("each of the 2 trainings reads whole photos" in text for text in warnings(events))


def test_that_it_ends_without_a_figure_when_it_is_stopped(draw_photos: Draw, pool: PhotoPool) -> None:
    control = Control()
    steps = cross_validate(SMALL, scanned(draw_photos(count=6)), pool, Store(), control)
    while not isinstance(next(steps), FoldEnded):
        pass
    control.stop()
    found, events = drain(steps)
    assert found is None
    assert not any(isinstance(event, FoldEnded) for event in events)
