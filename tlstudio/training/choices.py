"""What the studio chooses where the recipe leaves it open: defaults that just work at 50 photos and at 5,000."""

import math
from typing import Literal

import msgspec

from tlstudio.backbone.freezing import border, only_head_trains
from tlstudio.backbone.preprocessing import Preprocessing
from tlstudio.backbone.tree import LayerTree
from tlstudio.features.augmentation import AugmentationName
from tlstudio.foundation.errors import UsageError
from tlstudio.training.recipe import Input, OptimiserName, Recipe

_STEPS_OF_LBFGS = 40
_LEAST_PATIENCE = 5
_BATCH = 32
_USUAL = Recipe()
_OF_SMALL_STEPS = {
    "learning_rate": "learning rate",
    "schedule": "schedule",
    "warm_up": "warm-up",
    "weight_decay": "weight decay",
    "averaging": "averaging",
    "early_stopping": "early stopping",
}
NOTHING_TO_KEEP = "The recipe keeps augmented views, but its augmentation is “none”: leave one of the two out."


def with_choices(
    recipe: Recipe,
    preprocessing: Preprocessing,
    train_photos: int,
    head_only: bool,
    steady: bool = False,
    batch: int = _BATCH,
) -> Recipe:
    """The recipe with every open choice made; `head_only` when no weight in front of the head is trained, `steady`
    when, besides, nothing between a photo and the head is random; `batch` is the batch size that suits the memory.

    Epochs follow from the steps a new head needs (about 2,000 for the head alone, 160 when pre-trained layers follow,
    400 from scratch), within limits, so that small sets are seen often and large sets are not seen needlessly; L-BFGS
    needs a few for any set. The usual number follows the last thaw, and ends early when a quarter of it brings nothing;
    a number of epochs that was asked for is kept to. UsageError when two of the recipe's wishes exclude each other.
    """
    chosen = _with_choices(recipe, train_photos, head_only, steady, batch)
    return msgspec.structs.replace(chosen, input=Input(size=preprocessing.size, fit=preprocessing.fit))


def _with_choices(recipe: Recipe, train_photos: int, head_only: bool, steady: bool, batch: int) -> Recipe:
    """All of them but the input."""
    if recipe.views and recipe.augmentation == "none":
        raise UsageError(NOTHING_TO_KEEP)
    augmentation = recipe.augmentation or usual_augmentation(recipe)
    optimiser = _optimiser(recipe, steady and augmentation == "none" and recipe.head.is_linear)
    batch_size, head_start = recipe.batch_size or batch, _head_start(recipe, head_only)
    steps = math.ceil(train_photos / batch_size)
    epochs = recipe.epochs or (_STEPS_OF_LBFGS if optimiser == "lbfgs" else _epochs(recipe, steps, head_only))
    patience = 0 if recipe.epochs or optimiser == "lbfgs" else max(_LEAST_PATIENCE, math.ceil(epochs / 4))
    return msgspec.structs.replace(
        recipe,
        augmentation=augmentation,
        optimiser=optimiser,
        head_start=head_start,
        epochs=epochs,
        batch_size=batch_size,
        rate_preset=recipe.rate_preset or ("same" if recipe.strategy == "scratch" else "usual"),
        learning_rate=None if optimiser == "lbfgs" else recipe.learning_rate or 1e-3,
        early_stopping=patience if recipe.early_stopping is None else recipe.early_stopping,
    )


def foreseen_choices(recipe: Recipe, tree: LayerTree, train_photos: int) -> Recipe:
    """What a run of this recipe, with its complete freeze map, will choose, told from the network's rows alone; of
    memory there is enough. The recipe's `input` stays as it is."""
    head_only = not recipe.thaw and only_head_trains(tree, recipe.frozen or ())
    steady = head_only and border(tree, recipe.frozen or ()) is not None
    return _with_choices(recipe, train_photos, head_only, steady, _BATCH)


