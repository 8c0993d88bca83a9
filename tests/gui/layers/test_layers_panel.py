"""The panel: strategies and ticks are two views of one freeze map, and every change can be undone."""

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QComboBox
from pytestqt.qtbot import QtBot

from tlstudio.backbone.tree import Cut, LayerTree
from tlstudio.dataset.sample import Dataset
from tlstudio.gui.layers.panel import LayersPanel
from tlstudio.gui.state import AppState

FEATURES = ("blocks.0.bn", "blocks.0.conv", "blocks.1.conv", "stem")


def choose(panel: LayersPanel, title: str) -> None:
    box = panel.findChild(QComboBox, "strategyBox")
    box.setCurrentText(title)
    box.activated.emit(box.currentIndex())


def strategy_shown(panel: LayersPanel) -> str:
    return panel.findChild(QComboBox, "strategyBox").currentText()


def tick(panel: LayersPanel, path: str, check: Qt.CheckState) -> None:
    layers = panel.view.layers
    index: QModelIndex = layers.index_of(layers.outline.position[path])
    layers.setData(index, check, Qt.ItemDataRole.CheckStateRole)


def test_that_choosing_a_strategy_sets_the_ticks(panel: LayersPanel, state: AppState) -> None:
    choose(panel, "Fine-tune everything")
    assert state.frozen == ()
    assert panel.view.layers.frozen == ()
    choose(panel, "Feature extraction")
    assert panel.view.layers.frozen == FEATURES


def test_that_ticking_finds_the_strategy_it_amounts_to(panel: LayersPanel, state: AppState) -> None:
    tick(panel, "stem", Qt.CheckState.Unchecked)
    assert strategy_shown(panel) == "Custom"
    tick(panel, "stem", Qt.CheckState.Checked)
    assert strategy_shown(panel) == "Feature extraction"
    assert state.strategy == "features"


def test_that_scratch_is_not_mistaken_for_fine_tuning(panel: LayersPanel, state: AppState) -> None:
    choose(panel, "Fine-tune everything")
    choose(panel, "From scratch")
    assert state.strategy == "scratch"
    assert strategy_shown(panel) == "From scratch"


def test_that_every_change_can_be_undone_and_done_again(panel: LayersPanel, state: AppState) -> None:
    tick(panel, "blocks", Qt.CheckState.Unchecked)
    choose(panel, "Fine-tune everything")
    state.undo_stack.undo()
    assert (state.strategy, state.frozen) == ("custom", ("stem",))
    state.undo_stack.undo()
    assert (strategy_shown(panel), panel.view.layers.frozen) == ("Feature extraction", FEATURES)
    state.undo_stack.redo()
    assert panel.view.layers.frozen == ("stem",)


def test_that_an_undo_of_another_networks_ticks_does_nothing(panel: LayersPanel, state: AppState) -> None:
    tick(panel, "stem", Qt.CheckState.Unchecked)
    frozen = state.frozen
    state.__dict__["backbone"] = "another network"
    state.undo_stack.undo()
    assert state.frozen == frozen


def test_that_the_line_below_counts_weights_and_names_the_border(panel: LayersPanel) -> None:
    assert panel.summary.text() == "2.6 k of 8.7 k weights train · border after pool"
    tick(panel, "blocks.1", Qt.CheckState.Unchecked)
    assert panel.summary.text() == "5.3 k of 8.7 k weights train · border after blocks.0"
    tick(panel, "stem", Qt.CheckState.Unchecked)
    assert "no frozen border" in panel.summary.text()


def test_that_a_smaller_network_can_take_the_place_of_a_larger_one(
    panel: LayersPanel, state: AppState, tree: LayerTree
) -> None:
    rows = (*tree.rows[1:4], tree.rows[-1])
    state.tree = LayerTree("smaller", rows, (Cut("conv", "blocks.0.conv", frozenset({"blocks.0.conv"}), (16,)),), 16)
    state.frozen = ("blocks.0.conv",)
    assert panel.view.border_row() == "blocks.0"


def test_that_everything_frozen_gives_a_sentence(panel: LayersPanel) -> None:
    tick(panel, "head", Qt.CheckState.Checked)
    assert "nothing to train" in panel.summary.text()


def test_that_the_head_follows_the_number_of_classes(panel: LayersPanel, state: AppState, tmp_path: object) -> None:
    state.whole_tree = state.tree
    state.dataset = Dataset(root=tmp_path, classes=("a", "b", "c", "d", "e"), samples=())
    head = panel.view.layers.outline.rows[-1]
    assert head.output == (5,)
    assert head.parameters == (16 + 1) * 5


def test_that_the_real_network_is_loaded_in_the_background(qtbot: QtBot, state: AppState) -> None:
    panel = LayersPanel(state)
    qtbot.addWidget(panel)
    with qtbot.waitSignal(state.tree_changed, timeout=120_000):
        panel.load()
    assert "conv_stem" in state.frozen
    assert "head" not in state.frozen
    assert panel.header.backbone_box.currentText() == "efficientnet_lite0"
