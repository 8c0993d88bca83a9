"""A small layer tree, built by hand: two groups, one of them nested, a layer without weights, and the head."""

import pytest

from tlstudio.backbone.tree import Cut, LayerTree, Row


def _row(path: str, kind: str, parameters: int, children: int = 0, hint: str = "") -> Row:
    parent = path.rpartition(".")[0]
    stateful = parameters > 0 and children == 0
    return Row(path, parent, kind, 0, parameters, (16, 14, 14), children, stateful, hint)


@pytest.fixture
def tree() -> LayerTree:
    """stem · blocks(0(conv, bn), 1(conv, act)) · pool · head, with a cut behind each step."""
    rows = (
        _row("stem", "Conv2d", 864, hint="edges, colours"),
        _row("blocks", "Sequential", 5_300, children=2),
        _row("blocks.0", "Block", 2_600, children=2, hint="textures"),
        _row("blocks.0.conv", "Conv2d", 2_568),
        _row("blocks.0.bn", "BatchNorm2d", 32),
        _row("blocks.1", "Block", 2_700, children=2),
        _row("blocks.1.conv", "Conv2d", 2_700),
        _row("blocks.1.act", "ReLU", 0),
        _row("pool", "AdaptiveAvgPool2d", 0),
        _row("head", "Linear", 2_562),
    )
    first, second = {"stem", "blocks.0.conv", "blocks.0.bn"}, {"blocks.1.conv"}
    cuts = (
        Cut("stem", "stem", frozenset({"stem"}), (16, 14, 14)),
        Cut("blocks_0", "blocks.0", frozenset(first), (16, 14, 14)),
        Cut("pool", "pool", frozenset(first | second), (16,)),
    )
    return LayerTree("hand-made", rows, cuts, 16)
