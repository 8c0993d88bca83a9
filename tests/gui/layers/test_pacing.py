"""Rates and thawing in the tree: written with the keyboard, inherited, undone, and part of what Start would run."""

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QInputDialog, QLineEdit
from pytestqt.qtbot import QtBot

from tlstudio.backbone.tree import LayerTree
from tlstudio.gui.layers.panel import LayersPanel
from tlstudio.gui.layers.tree_model import HINT_ROLE, Column
from tlstudio.gui.state import AppState
from tlstudio.gui.training.panel import TrainingPanel
from tlstudio.training.recipe import Thaw

FEATURES = ("blocks.0.bn", "blocks.0.conv", "blocks.1.conv", "stem")
SPOKEN = Qt.ItemDataRole.AccessibleTextRole


@pytest.fixture
def panel(qtbot: QtBot, state: AppState, tree: LayerTree) -> LayersPanel:
    """The panel on screen, stem and blocks.0.conv frozen, all groups open."""
    shown = LayersPanel(state)
    qtbot.addWidget(shown)
    state.tree = tree
    state.strategy, state.frozen = "custom", ("blocks.0.conv", "stem")
    shown.resize(700, 600)
    shown.view.expandAll()
    with qtbot.waitActive(shown):
        shown.show()
        shown.activateWindow()
    return shown


def go_to(panel: LayersPanel, path: str) -> None:
    panel.view.setCurrentIndex(panel.view.layers.index_of(panel.view.layers.outline.position[path]))


def rate(panel: LayersPanel, path: str) -> str:
    return panel.view.layers.index_of(panel.view.layers.outline.position[path], len(Column)).data()


def write(panel: LayersPanel, path: str, text: str) -> None:
    go_to(panel, path)
    panel.view.setFocus()
    QTest.keyClick(panel.view, Qt.Key.Key_F2)
    editor = panel.view.findChild(QLineEdit)
    assert editor.accessibleName() == f"Rate of {path.rpartition('.')[2]}"
    editor.selectAll()
    QTest.keyClicks(editor, text or "\b")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    QApplication.processEvents()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_that_a_rate_is_written_inherited_and_undone_with_the_keyboard(panel: LayersPanel, state: AppState) -> None:
    assert [rate(panel, path) for path in ("head", "blocks.1.conv", "stem", "pool")] == ["×1", "×0.3", "–", ""]
    write(panel, "blocks", "x0,1")
    assert state.rates == {"blocks": 0.1}
    assert rate(panel, "blocks") == rate(panel, "blocks.0.bn") == rate(panel, "blocks.1.conv") == "×0.1"
    assert rate(panel, "blocks.0.conv") == "–"
    write(panel, "blocks.1", "0.5")
    assert rate(panel, "blocks") == "×0.1–0.5"
    state.undo_stack.undo()
    state.undo_stack.undo()
    assert state.rates == {}
    assert rate(panel, "blocks.1.conv") == "×0.3"
    state.undo_stack.redo()
    assert rate(panel, "blocks.1.conv") == "×0.1"


def test_that_only_what_was_set_is_not_grey_and_blank_inherits_again(panel: LayersPanel, state: AppState) -> None:
    state.rates = {"blocks": 0.1}
    layers, column = panel.view.layers, len(Column)
    own, inherited = (layers.index_of(layers.outline.position[path], column) for path in ("blocks", "blocks.1.conv"))
    assert own.data(Qt.ItemDataRole.ForegroundRole) is None
    assert inherited.data(Qt.ItemDataRole.ForegroundRole).color() == QApplication.palette().placeholderText().color()
    assert "set at blocks" in inherited.data(Qt.ItemDataRole.ToolTipRole)
    assert "learns at 0.1 times" in layers.index_of(layers.outline.position["blocks.1.conv"]).data(SPOKEN)
    write(panel, "blocks", "")
    assert state.rates == {}


@pytest.mark.parametrize("text", ["fast", "-1", "nan", "2000"])
def test_that_what_is_no_rate_is_refused_in_words(panel: LayersPanel, state: AppState, text: str) -> None:
    write(panel, "blocks", text)
    assert state.rates == {}
    assert "The rate of blocks must be a number from 0 to 1000" in panel.summary.text()


def test_that_a_frozen_row_has_no_rate_to_write(panel: LayersPanel) -> None:
    go_to(panel, "stem")
    QTest.keyClick(panel.view, Qt.Key.Key_F2)
    assert panel.view.findChild(QLineEdit) is None
    assert not panel.pacing.rate.isEnabled()


def test_that_the_column_is_away_while_only_the_head_learns(panel: LayersPanel, state: AppState) -> None:
    assert not panel.view.isColumnHidden(len(Column))
    state.frozen = FEATURES
    assert panel.view.isColumnHidden(len(Column))
    state.rate_preset = "same"
    assert not panel.view.isColumnHidden(len(Column))


