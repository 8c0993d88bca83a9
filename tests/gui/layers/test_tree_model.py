"""The item model: ticks, groups, what is said to a person."""

from itertools import pairwise

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from tlstudio.backbone.tree import LayerTree, Row
from tlstudio.gui.layers.extra_column import ExtraColumn
from tlstudio.gui.layers.tree_model import HINT_ROLE, Column, LayerTreeModel

CHECK = Qt.ItemDataRole.CheckStateRole
FEATURES = ("blocks.0.bn", "blocks.0.conv", "blocks.1.conv", "stem")


@pytest.fixture
def model(tree: LayerTree) -> LayerTreeModel:
    """The hand-made tree, nothing frozen; ticks are granted at once."""
    layers = LayerTreeModel()
    layers.set_tree(tree, ())
    layers.frozen_requested.connect(layers.set_frozen)
    return layers


def find(model: LayerTreeModel, path: str, column: int = Column.LAYER) -> QModelIndex:
    return model.index_of(model.outline.position[path], column)


def state(model: LayerTreeModel, path: str) -> Qt.CheckState | None:
    return find(model, path).data(CHECK)


def test_that_the_model_keeps_qts_rules_through_every_change(tree: LayerTree) -> None:
    model = LayerTreeModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.set_tree(tree, ())
    model.set_frozen(FEATURES)
    model.set_tree(None, ())
    model.set_tree(tree, FEATURES)
    assert tester.model().rowCount() == 4


def test_that_names_are_relative_to_the_group_and_numbers_are_humane(model: LayerTreeModel) -> None:
    assert find(model, "blocks.0.conv").data() == "conv"
    assert find(model, "blocks.0.conv", Column.WEIGHTS).data() == "2.6 k"
    assert find(model, "stem", Column.WEIGHTS).data() == "864"
    assert find(model, "stem", Column.OUTPUT).data() == "16 × 14 × 14"
    assert find(model, "stem").data(HINT_ROLE) == "edges, colours"
    assert find(model, "pool", Column.WEIGHTS).data() == ""


def test_that_ticking_a_group_ticks_all_that_is_under_it(model: LayerTreeModel) -> None:
    assert model.setData(find(model, "blocks"), Qt.CheckState.Checked, CHECK)
    assert model.frozen == ("blocks.0.bn", "blocks.0.conv", "blocks.1.conv")
    assert state(model, "blocks.0") == state(model, "blocks.0.bn") == Qt.CheckState.Checked
    assert state(model, "stem") == Qt.CheckState.Unchecked


def test_that_a_group_with_some_frozen_is_half_ticked_up_to_the_top(model: LayerTreeModel) -> None:
    model.setData(find(model, "blocks.0.bn"), Qt.CheckState.Checked, CHECK)
    assert state(model, "blocks.0") == state(model, "blocks") == Qt.CheckState.PartiallyChecked
    assert state(model, "blocks.1") == Qt.CheckState.Unchecked


def test_that_unticking_one_layer_leaves_its_siblings_frozen(model: LayerTreeModel) -> None:
    model.set_frozen(FEATURES)
    model.setData(find(model, "blocks.0.conv"), Qt.CheckState.Unchecked, CHECK)
    assert model.frozen == ("blocks.0.bn", "blocks.1.conv", "stem")


def test_that_a_layer_without_weights_has_no_checkbox(model: LayerTreeModel) -> None:
    for path in ("blocks.1.act", "pool"):
        assert state(model, path) is None
        assert not find(model, path).flags() & Qt.ItemFlag.ItemIsUserCheckable
        assert not model.setData(find(model, path), Qt.CheckState.Checked, CHECK)


def test_that_a_tick_announces_the_row_its_ancestors_and_its_descendants(model: LayerTreeModel) -> None:
    announced: set[str] = set()

    def remember(first: QModelIndex, last: QModelIndex) -> None:
        assert first.parent() == last.parent()
        for row in range(first.row(), last.row() + 1):
            announced.add(model.row_at(model.index(row, 0, first.parent())).path)

    model.dataChanged.connect(remember)
    model.setData(find(model, "blocks.0"), Qt.CheckState.Checked, CHECK)
    assert {"blocks", "blocks.0", "blocks.0.conv", "blocks.0.bn"} <= announced
    assert "stem" not in announced


def test_that_a_model_without_an_answer_changes_nothing(tree: LayerTree) -> None:
    model = LayerTreeModel()
    model.set_tree(tree, ())
    asked: list[tuple[str, ...]] = []
    model.frozen_requested.connect(asked.append)
    model.setData(find(model, "stem"), Qt.CheckState.Checked, CHECK)
    assert asked == [("stem",)]
    assert state(model, "stem") == Qt.CheckState.Unchecked


def test_that_a_screen_reader_hears_whether_a_layer_is_frozen(model: LayerTreeModel) -> None:
    model.set_frozen(("blocks.0.bn",))
    spoken = Qt.ItemDataRole.AccessibleTextRole
    assert find(model, "blocks.0.bn").data(spoken) == "blocks.0.bn, frozen"
    assert find(model, "blocks.0").data(spoken) == "blocks.0, partly frozen, textures"
    assert find(model, "pool").data(spoken) == "pool, has no weights"


def test_that_siblings_stand_in_the_order_data_flows(model: LayerTreeModel) -> None:
    tops = [model.index(row, 0) for row in range(model.rowCount())]
    assert [top.data() for top in tops] == ["stem", "blocks", "pool", "head"]
    assert all(a.row() + 1 == b.row() for a, b in pairwise(tops))


class Notes(ExtraColumn):
    """What somebody wrote beside each layer."""

    title = "Notes"

    def __init__(self) -> None:
        super().__init__()
        self.notes: dict[str, str] = {}
        self.shown = True

    def is_shown(self) -> bool:
        return self.shown

    def data(self, row: Row, role: int) -> object:
        return self.notes.get(row.path, "") if role == Qt.ItemDataRole.DisplayRole else None

    def spoken(self, row: Row) -> str:
        return self.notes.get(row.path, "")

    def is_editable(self, row: Row) -> bool:
        return row.stateful

    def set_data(self, row: Row, value: str) -> bool:
        self.notes[row.path] = value
        self.changed.emit()
        return True


def test_that_a_further_column_is_shown_spoken_and_written_to(tree: LayerTree, qtbot: QtBot) -> None:
    notes = Notes()
    model = LayerTreeModel([notes])
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.set_tree(tree, ())
    column = model.columnCount() - 1
    assert model.headerData(column, Qt.Orientation.Horizontal) == "Notes"
    stem = model.outline.position["stem"]
    with qtbot.waitSignal(model.dataChanged):
        assert model.setData(model.index_of(stem, column), "watch this")
    assert model.index_of(stem, column).data() == "watch this"
    said = Qt.ItemDataRole.AccessibleTextRole
    assert "watch this" in model.index_of(stem).data(said)
    notes.shown = False
    assert "watch this" not in model.index_of(stem).data(said)
    group = next(number for number, row in enumerate(model.outline.rows) if not row.stateful)
    assert not model.flags(model.index_of(group, column)) & Qt.ItemFlag.ItemIsEditable
