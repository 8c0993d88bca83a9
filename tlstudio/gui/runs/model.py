"""The runs as a table, the newest first."""

import html
from pathlib import Path
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication

from tlstudio.gui.runs import wording
from tlstudio.gui.runs.jobs import Runs
from tlstudio.project.runs import Run

Index = QModelIndex | QPersistentModelIndex
COLUMNS = ("Run", "Began", "Right (95 % interval)", "End", "Network", "Strategy", "Photos", "Model")
_MODEL = COLUMNS.index("Model")
_NOWHERE = QModelIndex()


class RunsModel(QAbstractTableModel):
    """A thin adapter over a project's runs."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._runs: tuple[Run, ...] = ()
        self._models: frozenset[str] = frozenset()
        self._under_way = False

    def set_runs(self, found: Runs, under_way: bool) -> None:
        """Show these; `under_way` says whether the last one may still go on."""
        self.beginResetModel()
        self._runs, self._models, self._under_way = found.runs[::-1], found.models, under_way
        self.endResetModel()

    def model_at(self, row: int) -> Path | None:
        """The model that a run left, if it is still there."""
        end = self._runs[row].finished
        return Path(end.model) if end and end.model in self._models and end.model else None

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """One row per run."""
        return 0 if parent.isValid() else len(self._runs)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """Always the same."""
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The columns' titles."""
        is_title = orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole
        return COLUMNS[section] if is_title else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What the view asks for; all of it is plain, printable text."""
        if not index.isValid():
            return None
        run, is_there = self._runs[index.row()], self.model_at(index.row()) is not None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._texts(run, index.row() == 0, is_there)[index.column()]
        if role == Qt.ItemDataRole.ToolTipRole:
            return html.escape(wording.explanation(run, is_there))
        if role == Qt.ItemDataRole.ForegroundRole and index.column() == _MODEL and not is_there:
            return QApplication.palette().brush(QPalette.ColorRole.PlaceholderText)
        return None

    def _texts(self, run: Run, is_last: bool, is_there: bool) -> tuple[str, ...]:
        return (
            str(run.number),
            wording.when_text(run),
            wording.right_text(run),
            wording.end_text(run, is_last and self._under_way),
            wording.network_text(run),
            wording.strategy_text(run.recipe),
            wording.photos_text(run),
            wording.model_text(run, is_there),
        )
