"""What a project remembers besides the photos: how it is read and kept, in the background."""

import contextlib
import logging
from dataclasses import dataclass
from typing import Any

import msgspec

from tlstudio.foundation.errors import StudioError
from tlstudio.gui.project.jobs import Kept, Order
from tlstudio.project.project import Project
from tlstudio.training.recipe import Recipe

_PLACE = "browser"
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Memory:
    """What a project remembers: its recipe, and where in the photos a person was, as plain data (None: nowhere)."""

    recipe: Recipe
    place: Any


def memory_of(project: Project) -> Memory:
    """What it remembers now."""
    place = None
    with contextlib.suppress(StudioError):  # the photos can be seen without
        place = project.state(_PLACE)
    return Memory(project.recipe(), place)


def recipe_order(recipe: Recipe) -> Order:
    """Let this be the project's recipe. The photos are to be read again where it splits them otherwise."""

    def keep(project: Project) -> Kept | None:
        try:
            before = project.recipe()
            project.keep_recipe(recipe)
        except StudioError as error:
            return Kept(str(error))
        return Kept() if _split(before) == _split(recipe) else None

    return keep


def place_order(place: object) -> Order:
    """Remember where a person is. Not worth a word where that cannot be."""

    def keep(project: Project) -> Kept:
        try:
            if not project.read_only:
                project.set_state(_PLACE, msgspec.to_builtins(place))
        except StudioError as error:
            _log.warning("%s", error)
        return Kept()

    return keep


def _split(recipe: Recipe) -> tuple[float, int]:
    return recipe.validation_fraction, recipe.seed
