"""Whole runs with another head: hidden units, dropout, and a network that is cut, from photos to answers."""

from pathlib import Path

import msgspec
import pytest
import torch

from tlstudio.backbone.tree import HeadDesign
from tlstudio.features.choice import CacheChoice
from tlstudio.features.inputs import network_input, pixel_request
from tlstudio.features.store import Store
from tlstudio.foundation.errors import UsageError
from tlstudio.foundation.events import EpochEnded, Event, Finished, Progress, Started
from tlstudio.modelfile.container import read_model
from tlstudio.photos.pool import PhotoPool, Priority
from tlstudio.pipeline import run
from tlstudio.prediction.predictor import load_model
from tlstudio.training.recipe import Recipe, Thaw, recipe_from


@pytest.fixture
def recipe(recipe: Recipe) -> Recipe:
    return msgspec.structs.replace(recipe, hidden=(8, 4), dropout=0.25, cut="blocks.2")


def finished(events: list[Event]) -> Finished:
    assert isinstance(events[-1], Finished)
    return events[-1]


def losses(events: list[Event]) -> list[float]:
    epochs = [event for event in events if isinstance(event, EpochEnded)]
    return [loss for event in epochs for loss in (event.train_loss, event.validation_loss)]


def test_that_a_cut_network_with_hidden_units_is_trained_saved_and_asked(recipe: Recipe, pool: PhotoPool) -> None:
    events = list(run(msgspec.structs.replace(recipe, epochs=30), pool=pool))
    started = next(event for event in events if isinstance(event, Started))
    assert started.trainable_parameters == 41 * 8 + 9 * 4 + 5 * 2
    end = finished(events)
    assert (end.frozen_unchanged, end.validation_accuracy) == (True, 1.0)
    description, weights = read_model(Path(recipe.out))
    design = {"hidden": [8, 4], "dropout": 0.25, "cut": "blocks.2"}
    assert description.head == {"type": "layers", "features": 40, **design}
    assert not [name for name in weights if name.startswith(("blocks.3", "blocks.4", "conv_head", "bn2"))]
    predictor = load_model(end.model, "cpu")
    assert predictor.summary.head == recipe.head == HeadDesign((8, 4), 0.25, "blocks.2")
    assert predictor.summary.frozen_unchanged is True
    photo = Path(recipe.photos) / "red" / "red000.jpg"
    answer = predictor.predict(photo)
    assert answer.label == "red"
    again = load_model(end.model, "cpu").predict(photo)
    assert again.confidence == answer.confidence


def test_that_the_predictor_gives_the_scores_of_the_network(recipe: Recipe, pool: PhotoPool) -> None:
    end = finished(list(run(recipe, pool=pool)))
    predictor = load_model(end.model, "cpu")
    photo = Path(recipe.photos) / "red" / "red000.jpg"
    read = pool.submit(photo, pixel_request(predictor.preprocessing), Priority.TRAINING).result()
    batch = network_input([read], predictor.preprocessing)
    with torch.no_grad():
        scores = predictor.network(batch).softmax(1)[0]
    answer = predictor.predict(photo)
    assert answer.confidence == pytest.approx(float(scores.max()), abs=1e-5)
    assert answer.label == predictor.classes[int(scores.argmax())]


def test_that_means_in_front_of_the_head_are_kept_and_change_no_loss(recipe: Recipe, pool: PhotoPool) -> None:
    exact = msgspec.structs.replace(recipe, precision="exact")
    every_epoch = losses(list(run(exact, pool=pool, cache=CacheChoice(enabled=False))))
    once = losses(list(run(exact, pool=pool)))
    (info,) = Store().groups()
    assert (info.key.shape, info.key.dtype) == ((40,), "float32")
    events = list(run(exact, pool=pool))
    assert once == pytest.approx(every_epoch, abs=1e-6)
    assert losses(events) == once
    last = [event for event in events if isinstance(event, Progress) and event.stage == "features"][-1]
    assert (last.from_cache, last.total) == (20, 20)


