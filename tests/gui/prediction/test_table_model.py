"""The table of many answers: Qt's rules, plain text, every answer in its place, also while it fills."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QItemSelectionModel, QPersistentModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester

from tlstudio.gui.dataset.thumbnails import Thumbnails
from tlstudio.gui.prediction.table_model import PredictionTableModel
from tlstudio.gui.prediction.table_order import NEITHER, NO_PHOTO, UNSURE_GROUP, Column, Group, Row, Wish
from tlstudio.gui.state import AppState
from tlstudio.prediction.answer import Answer, NoAnswer

_UP, _DOWN = Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder


def answered(name: str, label: str = "bees", confidence: float = 0.97) -> Row:
    path = Path("/p") / name
    return path, Answer(str(path), label, confidence, ((label, confidence), ("others", 1 - confidence)))


def refused(name: str) -> Row:
    path = Path("/p") / name
    return path, NoAnswer(str(path), "It is a web page.")


def names(model: PredictionTableModel) -> list[str]:
    return [model.index(row, Column.FILE).data() for row in range(model.rowCount())]


@pytest.fixture
def model(state: AppState) -> Iterator[PredictionTableModel]:
    """Under the eyes of Qt's own model tester."""
    made = PredictionTableModel(Thumbnails(state.pool))
    tester = QAbstractItemModelTester(made, QAbstractItemModelTester.FailureReportingMode.Fatal)
    yield made
    assert tester.model() is made


def test_that_it_grows_and_can_be_emptied(model: PredictionTableModel) -> None:
    model.add([answered("bee.jpg"), refused("page.jpg")])
    model.add([])
    assert names(model) == ["bee.jpg", "page.jpg"]
    model.sieve(Wish(NO_PHOTO))
    model.clear()
    model.add([answered("bee.jpg")])
    assert names(model) == ["bee.jpg"]


def test_that_an_answer_and_a_refusal_read_differently(model: PredictionTableModel) -> None:
    model.add([answered("bee.jpg"), refused("page.jpg")])
    assert [model.index(0, column).data() for column in (Column.FILE, Column.CLASS)] == ["bee.jpg", "bees"]
    assert model.index(0, Column.CONFIDENCE).data() == "97.0 %"
    assert model.index(1, Column.CLASS).data() == "It is a web page."
    assert model.index(1, Column.CONFIDENCE).data() is None


def test_that_strangers_names_stay_plain_text(model: PredictionTableModel) -> None:
    model.add([answered("<img src=x>\n\u202egpj.jpg", "<b>bees</b>", 0.5)])
    shown = model.index(0, Column.FILE).data()
    assert "\n" not in shown
    assert "\u202e" not in shown
    assert "<img" not in model.index(0, Column.FILE).data(Qt.ItemDataRole.ToolTipRole)


@pytest.mark.parametrize("order", [_UP, _DOWN])
@pytest.mark.parametrize("column", [Column.FILE, Column.CLASS, Column.CONFIDENCE])
def test_that_what_comes_later_finds_its_place(
    model: PredictionTableModel, column: Column, order: Qt.SortOrder
) -> None:
    random = np.random.default_rng(column)
    rows = [
        answered(f"{random.integers(1000)} {number}.jpg", str(random.integers(4)), random.random())
        for number in range(60)
    ]
    rows[7:7], rows[40:40] = [refused("page.jpg")], [refused("empty.jpg")]
    model.add(rows[:20])
    model.sort(column, order)
    for start in range(20, len(rows), 7):
        model.add(rows[start : start + 7])
    grown = names(model)
    model.sort(column, order)
    assert grown == names(model)
    assert sorted(grown) == sorted(path.name for path, _ in rows)
    assert grown[-2:] == ["page.jpg", "empty.jpg"]
    shown = [model.row_at(row)[1] for row in range(model.rowCount() - 2)]
    keys = {
        Column.FILE: grown[:-2],
        Column.CLASS: [(answer.label, -answer.confidence) for answer in shown],
        Column.CONFIDENCE: [answer.confidence for answer in shown],
    }[column]
    assert keys == sorted(keys, reverse=order == _DOWN)


def test_that_without_a_column_they_stand_as_they_came(model: PredictionTableModel) -> None:
    model.add([answered("b.jpg"), refused("page.jpg"), answered("a.jpg")])
    model.sort(Column.FILE, _UP)
    assert names(model) == ["a.jpg", "b.jpg", "page.jpg"]
    model.sort(-1, _DOWN)
    assert names(model) == ["b.jpg", "page.jpg", "a.jpg"]