def without_choices(recipe: Recipe, preprocessing: Preprocessing) -> Recipe:
    """The other way round: what `with_choices` would choose again on the same photos is left open again, apart from
    numbers that a person may want to see."""
    same_input = recipe.input == Input(size=preprocessing.size, fit=preprocessing.fit)
    usual_rates = "same" if recipe.strategy == "scratch" else "usual"
    return msgspec.structs.replace(
        recipe,
        input=Input() if same_input else recipe.input,
        augmentation=None if recipe.augmentation == usual_augmentation(recipe) else recipe.augmentation,
        head_start=None if recipe.head_start == _usual_start(recipe, head_only=False) else recipe.head_start,
        optimiser=None,  # follows from the learning rate, which L-BFGS does without
        batch_size=None if recipe.optimiser == "lbfgs" else recipe.batch_size,
        rate_preset=None if recipe.rate_preset == usual_rates else recipe.rate_preset,
        early_stopping=recipe.early_stopping or None,  # 0 is what a number of epochs brings with it
    )


def _optimiser(recipe: Recipe, steady: bool) -> OptimiserName:
    """L-BFGS wherever it can be, unless something is asked for that only small steps have: then these are meant."""
    if recipe.optimiser == "lbfgs" and recipe.thaw:
        raise UsageError("The optimiser lbfgs trains a head alone: let no layer thaw, or choose the optimiser adamw.")
    if recipe.optimiser == "lbfgs" and not recipe.head.is_linear:
        raise UsageError(
            "The optimiser lbfgs trains a linear head only: leave hidden units and dropout out, or choose adamw."
        )
    if recipe.optimiser == "lbfgs" and not steady:
        raise UsageError(
            "The optimiser lbfgs trains a head alone, on values that are the same in every epoch: "
            "freeze all other layers and choose augmentation none, or choose the optimiser adamw."
        )
    asked = [
        words for name, words in _OF_SMALL_STEPS.items() if getattr(recipe, name) not in (0, getattr(_USUAL, name))
    ]
    if recipe.optimiser == "lbfgs" and asked:
        raise UsageError(f"The optimiser lbfgs finds its own steps: leave the {asked[0]} out, or choose adamw.")
    if recipe.optimiser is None and steady and not (recipe.batch_size or asked):
        return "lbfgs"
    return recipe.optimiser or "adamw"


def usual_augmentation(recipe: Recipe) -> AugmentationName:
    """What a recipe with a complete freeze map gets where it names none: cut out and mirrored where varied views are
    kept, cut out where photos are read anew in every epoch anyway."""
    if recipe.views:
        return "crop and mirror"
    return "crop" if recipe.frozen == () else "none"


def _head_start(recipe: Recipe, head_only: bool) -> Literal["fitted", "random"]:
    if recipe.head_start == "fitted" and not recipe.head.is_linear:
        raise UsageError(
            "Only a linear head can be fitted before the other layers learn: leave hidden units and dropout out, or "
            "let head_start be random."
        )
    return recipe.head_start or _usual_start(recipe, head_only)


def _usual_start(recipe: Recipe, head_only: bool) -> Literal["fitted", "random"]:
    """Fitted wherever pre-trained layers learn behind a new linear head."""
    return "random" if head_only or recipe.strategy == "scratch" or not recipe.head.is_linear else "fitted"


def _epochs(recipe: Recipe, steps: int, head_only: bool) -> int:
    wanted, least, most = (2000, 40, 100) if head_only else (160, 4, 10)
    if recipe.strategy == "scratch":
        wanted, least, most = 400, 10, 30
    before = max((step.epoch for step in recipe.thaw), default=1) - 1
    return before + min(max(math.ceil(wanted / steps), least), most)


def with_input(preprocessing: Preprocessing, chosen: Input) -> Preprocessing:
    """The weights' own preprocessing, with what the recipe says about size and fit instead of theirs."""
    size, fit = chosen.size or preprocessing.size, chosen.fit or preprocessing.fit
    return msgspec.structs.replace(preprocessing, size=size, fit=fit)
