"""Which multiple of the learning rate each row has: its own, its group's, or the preset's."""

import math

import pytest

from tlstudio.backbone.catalogue import layer_tree
from tlstudio.backbone.tree import LayerTree
from tlstudio.foundation.errors import UsageError
from tlstudio.training.rates import checked_rates, layer_rates, preset_rates


@pytest.fixture(scope="module")
def tree() -> LayerTree:
    return layer_tree("efficientnet_lite0", 2)


def test_that_a_row_inherits_from_the_nearest_group_that_has_a_multiple(tree: LayerTree) -> None:
    found = layer_rates(tree, {"blocks": 0.5, "blocks.6": 2.0, "blocks.6.0.conv_dw": 0.0}, "same")
    assert found["blocks.5.0.conv_dw"] == 0.5
    assert found["blocks.6.0.conv_pw"] == found["blocks.6"] == 2.0
    assert found["blocks.6.0.conv_dw"] == 0.0
    assert found["conv_head"] == found["head"] == 1.0


def test_that_the_studios_own_multiples_hold_where_nothing_was_set(tree: LayerTree) -> None:
    found = layer_rates(tree, {"blocks.6": 1.0}, "usual")
    assert found["head"] == found["blocks.6.0.conv_dw"] == 1.0
    assert found["conv_head"] == pytest.approx(0.3)
    assert found["conv_stem"] < found["blocks.1.0.conv_dw"] < 0.3


def test_that_each_stage_learns_at_a_share_of_the_one_behind_it(tree: LayerTree) -> None:
    found = preset_rates(tree, "stages")
    steps = {row.stage: found[row.path] for row in tree.rows if row.stateful}
    assert found["head"] == 1.0
    assert all(steps[stage + 1] / steps[stage] == pytest.approx(2.6) for stage in list(steps)[:-1])


def test_that_layer_wise_decay_goes_block_by_block(tree: LayerTree) -> None:
    found = preset_rates(tree, "layers")
    assert found["head"] == 1.0
    assert found["blocks.2.0.conv_dw"] / found["blocks.2.1.conv_dw"] == pytest.approx(0.75)
    assert found["blocks.2.0.conv_pw"] == found["blocks.2.0.bn1"]
    values = [found[row.path] for row in tree.rows if row.stateful]
    assert values == sorted(values)


def test_that_a_transformers_blocks_count_one_by_one() -> None:
    found = preset_rates(layer_tree("vit_b_16", 2), "layers")
    first, second = "encoder.layers.encoder_layer_0.mlp.0", "encoder.layers.encoder_layer_1.mlp.0"
    assert found[first] / found[second] == pytest.approx(0.75)


def test_that_a_layer_that_is_not_there_is_refused_with_names_that_are_near(tree: LayerTree) -> None:
    with pytest.raises(UsageError, match=r"blocks\.66 cannot have a learning rate.*blocks\.6"):
        checked_rates(tree, {"blocks.66": 0.5})
    with pytest.raises(UsageError, match="multiple from 0 to 1000"):
        checked_rates(tree, {"head": math.nan})