def test_that_what_is_selected_stays_so_when_it_is_sorted_and_grows(model: PredictionTableModel) -> None:
    model.add([answered("b.jpg"), answered("c.jpg"), refused("page.jpg")])
    chosen = QItemSelectionModel(model)
    chosen.select(model.index(1, Column.FILE), QItemSelectionModel.SelectionFlag.Select)
    kept = QPersistentModelIndex(model.index(2, Column.CLASS))
    model.sort(Column.FILE, _DOWN)
    model.add([answered("d.jpg"), answered("a.jpg")])
    assert names(model) == ["d.jpg", "c.jpg", "b.jpg", "a.jpg", "page.jpg"]
    assert [index.data() for index in chosen.selectedIndexes()] == ["c.jpg"]
    assert kept.data() == "It is a web page."


def test_that_groups_are_counted_and_one_of_them_can_be_shown(model: PredictionTableModel) -> None:
    rows = [answered("1.jpg", "ants"), answered("2.jpg", "ants", 0.55), answered("3.jpg"), refused("4.jpg")]
    stranger = Answer("/p/5.jpg", None, 0.5, (("ants", 0.9),), neither=True, typicality=0.5)
    model.add([*rows, (Path("/p/5.jpg"), stranger)])
    wanted = {
        **{Group("class", "ants"): ["1.jpg", "2.jpg"], Group("class", "bees"): ["3.jpg"]},
        **{UNSURE_GROUP: ["2.jpg"], NEITHER: ["5.jpg"], NO_PHOTO: ["4.jpg"]},
    }
    assert set(model.groups()) == wanted.keys()
    for group, shown in wanted.items():
        model.sieve(Wish(group))
        assert names(model) == shown
        assert model.count(group) == len(shown)
    assert model.count() == 5


def test_that_words_are_found_in_names_whatever_their_case_and_order(model: PredictionTableModel) -> None:
    model.add([answered("Bee on a LEAF.jpg"), answered("leaf.jpg"), answered("bee.jpg", "ants")])
    model.sieve(Wish(None, "leaf bee"))
    assert names(model) == ["Bee on a LEAF.jpg"]
    model.sieve(Wish(Group("class", "ants"), "BEE"))
    assert names(model) == ["bee.jpg"]
    model.add([answered("bee 2.jpg", "ants"), answered("bee 3.jpg")])
    assert names(model) == ["bee.jpg", "bee 2.jpg"]


def test_that_an_answer_is_found_again_by_its_number(model: PredictionTableModel) -> None:
    model.add([answered("b.jpg"), refused("page.jpg"), answered("a.jpg")])
    model.sort(Column.FILE, _DOWN)
    for row in range(3):
        assert model.row_of(model.place_at(row)) == row
    model.sieve(Wish(NO_PHOTO))
    assert [model.row_of(place) for place in range(3)] == [None, 0, None]


def test_that_rows_can_be_had_as_shown_and_as_they_came(model: PredictionTableModel) -> None:
    rows = [answered("b.jpg"), refused("page.jpg"), answered("a.jpg")]
    model.add(rows)
    model.sort(Column.FILE, _UP)
    model.sieve(Wish(Group("class", "bees")))
    assert model.rows(only_shown=True) == [rows[2], rows[0]]
    assert model.rows(only_shown=False) == rows


def test_that_answers_of_another_model_take_their_places_and_leave_the_selection(model: PredictionTableModel) -> None:
    model.add([answered("a.jpg", "bees", 0.9), answered("b.jpg", "bees", 0.8), answered("c.jpg", "bees", 0.7)])
    model.sort(Column.CONFIDENCE, _DOWN)
    model.sieve(Wish(Group("class", "bees")))
    selected = QPersistentModelIndex(model.index(0, Column.FILE))
    model.replace(dict([answered("a.jpg", "ants", 0.6), answered("elsewhere.jpg")]))
    assert names(model) == ["b.jpg", "c.jpg", "a.jpg"]
    assert selected.data() == "a.jpg"
    assert model.index(2, Column.CLASS).data() == "ants"
    assert {group.label: model.count(group) for group in model.groups()} == {"bees": 2, "ants": 1}