def test_that_a_preset_replaces_what_was_set_and_can_be_undone(panel: LayersPanel, state: AppState) -> None:
    state.rates = {"blocks": 0.1}
    same = next(action for action in panel.pacing.presets.actions() if action.data() == "same")
    same.trigger()
    assert rate(panel, "blocks") == rate(panel, "head") == "×1"
    assert same.isChecked()
    state.undo_stack.undo()
    assert (state.rates, state.rate_preset) == ({"blocks": 0.1}, None)
    assert not same.isChecked()


def test_that_a_layer_is_frozen_until_an_epoch(panel: LayersPanel, state: AppState, qtbot: QtBot) -> None:
    training = TrainingPanel(state)
    qtbot.addWidget(training)
    go_to(panel, "blocks.0")
    panel.pacing.until.trigger()
    dialog = panel.view.findChild(QInputDialog)
    dialog.setIntValue(5)
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert state.thaw == {"blocks.0.conv": 5}
    layers = panel.view.layers
    conv = layers.index_of(layers.outline.position["blocks.0.conv"])
    assert conv.data(HINT_ROLE) == "until epoch 5"
    assert "frozen until epoch 5" in conv.data(SPOKEN)
    assert rate(panel, "blocks.0.conv") == "×0.3"
    assert "in the end" in panel.summary.text()
    assert training.recipe().thaw == (Thaw(5, ("blocks.0.conv",)),)
    assert training.recipe().frozen == ("blocks.0.conv", "stem")
    panel.pacing.always.trigger()
    assert state.thaw == {}
    state.undo_stack.undo()
    state.undo_stack.undo()
    assert training.recipe().thaw == ()


def test_that_the_border_is_that_of_the_whole_run(panel: LayersPanel, state: AppState) -> None:
    state.frozen = FEATURES
    assert panel.view.border_row() == "pool"
    panel.pacing.set_epoch(("blocks.0.bn", "blocks.0.conv", "blocks.1.conv"), 3)
    assert panel.view.border_row() == "stem"


def test_that_columns_are_hidden_by_choice_and_remembered(panel: LayersPanel, state: AppState, qtbot: QtBot) -> None:
    kind = next(action for action in panel.columns.actions() if action.text() == "Type")
    kind.trigger()
    assert panel.view.isColumnHidden(Column.TYPE)
    again = LayersPanel(state)
    qtbot.addWidget(again)
    assert again.view.isColumnHidden(Column.TYPE)
    assert not again.view.isColumnHidden(Column.OUTPUT)


def test_that_type_and_output_give_way_to_the_names_and_come_back(panel: LayersPanel, qtbot: QtBot) -> None:
    view = panel.view
    panel.resize(1000, 600)
    assert not view.isColumnHidden(Column.TYPE)
    panel.resize(430, 600)
    assert view.isColumnHidden(Column.TYPE)
    assert view.columnWidth(Column.LAYER) >= view.least_name_width()
    panel.resize(1000, 600)
    assert not view.isColumnHidden(Column.TYPE)
    assert view.header().length() == view.viewport().width()


def test_that_a_column_a_person_insists_on_stays_and_the_tree_scrolls(panel: LayersPanel, state: AppState) -> None:
    view = panel.view
    panel.resize(430, 600)
    panel.columns.aboutToShow.emit()
    kind = next(action for action in panel.columns.actions() if action.text() == "Type")
    assert not kind.isChecked()
    kind.trigger()
    assert not view.isColumnHidden(Column.TYPE)
    assert view.columnWidth(Column.LAYER) >= view.least_name_width()
    panel.resize(330, 600)
    assert view.header().length() > view.viewport().width()
    again = LayersPanel(state)
    again.resize(330, 600)
    assert not again.view.isColumnHidden(Column.TYPE)
    again.deleteLater()


def test_that_a_column_keeps_the_width_it_was_given(panel: LayersPanel) -> None:
    panel.resize(1000, 600)
    panel.view.setColumnWidth(Column.OUTPUT, 230)
    panel.resize(400, 600)
    assert panel.view.isColumnHidden(Column.OUTPUT)
    panel.resize(1000, 600)
    assert panel.view.columnWidth(Column.OUTPUT) == 230


def test_that_titles_stand_over_their_figures(panel: LayersPanel) -> None:
    role, index = Qt.ItemDataRole.TextAlignmentRole, panel.view.layers.index_of(0)
    for column in range(panel.view.layers.columnCount()):
        title = panel.view.layers.headerData(column, Qt.Orientation.Horizontal, role)
        assert title == index.siblingAtColumn(column).data(role)
