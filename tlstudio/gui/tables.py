"""A table to read, not to write into."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QTableView, QTableWidget, QWidget


def for_reading(view: QTableView) -> None:
    """Whole lines without a grid or numbers, that nobody types into; Tab leaves the table."""
    view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    view.setTabKeyNavigation(False)
    view.setShowGrid(False)
    view.setWordWrap(False)
    view.verticalHeader().hide()


class ReadingTable(QTableWidget):
    """Lines without a grid, of which one can be chosen; the last column takes the room that is left."""

    def __init__(self, name: str, meaning: str, columns: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(0, len(columns), parent)
        self.setObjectName(name)
        self.setAccessibleName(meaning)
        self.setHorizontalHeaderLabels(columns)
        for_reading(self)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setStretchLastSection(True)

    def set_widths(self, widths: Sequence[int]) -> None:
        """Of the first columns, in pixels."""
        for column, width in enumerate(widths):
            self.setColumnWidth(column, width)
