"""A list view whose cells are placed by arithmetic.

Qt's own icon mode makes an object per item and places them all anew whenever the window is resized, the filter changes
or the pictures become larger: a tenth of a second and more with 50,000 of them. Here nothing is kept per item. It still
is a QListView, so that screen readers find a list.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import cast

from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QItemSelectionRange,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    Qt,
)
from PySide6.QtGui import QCursor, QPainter, QPaintEvent, QRegion, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyleOptionViewItem

from tlstudio.gui.dataset.grid import Grid

Index = QModelIndex | QPersistentModelIndex
_Flag = QItemSelectionModel.SelectionFlag
_STEPS_PER_LINE = 4


class GridView(QListView):
    """Cells of `gridSize()` in lines from left to right; everything else as in any list view."""

    def grid(self) -> Grid:
        """Where the cells stand, in a plane that the scroll bar moves."""
        model, cell = self.model(), self.gridSize()
        return Grid(model.rowCount() if model else 0, self.viewport().width(), cell.width(), cell.height())

    def visible_rows(self, margin: int = 0) -> range:
        """The rows in sight, and those within `margin` pixels above and below."""
        top = self.verticalOffset()
        return self.grid().rows_between(top - margin, top + self.viewport().height() - 1 + margin)

    def visualRect(self, index: Index) -> QRect:  # noqa: N802
        """Where a cell is in the viewport."""
        if not index.isValid():
            return QRect()
        return self._rect(self.grid(), index.row())

    def indexAt(self, point: QPoint) -> QModelIndex:  # noqa: N802
        """The cell at a point of the viewport."""
        row = self.grid().row_at(point.x(), point.y() + self.verticalOffset())
        return QModelIndex() if row is None else self.model().index(row, 0)

    def scrollTo(  # noqa: N802
        self, index: Index, hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible
    ) -> None:
        """Bring a cell into sight, by as little as is needed unless told where to."""
        if not index.isValid():
            return
        place, room = self.visualRect(index), self.viewport().height()
        above, below = place.top(), place.bottom() + 1 - room
        hints = QAbstractItemView.ScrollHint
        if hint == hints.PositionAtCenter:
            move = (above + below) // 2
        elif hint == hints.PositionAtTop or above < 0 or place.height() > room:
            move = above
        elif hint == hints.PositionAtBottom or below > 0:
            move = below
        else:
            return
        bar = self.verticalScrollBar()
        bar.setValue(bar.value() + move)

    def selected_rows(self) -> list[int]:
        """The rows that are selected, in the order they are shown."""
        return sorted(row for each in self._ranges() for row in range(each.top(), each.bottom() + 1))

    def selected_count(self) -> int:
        """How many are selected. Counted by ranges: all of 50,000 are one."""
        return sum(each.height() for each in self._ranges())

    def doItemsLayout(self) -> None:  # noqa: N802
        """There is nothing to lay out but the length of the scroll bar."""
        QAbstractItemView.doItemsLayout(self)

    def updateGeometries(self) -> None:  # noqa: N802
        """The scroll bar is as long as all lines."""
        grid, bar, room = self.grid(), self.verticalScrollBar(), self.viewport().height()
        bar.setRange(0, max(0, grid.height - room))
        bar.setPageStep(room)
        bar.setSingleStep(max(1, grid.cell_height // _STEPS_PER_LINE))
        self.horizontalScrollBar().setRange(0, 0)
        QAbstractItemView.updateGeometries(self)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The photo at the top stays there, however many now fit beside it."""
        top = self._first_row_before(event.oldSize().width())
        QAbstractItemView.resizeEvent(self, event)
        if top and event.oldSize().width() != event.size().width():
            self.verticalScrollBar().setValue(self.grid().corner(top)[1])

    def horizontalOffset(self) -> int:  # noqa: N802
        """The grid is never wider than the window."""
        return 0

    def verticalOffset(self) -> int:  # noqa: N802
        """How far it is scrolled, in pixels."""
        return self.verticalScrollBar().value()

    def isIndexHidden(self, index: Index) -> bool:  # noqa: N802
        """All are shown."""
        return False

    def moveCursor(  # noqa: N802
        self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        """Arrows, Home, End and pages; up and down keep the column."""
        grid, moves = self.grid(), QAbstractItemView.CursorAction
        if not grid.count:
            return QModelIndex()
        page = max(1, self.viewport().height() // grid.cell_height) * grid.columns
        steps = {
            moves.MoveLeft: -1, moves.MovePrevious: -1, moves.MoveRight: 1, moves.MoveNext: 1,
            moves.MoveUp: -grid.columns, moves.MoveDown: grid.columns,
            moves.MovePageUp: -page, moves.MovePageDown: page,
            moves.MoveHome: -grid.count, moves.MoveEnd: grid.count,
        }  # fmt: skip
        current = self.currentIndex()
        row = _moved(current.row(), steps.get(action, 0), grid) if current.isValid() else 0
        return self.model().index(row, 0)

    def setSelection(self, rect: QRect, command: QItemSelectionModel.SelectionFlag) -> None:  # noqa: N802
        """A drawn frame selects what it touches; a click or key, everything between where it began and ends."""
        grid, down = self.grid(), QPoint(0, self.verticalOffset())
        selection = QItemSelection()
        if not grid.count:
            return
        if self.state() == QAbstractItemView.State.DragSelectingState:
            for rows in _touched(grid, rect.normalized().translated(down)):
                selection.append(self._range(rows))
        else:
            ends = sorted(grid.nearest(each.x(), each.y() + down.y()) for each in (rect.topLeft(), rect.bottomRight()))
            selection.append(self._range(range(ends[0], ends[1] + 1)))
        self.selectionModel().select(selection, command)

    def visualRegionForSelection(self, selection: QItemSelection) -> QRegion:  # noqa: N802
        """What is to be painted anew: all in sight, which is less work than to ask each of the selected."""
        return QRegion(self.viewport().rect())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Only the cells in sight."""
        painter, grid, option = QPainter(self.viewport()), self.grid(), QStyleOptionViewItem()
        self.initViewItemOption(option)
        plain, top = option.state, self.verticalOffset()
        pointed_at = self._row_under_the_pointer()
        current = self.currentIndex().row() if self.hasFocus() else -1
        for row in grid.rows_between(event.rect().top() + top, event.rect().bottom() + top):
            index = self.model().index(row, 0)
            option.rect = self._rect(grid, row)
            option.state = plain
            if self.selectionModel().isSelected(index):
                option.state |= QStyle.StateFlag.State_Selected
            if row == current:
                option.state |= QStyle.StateFlag.State_HasFocus
            if row == pointed_at:
                option.state |= QStyle.StateFlag.State_MouseOver
            self.itemDelegate().paint(painter, option, index)
        painter.end()

    def _rect(self, grid: Grid, row: int) -> QRect:
        x, y = grid.corner(row)
        return QRect(x, y - self.verticalOffset(), grid.stride, grid.cell_height)

    def _ranges(self) -> Iterable[QItemSelectionRange]:
        return cast("Iterable[QItemSelectionRange]", self.selectionModel().selection())

    def _range(self, rows: range) -> QItemSelectionRange:
        model = self.model()
        return QItemSelectionRange(model.index(rows.start, 0), model.index(rows[-1], 0))

    def _first_row_before(self, width: int) -> int:
        """The first row in sight when the grid was `width` wide; 0 where it was never shown."""
        if width <= 0:
            return 0
        rows = replace(self.grid(), width=width).rows_between(self.verticalOffset(), self.verticalOffset())
        return rows.start if rows else 0

    def _row_under_the_pointer(self) -> int:
        viewport = self.viewport()
        return self.indexAt(viewport.mapFromGlobal(QCursor.pos())).row() if viewport.underMouse() else -1


def _moved(row: int, step: int, grid: Grid) -> int:
    """A step up or down that would leave the grid stays, except that the last, shorter line can be reached."""
    wanted = row + step
    if abs(step) == grid.columns and not 0 <= wanted < grid.count:
        in_last_line = row // grid.columns == (grid.count - 1) // grid.columns
        return row if step < 0 or in_last_line else grid.count - 1
    return min(max(0, wanted), grid.count - 1)


def _touched(grid: Grid, frame: QRect) -> list[range]:
    """The rows that a frame in the plane touches, line by line."""
    found = []
    for start in grid.rows_between(frame.top(), frame.bottom())[:: grid.columns]:
        y = grid.corner(start)[1]
        left, right = grid.nearest(frame.left(), y), grid.nearest(frame.right(), y)
        found.append(range(left, right + 1))
    return found
