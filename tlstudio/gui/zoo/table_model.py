"""All networks as a table: one row each, with what a person chooses by."""

import html
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from tlstudio.gui.zoo.columns import EXPLAINED, NUMBERS, TITLES, Column, cell_text
from tlstudio.gui.zoo.line import Line
from tlstudio.gui.zoo.order import Wish, ordered, sieved

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_ALIGNED = {Column.INPUT: Qt.AlignmentFlag.AlignCenter} | dict.fromkeys(NUMBERS, _RIGHT)


class ZooModel(QAbstractTableModel):
    """Shows those of its lines that are wished for, sorted; it sorts and sieves itself, which Qt's own way would do
    with two calls into Python for every comparison.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lines: tuple[Line, ...] = ()
        self._wish = Wish()
        self._column, self._descending = -1, False
        self._shown: list[Line] = []

    @property
    def lines(self) -> tuple[Line, ...]:
        """All there are, shown or not."""
        return self._lines

    def set_lines(self, lines: Sequence[Line]) -> None:
        """These are all there are."""
        self._lines = tuple(lines)
        self._show()

    def let_through(self, wish: Wish) -> None:
        """Show only what is wished for."""
        self._wish = wish
        self._show()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by a column; -1 for the order in which a person would choose."""
        self._column, self._descending = column, order == Qt.SortOrder.DescendingOrder
        self._show()

    def line_at(self, row: int) -> Line | None:
        """What stands in a row; None outside of the table."""
        return self._shown[row] if 0 <= row < len(self._shown) else None

    def row_of(self, name: str) -> int:
        """The row of that name, -1 when it is not shown."""
        return next((row for row, line in enumerate(self._shown) if line.name == name), -1)

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """One row per network."""
        return 0 if parent.isValid() else len(self._shown)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """Always the same."""
        return 0 if parent.isValid() else len(Column)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The columns' titles, and what they mean."""
        if orientation == Qt.Orientation.Vertical:
            return section + 1 if role == Qt.ItemDataRole.DisplayRole else None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _ALIGNED.get(Column(section), _LEFT)
        texts = {int(Qt.ItemDataRole.DisplayRole): TITLES, int(Qt.ItemDataRole.ToolTipRole): EXPLAINED}.get(int(role))
        return texts[Column(section)] if texts else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What the view asks for; all of it plain, printable text."""
        if not index.isValid():
            return None
        line, column = self._shown[index.row()], index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return cell_text(line, column)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _ALIGNED.get(Column(column), _LEFT)
        if role == Qt.ItemDataRole.ToolTipRole:
            return html.escape(line.name if column == Column.NAME else cell_text(line, column))
        return None

    def _show(self) -> None:
        self.beginResetModel()
        self._shown = ordered(sieved(self._lines, self._wish), self._column, self._descending)
        self.endResetModel()