def test_that_layers_in_front_of_a_cut_can_learn_and_the_others_are_proven(recipe: Recipe, pool: PhotoPool) -> None:
    chosen = msgspec.structs.replace(recipe, strategy="all", freeze=("conv_stem", "bn1", "blocks.0"), epochs=1)
    assert finished(list(run(chosen, pool=pool))).frozen_unchanged is True
    _, after = read_model(Path(recipe.out))
    before = read_model(Path(finished(list(run(recipe, pool=pool))).model))[1]
    moved = {name for name in before if not torch.equal(before[name], after[name])}
    assert not [name for name in moved if name.startswith(("conv_stem", "bn1", "blocks.0"))]
    assert {"blocks.1.0.conv_pw.weight", "blocks.2.1.conv_pwl.weight", "blocks.2.1.bn3.running_mean"} <= moved


def test_that_layers_in_front_of_a_cut_can_thaw(recipe: Recipe, pool: PhotoPool) -> None:
    chosen = msgspec.structs.replace(recipe, thaw=(Thaw(2, ("blocks.2",)),), precision="exact", learning_rate=0.01)
    once = list(run(chosen, pool=pool))
    assert finished(once).frozen_unchanged is True
    every_epoch = losses(list(run(chosen, pool=pool, cache=CacheChoice(enabled=False))))
    assert losses(once) == pytest.approx(every_epoch, abs=1e-6)
    still = losses(list(run(msgspec.structs.replace(chosen, thaw=()), pool=pool)))
    assert losses(once)[:2] == pytest.approx(still[:2], abs=1e-6)
    assert losses(once)[2] != pytest.approx(still[2], abs=1e-6)


def test_that_the_same_recipe_gives_the_same_weights_also_with_dropout(recipe: Recipe, pool: PhotoPool) -> None:
    first = losses(list(run(recipe, pool=pool)))
    saved = msgspec.convert(read_model(Path(recipe.out))[0].recipe, Recipe)
    assert saved.head == recipe.head
    assert losses(list(run(saved, pool=pool))) == first
    assert losses(list(run(msgspec.structs.replace(recipe, dropout=0.0), pool=pool))) != first


def test_that_a_cut_model_is_the_start_of_the_next(recipe: Recipe, pool: PhotoPool, tmp_path: Path) -> None:
    list(run(recipe, pool=pool))
    second = msgspec.structs.replace(
        recipe, backbone=recipe.out, out=str(tmp_path / "second.tlmodel"), hidden=(), dropout=0.0, cut=None
    )
    assert finished(list(run(second, pool=pool))).frozen_unchanged is True
    description, weights = read_model(tmp_path / "second.tlmodel")
    assert description.head == {"type": "linear", "features": 40, "cut": "blocks.2"}
    assert weights["head.weight"].shape == (2, 40)
    Path(recipe.out).unlink()
    predictor = load_model(tmp_path / "second.tlmodel", "cpu")
    assert predictor.summary.head.cut == "blocks.2"
    assert predictor.predict(Path(recipe.photos) / "red" / "red000.jpg").label in predictor.classes


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"cut": "blocks.9"}, r"cannot be cut behind blocks\.9: it has no such layer"),
        ({"cut": "head"}, "name a layer in front of it"),
        ({"freeze": ("blocks.5",)}, r"blocks\.5"),
        ({"optimiser": "lbfgs"}, "trains a linear head only"),
    ],
)
def test_that_what_cannot_work_is_refused_before_anything_starts(
    recipe: Recipe, pool: PhotoPool, changes: dict[str, object], said: str
) -> None:
    with pytest.raises(UsageError, match=said):
        list(run(msgspec.structs.replace(recipe, **changes), pool=pool))


@pytest.mark.parametrize(
    "values", [{"hidden": [0]}, {"hidden": [5] * 9}, {"dropout": 1}, {"dropout": "much"}, {"cut": 7}]
)
def test_that_a_recipe_with_a_head_that_cannot_be_is_refused(values: dict[str, object]) -> None:
    with pytest.raises(UsageError, match="cannot be used"):
        recipe_from(values, "x.json")
