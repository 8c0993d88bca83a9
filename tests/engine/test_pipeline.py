"""The whole way from a folder of photos to a saved model, with the real embedded network at a small input size."""

from pathlib import Path

import msgspec
import pytest
import torch
from draining import drain

from tlstudio.features.choice import CacheChoice
from tlstudio.foundation.control import Control
from tlstudio.foundation.errors import UsageError
from tlstudio.foundation.events import EpochEnded, Event, Finished, Problem, Progress, Started, Warned
from tlstudio.modelfile.container import read_model
from tlstudio.photos.pool import PhotoPool
from tlstudio.pipeline import run
from tlstudio.prediction.predictor import load_model
from tlstudio.training.keeping import frozen_unchanged
from tlstudio.training.plan import Plan, make_plan
from tlstudio.training.recipe import Recipe


@pytest.fixture
def recipe(recipe: Recipe) -> Recipe:
    return msgspec.structs.replace(recipe, epochs=2)


def finished(events: list[Event]) -> Finished:
    assert isinstance(events[-1], Finished)
    return events[-1]


def losses(events: list[Event]) -> list[float]:
    return [
        loss for event in events if isinstance(event, EpochEnded) for loss in (event.train_loss, event.validation_loss)
    ]


def test_that_a_run_ends_in_a_model_that_knows_the_classes(recipe: Recipe, pool: PhotoPool) -> None:
    events = list(run(msgspec.structs.replace(recipe, epochs=10), pool=pool))
    started = next(event for event in events if isinstance(event, Started))
    assert started.classes == ["green", "red"]
    (said,) = [event.text for event in events if isinstance(event, Warned)]
    assert "cannot tell 90 % right from 97 %" in said
    assert started.train_photos + started.validation_photos == 20
    assert started.trainable_parameters == 1281 * 2
    assert [event.epoch for event in events if isinstance(event, EpochEnded)] == list(range(1, 11))
    assert any(isinstance(event, Progress) and event.stage == "features" for event in events)
    end = finished(events)
    assert end.reason == "completed"
    assert end.frozen_unchanged is True
    assert end.validation_accuracy == 1.0
    predictor = load_model(end.model, "cpu")
    assert predictor.classes == ("green", "red")
    assert predictor.predict(Path(recipe.photos) / "red" / "red000.jpg").label == "red"


def test_that_the_best_epoch_is_the_one_with_the_lowest_validation_loss(recipe: Recipe, pool: PhotoPool) -> None:
    events = list(run(msgspec.structs.replace(recipe, epochs=6, learning_rate=0.3), pool=pool))
    epochs = [event for event in events if isinstance(event, EpochEnded)]
    best = min(epochs, key=lambda event: event.validation_loss)
    description, _ = read_model(Path(recipe.out))
    assert finished(events).best_epoch == description.scores.best_epoch == best.epoch
    assert description.scores.validation_accuracy == best.validation_accuracy
    assert description.scores.used_to_choose


def test_that_the_same_recipe_gives_the_same_numbers_and_weights(recipe: Recipe, pool: PhotoPool) -> None:
    first = losses(list(run(recipe, pool=pool)))
    _, weights = read_model(Path(recipe.out))
    assert losses(list(run(recipe, pool=pool))) == first
    _, again = read_model(Path(recipe.out))
    assert all(torch.equal(weights[name], again[name]) for name in weights)


def test_that_the_saved_recipe_repeats_the_run(recipe: Recipe, pool: PhotoPool) -> None:
    first = losses(list(run(recipe, pool=pool)))
    description, _ = read_model(Path(recipe.out))
    saved = msgspec.convert(description.recipe, Recipe)
    assert None not in (saved.epochs, saved.batch_size, saved.optimiser, saved.frozen, saved.augmentation)
    assert losses(list(run(saved, pool=pool))) == first


def test_that_computing_the_frozen_part_once_changes_no_loss(recipe: Recipe, pool: PhotoPool) -> None:
    exact = msgspec.structs.replace(recipe, strategy="top", precision="exact", learning_rate=1e-4, epochs=3)
    every_epoch = losses(list(run(exact, pool=pool, cache=CacheChoice(enabled=False))))
    once = losses(list(run(exact, pool=pool)))
    kept = losses(list(run(exact, pool=pool)))
    assert once == pytest.approx(every_epoch, abs=1e-6)
    assert kept == pytest.approx(every_epoch, abs=1e-6)


def test_that_half_precision_changes_the_first_loss_by_less_than_a_thousandth(recipe: Recipe, pool: PhotoPool) -> None:
    one = msgspec.structs.replace(recipe, strategy="top", epochs=1, batch_size=32)  # one step: losses before and after
    exact = losses(list(run(msgspec.structs.replace(one, precision="exact"), pool=pool)))
    assert losses(list(run(one, pool=pool)))[0] == pytest.approx(exact[0], abs=1e-3)


def test_that_kept_views_are_drawn_from_in_each_epoch(recipe: Recipe, pool: PhotoPool) -> None:
    plain = losses(list(run(recipe, pool=pool)))
    with_views = msgspec.structs.replace(recipe, views=2)
    events = list(run(with_views, pool=pool))
    assert losses(events) != plain
    assert losses(list(run(with_views, pool=pool, cache=CacheChoice(enabled=False)))) == pytest.approx(
        losses(events), abs=1e-5
    )


