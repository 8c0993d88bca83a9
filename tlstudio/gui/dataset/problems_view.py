"""What is not used, each with its reason, and what else to know about these photos."""

import html
from pathlib import Path
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from tlstudio.dataset.sample import Dataset
from tlstudio.foundation.names import printable

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_TITLES = ("File", "Why")
_MISSING = "It is no longer there. Its label and marks are kept, and count again when it comes back."


class ProblemsModel(QAbstractTableModel):
    """Warnings first, then photos that are gone, then skipped files; a thin adapter over the dataset."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[tuple[Path | None, str]] = []

    def set_dataset(self, dataset: Dataset | None, wanted: str = "") -> None:
        """Show what this dataset says, where `wanted` is part of the file's name."""
        self.beginResetModel()
        warnings: list[tuple[Path | None, str]] = [(None, text) for text in dataset.warnings] if dataset else []
        gone = [(each.path, _MISSING) for each in dataset.missing] if dataset else []
        skipped = [(each.path, each.reason) for each in dataset.skipped] if dataset else []
        found = [each for each in (*gone, *skipped) if wanted.casefold() in each[0].name.casefold()]
        self._rows = [*warnings, *found]
        self.endResetModel()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """One row per warning or file."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """The file and the reason."""
        return 0 if parent.isValid() else len(_TITLES)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The columns' titles, and the rows' numbers."""
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return _TITLES[section] if orientation == Qt.Orientation.Horizontal else section + 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Plain, printable text."""
        if not index.isValid():
            return None
        path, reason = self._rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return reason if index.column() else _name(path)
        if role == Qt.ItemDataRole.ToolTipRole:
            return html.escape(reason if index.column() or path is None else printable(str(path)))
        return None


class ProblemsView(QTableView):
    """A table with lines as high as their reasons need."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("problemsView")
        self.setAccessibleName("Files that are not used, with reasons")
        self.problems = ProblemsModel(self)
        self.setModel(self.problems)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setShowGrid(False)
        self.setAlternatingRowColors(True)
        self.setTabKeyNavigation(False)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.verticalHeader().hide()
        self.horizontalHeader().setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        self.setColumnWidth(0, 150)


def _name(path: Path | None) -> str:
    return printable(path.name, 120) if path else "All of them"
