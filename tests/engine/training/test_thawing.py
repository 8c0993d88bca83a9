"""Layers that are frozen for the first epochs only: what they may be, and that they keep still until their epoch."""

from pathlib import Path
from typing import Any

import msgspec
import pytest
import torch

from tlstudio import pipeline
from tlstudio.backbone.freezing import freeze_map
from tlstudio.backbone.network import load_network
from tlstudio.backbone.tree import LayerTree
from tlstudio.dataset.sample import Dataset, Sample
from tlstudio.foundation.errors import UsageError
from tlstudio.foundation.events import EpochEnded, Finished, Started
from tlstudio.modelfile.container import read_model
from tlstudio.photos.pool import PhotoPool
from tlstudio.pipeline import run
from tlstudio.training.plan import Plan, make_plan
from tlstudio.training.recipe import Recipe, Thaw
from tlstudio.training.thawing import lasting, thaw_map, thaw_steps


@pytest.fixture
def recipe(recipe: Recipe) -> Recipe:
    thaw = (Thaw(2, ("conv_head", "bn2")), Thaw(3, ("blocks.6",)))
    return msgspec.structs.replace(recipe, learning_rate=0.01, precision="exact", thaw=thaw)


@pytest.fixture(scope="module")
def tree() -> LayerTree:
    return load_network("efficientnet_lite0", 2, seed=0).tree


def test_that_what_thaws_is_found_by_pattern_and_the_rest_lasts(tree: LayerTree) -> None:
    frozen = freeze_map(tree, "features")
    thaw = thaw_map(tree, frozen, (Thaw(5, ("blocks.6",)), Thaw(7, ("blocks.[45]",))))
    assert thaw["blocks.6.0.conv_dw"] == 5
    assert thaw["blocks.4.0.bn1"] == 7
    assert "blocks.3.0.bn1" not in thaw
    assert set(lasting(frozen, thaw)) == set(frozen) - thaw.keys()


@pytest.mark.parametrize(
    ("thaw", "said"),
    [
        ((Thaw(2, ("head",)),), "head is not frozen at the start"),
        (
            (Thaw(2, ("blocks.6",)), Thaw(3, ("blocks.*",))),
            r"blocks\.6\.\S+ would thaw twice, in epoch 2 and in epoch 3",
        ),
        ((Thaw(2, ("block.6",)),), r"matches block\.6. Near it: blocks\.6"),
    ],
)
def test_that_a_schedule_that_makes_no_sense_is_refused_in_words(
    tree: LayerTree, thaw: tuple[Thaw, ...], said: str
) -> None:
    with pytest.raises(UsageError, match=said):
        thaw_map(tree, freeze_map(tree, "features"), thaw)


def a_dataset(tmp_path: Path) -> Dataset:
    splits = ("train", "train", "validation")
    samples = (Sample(tmp_path / f"{n}.jpg", "ab"[n % 2], splits[n % 3], f"{n:064x}") for n in range(12))
    return Dataset(root=tmp_path, classes=("a", "b"), samples=tuple(samples))


def test_that_an_epoch_beyond_the_run_and_lbfgs_are_refused_in_words(recipe: Recipe, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"conv_head is to thaw in epoch 2, but the run has only 1"):
        make_plan(msgspec.structs.replace(recipe, epochs=1), a_dataset(tmp_path))
    with pytest.raises(UsageError, match="lbfgs trains a head alone: let no layer thaw"):
        make_plan(msgspec.structs.replace(recipe, optimiser="lbfgs", learning_rate=None), a_dataset(tmp_path))


def test_that_the_border_and_the_proof_are_those_of_the_whole_run(recipe: Recipe, tmp_path: Path) -> None:
    plan = make_plan(msgspec.structs.replace(recipe, epochs=None, learning_rate=None), a_dataset(tmp_path))
    assert plan.cut
    assert plan.cut.after.startswith("blocks.5")
    assert plan.recipe.optimiser == "adamw"
    assert (plan.recipe.epochs or 0) > 3
    assert "blocks.6.0.conv_dw" in plan.network.frozen
    assert "blocks.6.0.conv_dw" not in plan.lasting


@pytest.fixture
def plans(monkeypatch: pytest.MonkeyPatch) -> list[Plan]:
    """The plans that runs have made, with the networks that they train."""
    made: list[Plan] = []

    def noting(*given: Any) -> Plan:
        made.append(make_plan(*given))
        return made[-1]

    monkeypatch.setattr(pipeline, "make_plan", noting)
    return made


def test_that_layers_keep_still_until_their_epoch_and_move_from_then_on(
    recipe: Recipe, pool: PhotoPool, plans: list[Plan]
) -> None:
    start = load_network("efficientnet_lite0", 2, seed=0).state_dict()
    seen = {}
    for event in run(recipe, pool=pool):
        if isinstance(event, Started):
            assert [step.layers for step in event.thaw] == [["conv_head", "bn2"], ["blocks.6"]]
        if isinstance(event, EpochEnded):
            state = plans[0].network.state_dict()
            seen[event.epoch] = {name for name in start if not torch.equal(start[name], state[name])}
    assert all(name.startswith("head.") for name in seen[1])
    assert {name.split(".")[0] for name in seen[2]} == {"head", "conv_head", "bn2"}
    assert {"bn2.running_mean", "bn2.weight"} <= seen[2]
    assert {"blocks.6.0.conv_dw.weight", "blocks.6.0.bn1.running_var"} <= seen[3]
    assert not any(name.startswith("blocks") and not name.startswith("blocks.6") for name in seen[3])
    assert isinstance(event, Finished)
    assert event.frozen_unchanged is True
    assert not any(path.startswith("blocks.6") for path in read_model(Path(recipe.out))[0].frozen)


def test_that_the_saved_recipe_repeats_the_run_and_the_epochs_before_a_thaw_are_as_without(
    recipe: Recipe, pool: PhotoPool
) -> None:
    given = msgspec.structs.replace(recipe, rates={"blocks.6": 0.1}, rate_preset="stages")
    first = losses(run(given, pool=pool))
    saved = msgspec.convert(read_model(Path(recipe.out))[0].recipe, Recipe)
    assert (saved.rates, saved.rate_preset, saved.thaw) == (given.rates, "stages", given.thaw)
    assert losses(run(saved, pool=pool)) == first
    later = msgspec.structs.replace(given, thaw=(Thaw(3, ("blocks.6", "conv_head", "bn2")),))
    other = losses(run(later, pool=pool))
    assert other[0] == first[0]
    assert other[1] != first[1]


def losses(events: object) -> list[tuple[float, float]]:
    return [(event.train_loss, event.validation_loss) for event in events if isinstance(event, EpochEnded)]


def test_that_steps_name_whole_groups_and_mean_the_same(tree: LayerTree) -> None:
    frozen = freeze_map(tree, "features")
    wanted = (Thaw(5, ("blocks.6", "bn2")), Thaw(7, ("blocks.5.0.conv_dw",)))
    thaw = thaw_map(tree, frozen, wanted)
    assert thaw_steps(tree, thaw) == wanted
    assert thaw_steps(tree, {}) == ()