def test_that_a_model_says_what_computed_its_features(recipe: Recipe, pool: PhotoPool) -> None:
    finished(list(run(recipe, pool=pool)))
    assert read_model(Path(recipe.out))[0].runtime["features"].split()[0] in ("torch", "onnxruntime", "openvino")


def test_that_fine_tuning_everything_changes_every_weight(recipe: Recipe, pool: PhotoPool) -> None:
    plan = make_plan_for(recipe)
    before = {name: value.clone() for name, value in plan.network.named_parameters() if not name.startswith("head")}
    events = list(run(msgspec.structs.replace(recipe, strategy="all", epochs=1), pool=pool))
    _, after = read_model(Path(recipe.out))
    assert [name for name, value in before.items() if torch.equal(value, after[name])] == []
    assert finished(events).frozen_unchanged is None


def test_that_patterns_freeze_exactly_what_they_name(recipe: Recipe, pool: PhotoPool) -> None:
    plan = make_plan_for(recipe)
    before = {name: value.clone() for name, value in plan.network.state_dict().items()}
    chosen = msgspec.structs.replace(
        recipe, strategy="all", freeze=("blocks.0", "conv_*"), unfreeze=("conv_head",), epochs=1
    )
    assert finished(list(run(chosen, pool=pool))).frozen_unchanged is True
    _, after = read_model(Path(recipe.out))
    same = {name for name in before if name in after and torch.equal(before[name], after[name])}
    moved_weights = {name for name in before if name not in same}
    assert all(name.startswith(("blocks.0.", "conv_stem.")) for name in same)
    assert not any(name.startswith(("blocks.0.", "conv_stem.")) for name in moved_weights)


@pytest.mark.parametrize("kind", ["running_mean", "weight"])
def test_that_a_frozen_tensor_changed_on_purpose_is_found_out(recipe: Recipe, kind: str) -> None:
    plan = make_plan_for(recipe)
    state = plan.network.state_dict()
    assert frozen_unchanged(plan, state) is True
    name = next(name for name in state if name.startswith("blocks.3") and name.endswith(kind))
    with torch.no_grad():
        state[name].view(-1)[0] += 1e-6
    assert frozen_unchanged(plan, state) is False


def test_that_stopping_keeps_the_best_epoch_so_far(recipe: Recipe, pool: PhotoPool) -> None:
    control = Control()
    events = []
    for event in run(msgspec.structs.replace(recipe, epochs=50), control, pool=pool):
        events.append(event)
        if isinstance(event, EpochEnded) and event.epoch == 2:
            control.stop()
    end = finished(events)
    assert end.reason == "stopped"
    assert end.best_epoch in (1, 2)
    assert Path(end.model).is_file()


def test_that_stopping_before_the_first_epoch_leaves_no_model(recipe: Recipe, pool: PhotoPool) -> None:
    control = Control()
    control.stop()
    end = finished(list(run(recipe, control, pool=pool)))
    assert (end.reason, end.model, end.best_epoch) == ("stopped", None, None)
    assert not Path(recipe.out).exists()


def test_that_a_photo_that_cannot_be_read_is_told_and_left_out(recipe: Recipe, pool: PhotoPool) -> None:
    good = Path(recipe.photos) / "red" / "red000.jpg"
    (good.parent / "broken.jpg").write_bytes(good.read_bytes()[:600])
    for strategy in ("features", "all"):
        events = list(run(msgspec.structs.replace(recipe, strategy=strategy), pool=pool))
        problems = [event for event in events if isinstance(event, Problem)]
        assert [Path(problem.path).name for problem in problems] == ["broken.jpg"]
        assert problems[0].reason
        assert finished(events).reason == "completed"


def test_that_a_model_is_kept_by_itself_when_no_place_is_named(recipe: Recipe, pool: PhotoPool, home: Path) -> None:
    end = finished(list(run(msgspec.structs.replace(recipe, out=None, epochs=1), pool=pool)))
    assert home in Path(end.model).parents
    assert load_model(end.model, "cpu").summary.train_photos > 10


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"out": "."}, "is a folder"),
        ({"out": "no/such/folder/x.tlmodel"}, "does not exist"),
        ({"photos": ()}, "names no photos"),
        ({"backbone": "resnet19"}, "resnet18"),
        ({"freeze": ("blocks.77",)}, r"blocks\.77"),
        ({"frozen": ("nothing.like.this",)}, "no such layer"),
        ({"freeze": ("head",)}, "frozen"),
    ],
)
def test_that_what_cannot_work_is_refused_before_anything_starts(
    recipe: Recipe, pool: PhotoPool, changes: dict[str, object], said: str
) -> None:
    with pytest.raises(UsageError, match=said):
        list(run(msgspec.structs.replace(recipe, **changes), pool=pool))


def make_plan_for(recipe: Recipe) -> Plan:
    from tlstudio.dataset.scan import scan

    return make_plan(recipe, drain(scan(Path(recipe.photos), Control()))[0])
