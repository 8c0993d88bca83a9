"""What a recipe says of layers becomes the window's own values, and the same recipe comes of them again."""

import pytest
from msgspec.structs import replace

from tlstudio.backbone.tree import HeadDesign, LayerTree
from tlstudio.foundation.errors import UsageError
from tlstudio.gui.layers.recalled import layer_settings, trained_by
from tlstudio.training.recipe import Recipe, Thaw

FEATURES = ("blocks.0.bn", "blocks.0.conv", "blocks.1.conv", "stem")


def test_that_patterns_become_ticks(tree: LayerTree) -> None:
    recipe = Recipe(strategy="all", freeze=("blocks.0", "stem"), unfreeze=("blocks.0.bn",), thaw=(Thaw(4, ("st*",)),))
    found = layer_settings(recipe, tree, 2)
    assert (found["strategy"], found["frozen"], found["thaw"]) == ("custom", ("blocks.0.conv", "stem"), {"stem": 4})


@pytest.mark.parametrize("strategy", ["features", "all", "scratch"])
def test_that_a_strategy_stays_what_it_is(tree: LayerTree, strategy: str) -> None:
    found = layer_settings(Recipe(strategy=strategy), tree, 2)
    assert found["strategy"] == strategy
    assert found["frozen"] == (FEATURES if strategy == "features" else ())


def test_that_ticks_that_amount_to_a_strategy_are_called_so(tree: LayerTree) -> None:
    assert layer_settings(Recipe(strategy="all", frozen=FEATURES), tree, 2)["strategy"] == "features"


def test_that_a_cut_is_called_as_the_window_calls_it(tree: LayerTree) -> None:
    assert layer_settings(Recipe(cut="blocks.0.bn", hidden=(3,)), tree, 2)["head"] == HeadDesign((3,), 0.0, "blocks.0")
    assert layer_settings(Recipe(cut="blocks"), tree, 2)["head"] == HeadDesign()


@pytest.mark.parametrize(
    "recipe", [Recipe(frozen=("steam",)), Recipe(freeze=("steam",)), Recipe(rates={"steam": 1}), Recipe(cut="steam")]
)
def test_that_layers_that_are_not_there_are_named(tree: LayerTree, recipe: Recipe) -> None:
    with pytest.raises(UsageError, match="steam"):
        layer_settings(recipe, tree, 2)


def test_that_it_is_known_what_a_recipe_will_train_while_its_network_is_at_hand(tree: LayerTree) -> None:
    recipe = Recipe(backbone=tree.backbone)
    assert trained_by(recipe, tree) == ("head",)
    assert trained_by(replace(recipe, unfreeze=("blocks.1", "blocks.0.bn")), tree) == (
        *("blocks.0.bn", "blocks.1", "head"),
    )
    assert trained_by(replace(recipe, strategy="all", freeze=("stem",)), tree) == ("blocks", "head")
    assert trained_by(replace(recipe, unfreeze=("steam",)), tree) == ()
    assert trained_by(replace(recipe, backbone="another"), tree) == trained_by(recipe, None) == ()
