"""The runs as a table, and the order in which a person wants to see them."""

import html
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSortFilterProxyModel,
    Qt,
    Signal,
)
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication

from tlstudio.gui.runs.rows import TIPS, TITLES, Column, Line

Index = QModelIndex | QPersistentModelIndex
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_NOWHERE = QModelIndex()


class RunsModel(QAbstractTableModel):
    """A thin adapter over the lines. `note_written(run, note)` when a person has written into the last column."""

    note_written = Signal(int, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.lines: tuple[Line, ...] = ()

    def set_lines(self, lines: tuple[Line, ...]) -> None:
        """Show these; where there are as many as before of the same runs, only their words change."""
        same = [_identity(line) for line in lines] == [_identity(line) for line in self.lines]
        if same and lines:
            self.lines = lines
            self.dataChanged.emit(self.index(0, 0), self.index(len(lines) - 1, len(Column) - 1))
        else:
            self.beginResetModel()
            self.lines = lines
            self.endResetModel()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """One row per line."""
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """Always the same."""
        return 0 if parent.isValid() else len(Column)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The columns' titles, and what some of them mean."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return TITLES[Column(section)]
        return TIPS.get(Column(section)) if role == Qt.ItemDataRole.ToolTipRole else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What the view asks for; all of it is plain, printable text."""
        if not index.isValid():
            return None
        line, column = self.lines[index.row()], Column(index.column())
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.EditRole:
                return line.texts[column]
            case Qt.ItemDataRole.ToolTipRole:
                return html.escape(line.tip)
            case Qt.ItemDataRole.ForegroundRole if line.run is None or (column == Column.MODEL and not line.model):
                return QApplication.palette().brush(QPalette.ColorRole.PlaceholderText)
            case Qt.ItemDataRole.TextAlignmentRole:
                return _LEFT
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Only the note of a run can be written."""
        found = super().flags(index)
        can_write = index.isValid() and index.column() == Column.NOTE and self.lines[index.row()].run is not None
        return found | Qt.ItemFlag.ItemIsEditable if can_write else found

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Tell what was written; it is on show when the project has it."""
        run = self.lines[index.row()].run if index.isValid() else None
        if run is None or role != Qt.ItemDataRole.EditRole or str(value).strip() == run.note:
            return False
        self.note_written.emit(run.number, str(value).strip())
        return True


class RunsOrder(QSortFilterProxyModel):
    """Sorted by a column; what waits stands on top in its own order all the same."""

    def __init__(self, runs: RunsModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.setSourceModel(runs)
        self._runs = runs

    def line_at(self, row: int) -> Line | None:
        """What stands in that row of the sorted table."""
        index = self.mapToSource(self.index(row, 0))
        return self._runs.lines[index.row()] if index.isValid() else None

    def lessThan(self, left: Index, right: Index) -> bool:  # noqa: N802
        """Waiting ones first, whichever way the table is sorted."""
        one, other = self._runs.lines[left.row()], self._runs.lines[right.row()]
        if one.place is not None or other.place is not None:
            falling = self.sortOrder() == Qt.SortOrder.DescendingOrder
            return _place(other) < _place(one) if falling else _place(one) < _place(other)
        column = Column(left.column())
        return one.keys[column] < other.keys[column]


def _place(line: Line) -> float:
    return float("inf") if line.place is None else line.place


def _identity(line: Line) -> tuple[int | None, int | None]:
    return (line.run.number if line.run else None, line.place)
