"""Where a network is probed: at the end of its groups, few places, the last one always among them."""

import pytest

from tlstudio.backbone.catalogue import layer_tree
from tlstudio.backbone.stage_ends import stage_ends


def test_that_the_embedded_network_is_looked_at_behind_each_group_of_blocks() -> None:
    tree = layer_tree("efficientnet_lite0", 2)
    ends = stage_ends(tree)
    assert [end.path for end in ends] == ["bn1", *(f"blocks.{number}" for number in range(7)), "bn2"]
    assert ends[-1].cut == tree.cuts[-1]
    assert ends[4].cut.output == (80, 14, 14)


@pytest.mark.parametrize(
    ("name", "first", "last", "count"),
    [
        ("resnet18", "bn1", "layer4", 5),
        ("vit_b_16", "class_token", "encoder.ln", 10),
        ("vgg11", "features.0", "classifier.3", 6),
        ("mobilenet_v2", "features.0", "features.18", 10),
        ("densenet121", "features.norm0", "features.norm5", 9),
        ("swin_t", "features.0", "norm", 9),
    ],
)
def test_that_every_family_has_a_few_places_in_order(name: str, first: str, last: str, count: int) -> None:
    tree = layer_tree(name, 2)
    ends = stage_ends(tree)
    places = [tree.cuts.index(end.cut) for end in ends]
    assert (ends[0].path, ends[-1].path, len(ends)) == (first, last, count)
    assert places == sorted(set(places))
    assert places[-1] == len(tree.cuts) - 1
    assert {end.path for end in ends} <= {row.path for row in tree.rows}


def test_that_too_many_are_thinned_evenly() -> None:
    ends = stage_ends(layer_tree("efficientnet_lite0", 2), most=3)
    assert [end.path for end in ends] == ["bn1", "blocks.3", "bn2"]
