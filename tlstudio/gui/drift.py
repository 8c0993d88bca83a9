"""How far a run moved its layers, as the window keeps it."""

import msgspec

from tlstudio.backbone.tree import LayerTree
from tlstudio.foundation.drift import Drift
from tlstudio.foundation.errors import UsageError
from tlstudio.gui.layers.recalled import layer_settings
from tlstudio.training.recipe import Recipe
from tlstudio.training.thawing import lasting


class RunDrift(msgspec.Struct, frozen=True):
    """The latest figures of a run, and what it froze. `unchanged` is the proof that the frozen rows did not change:
    None while there is none, or nothing is frozen. `random_start`: it began with random weights."""

    backbone: str
    frozen: tuple[str, ...]
    drift: Drift
    unchanged: bool | None = None
    random_start: bool = False


def unmoved(recipe: Recipe, whole: LayerTree | None) -> RunDrift:
    """What is known when a run begins; which rows it freezes only while the layers of its network are at hand."""
    frozen: tuple[str, ...] = ()
    if whole is not None and whole.backbone == recipe.backbone:
        try:
            settings = layer_settings(recipe, whole, whole.rows[-1].output[0])
            frozen = lasting(settings["frozen"], settings["thaw"])
        except UsageError:  # a recipe that the run will refuse, too
            pass
    return RunDrift(recipe.backbone, frozen, Drift(), random_start=recipe.strategy == "scratch")
