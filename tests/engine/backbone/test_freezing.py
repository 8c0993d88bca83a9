import re
import time

import pytest

from tlstudio.backbone.catalogue import layer_tree
from tlstudio.backbone.freezing import (
    border,
    border_caveat,
    check_trainable,
    checked_map,
    freeze_map,
    parameter_counts,
    strategy_of,
)
from tlstudio.backbone.heads import with_classes
from tlstudio.backbone.tree import Cut, LayerTree
from tlstudio.foundation.errors import UsageError

BODY = ("blocks.0.conv", "blocks.1.conv", "blocks.1.conv2", "blocks.10.conv", "stem")


@pytest.mark.parametrize(
    ("strategy", "frozen"),
    [("features", BODY), ("top", ("blocks.0.conv", "stem")), ("all", ()), ("scratch", ())],
)
def test_that_a_strategy_sets_its_map(small_tree: LayerTree, strategy: str, frozen: tuple[str, ...]) -> None:
    assert freeze_map(small_tree, strategy) == frozen


@pytest.mark.parametrize("strategy", ["features", "top", "all"])
def test_that_a_strategy_is_recognised_by_its_map(small_tree: LayerTree, strategy: str) -> None:
    assert strategy_of(small_tree, freeze_map(small_tree, strategy)) == strategy


def test_that_any_other_map_is_custom(small_tree: LayerTree) -> None:
    assert strategy_of(small_tree, ("blocks.1.conv",)) == "custom"


def test_that_an_unknown_strategy_is_refused_with_the_choices(small_tree: LayerTree) -> None:
    with pytest.raises(UsageError, match=r"no strategy bottom.*features, top, all, scratch"):
        freeze_map(small_tree, "bottom")


def test_that_unfreezing_comes_after_freezing_whatever_was_frozen(small_tree: LayerTree) -> None:
    assert freeze_map(small_tree, "all", ["blocks"], ["blocks.1"]) == ("blocks.0.conv", "blocks.10.conv")


def test_that_a_complete_map_is_checked_against_the_tree(small_tree: LayerTree) -> None:
    assert checked_map(small_tree, ["stem", "blocks.0.conv", "stem"]) == ("blocks.0.conv", "stem")
    with pytest.raises(UsageError, match=r"blocks.0.konv cannot be frozen.*blocks.0.conv"):
        checked_map(small_tree, ["blocks.0.konv"])
    with pytest.raises(UsageError, match=r"blocks.0 cannot be frozen"):
        checked_map(small_tree, ["blocks.0"])


def test_that_the_border_is_the_last_cut_with_everything_in_front_frozen(small_tree: LayerTree) -> None:
    def after(*frozen: str) -> str | None:
        cut = border(small_tree, frozen)
        return cut.after if isinstance(cut, Cut) else None

    assert after(*BODY) == "blocks.10.conv"
    assert after("stem", "blocks.0.conv", "blocks.10.conv") == "blocks.0.conv"
    assert after("stem") == "stem"


def test_that_there_is_no_border_when_the_first_layer_trains(small_tree: LayerTree) -> None:
    assert border(small_tree, BODY[:-1]) is None


def test_that_parameters_are_counted_once(small_tree: LayerTree) -> None:
    assert parameter_counts(small_tree, ()) == (178, 178)
    assert parameter_counts(small_tree, ("blocks.1.conv2", "stem")) == (128, 178)


def test_that_the_head_follows_the_number_of_classes(small_tree: LayerTree) -> None:
    head = with_classes(small_tree, 5).rows[-1]
    assert (head.path, head.parameters, head.output) == ("head", 45, (5,))


def test_that_training_cannot_start_with_everything_frozen(small_tree: LayerTree) -> None:
    assert "unfreeze at least the head" in (check_trainable(small_tree, (*BODY, "head")) or "")
    assert check_trainable(small_tree, BODY) is None


def test_that_a_tick_in_a_large_tree_is_answered_at_once() -> None:
    from tlstudio.backbone.catalogue import layer_tree

    tree = layer_tree("densenet121", 2)
    assert len(tree.rows) > 300
    start = time.perf_counter()
    frozen = freeze_map(tree, "top", ["features.*.denselayer1"], ["features.conv0"])
    border(tree, frozen)
    parameter_counts(tree, frozen)
    strategy_of(tree, frozen)
    assert time.perf_counter() - start < 0.2  # a few milliseconds, with room for a busy machine


@pytest.mark.parametrize(
    ("freeze", "said"),
    [
        (["conv1", "bn1", "layer1"], None),
        (["conv1", "bn1", "layer1", "layer2.0.conv1"], r"layer2\.0\.conv1 is frozen but runs in every epoch"),
        (["conv1", "bn1", "layer1", "layer2.0.conv*"], r"layer2\.0\.conv1 is frozen"),
        (
            ["conv1", "bn1", "layer1", "layer2.0.conv*", "layer2.0.bn1"],
            r"layer2\.0\.conv1 to layer2\.0\.conv2 are frozen",
        ),
        (["layer4"], None),
        ([], None),
    ],
)
def test_that_frozen_layers_behind_the_border_are_named(freeze: list[str], said: str | None) -> None:
    tree = layer_tree("resnet18", 2)
    caveat = border_caveat(tree, freeze_map(tree, "all", freeze))
    assert caveat is None if said is None else re.match(said, caveat or "")


@pytest.mark.parametrize("strategy", ["features", "top"])
@pytest.mark.parametrize("name", ["efficientnet_lite0", "resnet18", "densenet121", "swin_t", "vit_b_16"])
def test_that_behind_a_strategy_s_border_nothing_frozen_runs(name: str, strategy: str) -> None:
    tree = layer_tree(name, 2)
    assert border_caveat(tree, freeze_map(tree, strategy)) is None
