"""The grid: places by arithmetic, keys and the mouse as in any list, and no work per photo."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QStringListModel, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tlstudio.gui.dataset.grid import Grid, runs
from tlstudio.gui.dataset.grid_view import GridView

GRID = Grid(count=10, width=350, cell_width=100, cell_height=120)


class _Counting(QStringListModel):
    """A model that notes how often it is asked."""

    asked = 0

    def data(self, index: object, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        _Counting.asked += 1
        return super().data(index, role)


def test_that_rows_that_follow_each_other_are_one_stretch() -> None:
    assert runs([0, 1, 2, 5, 7, 8]) == [range(3), range(5, 6), range(7, 9)]
    assert runs([]) == []


@pytest.fixture
def view(application: QApplication, qtbot: QtBot) -> GridView:
    """Fifty thousand cells, four in a line, four and a bit lines in sight."""
    view = GridView()
    view.setModel(_Counting([f"{number}" for number in range(50_000)], view))
    view.setGridSize(view.gridSize().expandedTo(view.gridSize().__class__(100, 100)))
    view.setSelectionMode(GridView.SelectionMode.ExtendedSelection)
    view.setVerticalScrollMode(GridView.ScrollMode.ScrollPerPixel)
    view.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
    qtbot.addWidget(view)
    view.resize(450, 450)
    view.show()
    return view


def test_that_every_cell_is_found_where_it_stands() -> None:
    assert (GRID.columns, GRID.stride, GRID.height) == (3, 116, 480)
    corners = [GRID.corner(row) for row in range(GRID.count)]
    assert len(set(corners)) == GRID.count
    assert [GRID.row_at(x + 50, y + 60) for x, y in corners] == list(range(GRID.count))


def test_that_there_is_nothing_beside_and_below_the_cells() -> None:
    assert GRID.row_at(349, 10) is None
    assert GRID.row_at(10, -1) is None
    assert GRID.row_at(200, 400) is None
    assert GRID.nearest(349, 10) == 2
    assert GRID.nearest(200, 4000) == 9


def test_that_a_room_too_narrow_for_a_cell_still_shows_one_in_each_line() -> None:
    narrow = replace(GRID, width=20)
    assert narrow.columns == 1
    assert narrow.rows_between(0, 119) == range(1)


def test_that_whole_lines_are_between_two_heights() -> None:
    assert GRID.rows_between(0, 119) == range(3)
    assert GRID.rows_between(119, 120) == range(6)
    assert GRID.rows_between(-500, -1) == range(0)
    assert GRID.rows_between(0, 100_000) == range(10)


def test_that_only_what_is_in_sight_is_asked_for(view: GridView, qtbot: QtBot) -> None:
    _Counting.asked = 0
    view.verticalScrollBar().setValue(600_000)
    view.resize(650, 450)
    view.selectAll()
    view.grab()
    assert view.selected_count() == 50_000
    assert _Counting.asked < 2_000


def test_that_keys_move_as_the_eye_does(view: GridView) -> None:
    view.setCurrentIndex(view.model().index(5, 0))
    for key, row in [
        (Qt.Key.Key_Down, 9), (Qt.Key.Key_Up, 5), (Qt.Key.Key_Right, 6), (Qt.Key.Key_Up, 2), (Qt.Key.Key_Up, 2),
        (Qt.Key.Key_End, 49_999), (Qt.Key.Key_Down, 49_999), (Qt.Key.Key_PageUp, 49_983), (Qt.Key.Key_Home, 0),
    ]:  # fmt: skip
        QTest.keyClick(view, key)
        assert view.currentIndex().row() == row
        assert view.viewport().rect().contains(view.visualRect(view.currentIndex()))


def test_that_a_shorter_last_line_can_be_reached_from_above_it(view: GridView) -> None:
    view.setModel(QStringListModel(["a", "b", "c", "d", "e"], view))
    view.setCurrentIndex(view.model().index(3, 0))
    QTest.keyClick(view, Qt.Key.Key_Down)
    assert view.currentIndex().row() == 4


def test_that_shift_selects_everything_from_one_photo_to_another(view: GridView) -> None:
    first, last = (view.visualRect(view.model().index(row, 0)).center() for row in (2, 9))
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=first)
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ShiftModifier, last)
    assert view.selected_rows() == list(range(2, 10))
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ControlModifier, first)
    assert view.selected_rows() == list(range(3, 10))


def test_that_a_frame_drawn_with_the_mouse_selects_what_it_touches(view: GridView) -> None:
    view.setModel(QStringListModel([str(number) for number in range(10)], view))
    below = QPoint(350, 350)
    QTest.mousePress(view.viewport(), Qt.MouseButton.LeftButton, pos=below)
    for end in (QPoint(300, 300), QPoint(150, 150)):
        QTest.mouseMove(view.viewport(), end)
    QTest.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(150, 150))
    assert view.selected_rows() == [5, 6, 7, 9]


def test_that_the_photo_at_the_top_stays_when_the_window_is_resized(view: GridView) -> None:
    view.verticalScrollBar().setValue(1_000_000)
    first = view.visible_rows().start
    view.resize(850, 450)
    assert first in view.visible_rows()
