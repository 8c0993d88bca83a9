"""What the studio chooses suits 50 photos and 5,000, and never overrules the recipe."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from draining import drain

from tlstudio.backbone.freezing import freeze_map
from tlstudio.backbone.preprocessing import Preprocessing
from tlstudio.dataset.sample import Dataset
from tlstudio.dataset.scan import scan
from tlstudio.foundation.control import Control
from tlstudio.foundation.errors import UsageError
from tlstudio.training.choices import foreseen_choices, with_choices, with_input, without_choices
from tlstudio.training.plan import make_plan
from tlstudio.training.recipe import Input, Recipe, StrategyName, Thaw

PREPROCESSING = Preprocessing(224, 0.875, "bicubic", (0.5,) * 3, (0.5,) * 3)


@pytest.fixture
def a_few(draw_photos: Callable[..., Path]) -> Dataset:
    found: Dataset
    found, _ = drain(scan(draw_photos(count=4), Control()))
    return found


@pytest.mark.parametrize(("photos", "epochs"), [(50, 100), (245, 100), (1430, 45), (5000, 40), (50_000, 40)])
def test_that_a_new_head_sees_small_sets_often_and_large_sets_enough(photos: int, epochs: int) -> None:
    assert with_choices(Recipe(), PREPROCESSING, photos, head_only=True).epochs == epochs


def test_that_fine_tuning_and_scratch_take_their_own_number_of_epochs() -> None:
    assert with_choices(Recipe(), PREPROCESSING, 5000, head_only=False).epochs == 4
    assert with_choices(Recipe(strategy="scratch"), PREPROCESSING, 50, head_only=False).epochs == 30


def test_that_photos_are_varied_only_where_nothing_is_computed_once() -> None:
    assert with_choices(Recipe(frozen=()), PREPROCESSING, 100, head_only=False).augmentation == "crop"
    assert with_choices(Recipe(frozen=("conv_stem",)), PREPROCESSING, 100, head_only=False).augmentation == "none"


def test_that_what_the_recipe_says_is_kept() -> None:
    said = Recipe(epochs=3, batch_size=7, learning_rate=0.5, augmentation="crop and mirror")
    chosen = with_choices(said, PREPROCESSING, 100, head_only=True)
    assert (chosen.epochs, chosen.batch_size, chosen.learning_rate) == (3, 7, 0.5)
    assert chosen.augmentation == "crop and mirror"


def test_that_the_weights_own_input_is_taken_unless_the_recipe_says_otherwise() -> None:
    assert with_input(PREPROCESSING, Input()) == PREPROCESSING
    changed = with_input(PREPROCESSING, Input(size=96, fit="pad"))
    assert (changed.size, changed.fit, changed.mean) == (96, "pad", PREPROCESSING.mean)


def test_that_kept_views_are_augmented_unless_that_is_forbidden() -> None:
    chosen = with_choices(Recipe(frozen=("conv_stem",), views=2), PREPROCESSING, 100, head_only=False)
    assert chosen.augmentation == "crop and mirror"
    with pytest.raises(UsageError, match="views"):
        with_choices(Recipe(views=1, augmentation="none"), PREPROCESSING, 100, head_only=False)


@pytest.mark.parametrize(
    ("said", "head_only", "start"),
    [
        (Recipe(strategy="top"), False, "fitted"),
        (Recipe(strategy="top", head_start="random"), False, "random"),
        (Recipe(strategy="scratch"), False, "random"),
        (Recipe(strategy="top", hidden=(8,)), False, "random"),
        (Recipe(), True, "random"),
    ],
)
def test_that_a_linear_head_is_fitted_before_pre_trained_layers_learn(
    said: Recipe, head_only: bool, start: str
) -> None:
    chosen = with_choices(said, PREPROCESSING, 100, head_only=head_only)
    assert chosen.head_start == start
    assert with_choices(without_choices(chosen, PREPROCESSING), PREPROCESSING, 100, head_only=head_only) == chosen


def test_that_a_head_with_hidden_units_cannot_be_fitted_first() -> None:
    with pytest.raises(UsageError, match="Only a linear head"):
        with_choices(Recipe(hidden=(8,), head_start="fitted"), PREPROCESSING, 100, head_only=False)


def test_that_a_head_alone_on_steady_values_gets_lbfgs_and_a_few_steps() -> None:
    chosen = with_choices(Recipe(frozen=("conv_stem",)), PREPROCESSING, 245, head_only=True, steady=True)
    assert (chosen.optimiser, chosen.epochs, chosen.learning_rate) == ("lbfgs", 40, None)
    assert with_choices(chosen, PREPROCESSING, 245, head_only=True, steady=True) == chosen


@pytest.mark.parametrize(
    "said", [Recipe(batch_size=8), Recipe(learning_rate=0.1), Recipe(augmentation="crop"), Recipe(views=2)]
)
def test_that_small_steps_are_taken_where_they_are_meant_or_nothing_is_steady(said: Recipe) -> None:
    assert with_choices(said, PREPROCESSING, 245, head_only=True, steady=True).optimiser == "adamw"
    assert with_choices(said, PREPROCESSING, 245, head_only=True).learning_rate is not None


@pytest.mark.parametrize(
    ("said", "steady", "reason"),
    [
        (Recipe(optimiser="lbfgs"), False, "freeze all other layers"),
        (Recipe(optimiser="lbfgs", augmentation="crop"), True, "augmentation none"),
        (Recipe(optimiser="lbfgs", learning_rate=0.1), True, "leave the learning rate out"),
        (Recipe(optimiser="lbfgs", averaging=0.98), True, "leave the averaging out"),
    ],
)
def test_that_lbfgs_is_refused_where_it_cannot_work(said: Recipe, steady: bool, reason: str) -> None:
    with pytest.raises(UsageError, match=reason):
        with_choices(said, PREPROCESSING, 245, head_only=True, steady=steady)


def test_that_either_optimiser_can_be_asked_for() -> None:
    asked = Recipe(optimiser="adamw")
    assert with_choices(asked, PREPROCESSING, 245, head_only=True, steady=True).learning_rate == 1e-3
    asked = Recipe(optimiser="lbfgs", batch_size=8)
    assert with_choices(asked, PREPROCESSING, 245, head_only=True, steady=True).optimiser == "lbfgs"


@pytest.mark.parametrize(
    ("said", "steady"), [(Recipe(), True), (Recipe(learning_rate=0.01), True), (Recipe(views=2, seed=3), False)]
)
def test_that_choices_left_open_again_are_made_again(said: Recipe, steady: bool) -> None:
    chosen = with_choices(said, PREPROCESSING, 100, head_only=True, steady=steady)
    again = without_choices(chosen, PREPROCESSING)
    assert (again.input, again.augmentation, again.optimiser, again.rate_preset) == (Input(), None, None, None)
    assert with_choices(again, PREPROCESSING, 100, head_only=True, steady=steady) == chosen


@pytest.mark.parametrize(
    "said",
    [
        Recipe(schedule="constant"),
        Recipe(warm_up=0.2),
        Recipe(weight_decay=0.1),
        Recipe(averaging=0.98),
        Recipe(early_stopping=7),
    ],
)
def test_that_what_only_small_steps_have_makes_the_head_learn_in_small_steps(said: Recipe) -> None:
    chosen = with_choices(said, PREPROCESSING, 245, head_only=True, steady=True)
    assert (chosen.optimiser, chosen.learning_rate) == ("adamw", 1e-3)
    again = with_choices(without_choices(chosen, PREPROCESSING), PREPROCESSING, 245, head_only=True, steady=True)
    assert again == chosen


@pytest.mark.parametrize("said", [Recipe(label_smoothing=0.1), Recipe(class_weights="balanced"), Recipe(averaging=0)])
def test_that_what_either_has_leaves_the_head_to_lbfgs(said: Recipe) -> None:
    assert with_choices(said, PREPROCESSING, 245, head_only=True, steady=True).optimiser == "lbfgs"


def test_that_an_early_stop_that_followed_from_the_epochs_is_left_open_again() -> None:
    chosen = with_choices(Recipe(), PREPROCESSING, 245, head_only=True, steady=True)
    assert (chosen.early_stopping, without_choices(chosen, PREPROCESSING).early_stopping) == (0, None)


@pytest.mark.parametrize("strategy", ["features", "top", "all", "scratch"])
@pytest.mark.parametrize("changes", [{}, {"hidden": (8,)}, {"cut": "blocks.2"}, {"thaw": (Thaw(3, ("blocks.6",)),)}])
def test_that_choices_are_foreseen_from_the_rows_as_the_plan_makes_them(
    strategy: StrategyName, changes: dict[str, Any], a_few: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tlstudio.training.plan.free_bytes", lambda device: None)
    if "thaw" in changes and strategy != "features":
        pytest.skip("nothing is frozen there that could thaw")
    recipe = Recipe(strategy=strategy, input=Input(size=64), mixed_precision="off", device="cpu", **changes)
    plan = make_plan(recipe, a_few)
    tree = plan.network.tree
    foreseen = foreseen_choices(
        msgspec.structs.replace(recipe, frozen=freeze_map(tree, strategy)), tree, len(a_few.part("train"))
    )
    assert foreseen == msgspec.structs.replace(plan.recipe, input=recipe.input)
