"""A small layer tree, built by hand: two groups, one of them nested, a layer without weights, and the head."""

import pytest
from pytestqt.qtbot import QtBot

from tlstudio.backbone.preprocessing import Preprocessing
from tlstudio.backbone.tree import Cut, LayerTree, Row
from tlstudio.features.cost import Speed
from tlstudio.gui.layers.panel import LayersPanel
from tlstudio.gui.state import AppState


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


@pytest.fixture
def panel(qtbot: QtBot, state: AppState, tree: LayerTree) -> LayersPanel:
    """The panel with the hand-made tree, all frozen but the head, as it stands after loading."""
    shown = LayersPanel(state)
    qtbot.addWidget(shown)
    state.tree = tree
    state.frozen = ("blocks.0.bn", "blocks.0.conv", "blocks.1.conv", "stem")
    return shown


@pytest.fixture
def speed() -> Speed:
    """How fast a machine runs the hand-made tree: 10 ms to read a photo, 90 ms for the whole network."""
    preprocessing = Preprocessing(224, 0.875, "bicubic", (0.5, 0.5, 0.5), (0.5, 0.5, 0.5))
    return Speed("hand-made", preprocessing, 0.01, {"stem": 0.01, "blocks_0": 0.05, "pool": 0.09})
