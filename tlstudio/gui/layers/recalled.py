"""What a recipe says of a network's layers, as the window's own values."""

from typing import Any

import msgspec

from tlstudio.backbone.freezing import checked_map, freeze_map, strategy_of, trained_parts
from tlstudio.backbone.heads import checked_cut, with_classes, with_head
from tlstudio.backbone.tree import HeadDesign, LayerTree
from tlstudio.foundation.errors import UsageError
from tlstudio.gui.layers.head_wording import ends
from tlstudio.training.rates import checked_rates
from tlstudio.training.recipe import Recipe
from tlstudio.training.thawing import thaw_map


def layer_settings(recipe: Recipe, whole: LayerTree, classes: int) -> dict[str, Any]:
    """Attributes of the state: head, strategy, frozen, thaw, rates and rate_preset for this network with so many
    classes. UsageError when the recipe names layers that it has not."""
    design = _with_place(recipe.head, whole)
    tree = with_classes(with_head(whole, design), classes)
    preset = freeze_map(tree, recipe.strategy)
    if recipe.frozen is None:
        frozen = freeze_map(tree, recipe.strategy, recipe.freeze, recipe.unfreeze)
    else:
        frozen = checked_map(tree, recipe.frozen)
    return {
        "head": design,
        "strategy": recipe.strategy if frozen == preset else strategy_of(tree, frozen),
        "frozen": frozen,
        "thaw": thaw_map(tree, frozen, recipe.thaw),
        "rates": checked_rates(tree, recipe.rates),
        "rate_preset": recipe.rate_preset,
    }


def trained_by(recipe: Recipe, whole: LayerTree | None) -> tuple[str, ...]:
    """The outermost layers that learn from the beginning, as `Started.trains` will say; empty while nobody knows."""
    if whole is None or whole.backbone != recipe.backbone:
        return ()
    try:
        settings = layer_settings(recipe, whole, whole.rows[-1].output[0])
    except UsageError:  # the run will refuse it, too
        return ()
    return trained_parts(with_head(whole, settings["head"]), settings["frozen"])


def _with_place(design: HeadDesign, whole: LayerTree) -> HeadDesign:
    """The same, the cut called as the window calls it; none where the network ends there by itself."""
    if design.cut is None:
        return design
    cut = checked_cut(whole, design.cut)
    return msgspec.structs.replace(design, cut=next((name for name, end in ends(whole).items() if end == cut), None))
