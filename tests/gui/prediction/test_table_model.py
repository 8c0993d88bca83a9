"""The table of many answers: Qt's rules, plain text, thumbnails from the pool."""

from pathlib import Path

from PySide6.QtCore import QSortFilterProxyModel, Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from tlstudio.gui.prediction.table_model import SORT_ROLE, Column, PredictionTableModel
from tlstudio.gui.state import AppState
from tlstudio.prediction.answer import Answer, NoAnswer

_BEE = Answer("/p/bee.jpg", "bees", 0.97, (("bees", 0.97), ("ants", 0.03)))
_PAGE = NoAnswer("/p/page.jpg", "It is a web page.")


def test_that_the_model_keeps_qts_rules_as_it_grows(state: AppState) -> None:
    model = PredictionTableModel(state.pool)
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.add([(Path("/p/bee.jpg"), _BEE), (Path("/p/page.jpg"), _PAGE)])
    model.add([])
    assert tester.model().rowCount() == 2
    model.clear()
    assert tester.model().rowCount() == 0


def test_that_an_answer_and_a_refusal_read_differently(state: AppState) -> None:
    model = PredictionTableModel(state.pool)
    model.add([(Path("/p/bee.jpg"), _BEE), (Path("/p/page.jpg"), _PAGE)])
    assert [model.index(0, column).data() for column in (Column.FILE, Column.CLASS)] == ["bee.jpg", "bees"]
    assert model.index(0, Column.CONFIDENCE).data() == "97.0 %"
    assert model.index(1, Column.CLASS).data() == "It is a web page."
    assert model.index(1, Column.CONFIDENCE).data() is None


def test_that_strangers_names_stay_plain_text(state: AppState) -> None:
    model = PredictionTableModel(state.pool)
    path = Path("/p/<img src=x>\n\u202egpj.jpg")
    model.add([(path, Answer(str(path), "<b>bees</b>", 0.5, (("<b>bees</b>", 0.5),)))])
    shown = model.index(0, Column.FILE).data()
    assert "\n" not in shown
    assert "\u202e" not in shown
    assert "<img" not in model.index(0, Column.FILE).data(Qt.ItemDataRole.ToolTipRole)


def test_that_refusals_sort_behind_all_answers(state: AppState) -> None:
    model = PredictionTableModel(state.pool)
    model.add([(Path("/p/page.jpg"), _PAGE), (Path("/p/bee.jpg"), _BEE)])
    for column, order in (
        (Column.CLASS, Qt.SortOrder.AscendingOrder),
        (Column.CONFIDENCE, Qt.SortOrder.DescendingOrder),
    ):
        ordered = QSortFilterProxyModel()
        ordered.setSourceModel(model)
        ordered.setSortRole(SORT_ROLE)
        ordered.sort(column, order)
        assert ordered.index(1, Column.FILE).data() == "page.jpg"


def test_that_a_thumbnail_comes_when_its_row_is_seen(qtbot: QtBot, state: AppState, colours: Path) -> None:
    model = PredictionTableModel(state.pool)
    path = colours / "red" / "red0.png"
    model.add([(path, Answer(str(path), "red", 1.0, (("red", 1.0),)))])
    cell = model.index(0, Column.PICTURE)
    assert cell.data(Qt.ItemDataRole.DecorationRole) is None
    with qtbot.waitSignal(model.dataChanged, timeout=20_000):
        pass
    assert not cell.data(Qt.ItemDataRole.DecorationRole).isNull()
