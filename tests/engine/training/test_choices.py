"""What the studio chooses suits 50 photos and 5,000, and never overrules the recipe."""

import pytest

from tlstudio.backbone.preprocessing import Preprocessing
from tlstudio.foundation.errors import UsageError
from tlstudio.training.choices import with_choices, with_input, without_choices
from tlstudio.training.recipe import Input, Recipe

PREPROCESSING = Preprocessing(224, 0.875, "bicubic", (0.5,) * 3, (0.5,) * 3)


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
