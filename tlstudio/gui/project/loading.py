"""Reading the recipe of a JSON file or of a model, for the window."""

import contextlib
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path

from tlstudio.foundation.errors import StudioError
from tlstudio.foundation.events import Event, Progress
from tlstudio.foundation.names import printable
from tlstudio.gui.libraries import load_engine
from tlstudio.gui.saving import SUFFIX
from tlstudio.training.recipe import Input, Recipe, read_recipe, recipe_from


@dataclass(frozen=True)
class Loaded:
    """A recipe; `note` is a sentence about what of it the window has no place for."""

    recipe: Recipe
    note: str


def read_recipe_for_window(path: Path) -> Generator[Event, None, Loaded]:
    """The recipe, of a model without what the studio would choose again. StudioError when there is none."""
    yield Progress("prepare", 0, 1)
    load_engine()
    recipe = _of_model(path) if path.suffix.lower() == SUFFIX else read_recipe(path)
    return Loaded(recipe, note_on(recipe))


def _of_model(path: Path) -> Recipe:
    from tlstudio.backbone.catalogue import find
    from tlstudio.modelfile.container import read_description
    from tlstudio.training.choices import without_choices

    recipe = recipe_from(read_description(path).recipe, printable(str(path)))
    with contextlib.suppress(StudioError):  # of a network that is not there any more nobody knows what is usual
        recipe = without_choices(recipe, find(recipe.backbone).preprocessing)
    return recipe


def note_on(recipe: Recipe) -> str:
    """A sentence about what of a recipe the window has no place for; empty where it shows all of it."""
    without_place = {
        "input": recipe.input != Input(),
        "optimiser": recipe.optimiser is not None,
    }
    names = [name for name, there in without_place.items() if there]
    if not names:
        return ""
    return (
        f"The recipe sets {' and '.join(names)}, for which this window has no field, so the studio chooses as usual. "
        "To train with all of it, use the command train --recipe."
    )
