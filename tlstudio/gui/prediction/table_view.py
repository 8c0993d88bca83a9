"""The table of many answers, how far it is, and a button to stop it."""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QSize, QSortFilterProxyModel, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QProgressBar,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from tlstudio.gui.prediction.table_model import SORT_ROLE, THUMBNAIL, Column, Outcome, PredictionTableModel
from tlstudio.gui.prediction.wording import table_text
from tlstudio.photos.pool import PhotoPool
from tlstudio.photos.view import PhotoFile
from tlstudio.prediction.answer import NoAnswer


class PredictionTable(QWidget):
    """Fills as answers come in; `row_chosen(path, outcome)` when a person walks to a row."""

    row_chosen = Signal(object, object)
    cancelled = Signal()

    def __init__(self, pool: PhotoPool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = PredictionTableModel(pool, self)
        self._sorted = QSortFilterProxyModel(self)
        self._sorted.setSourceModel(self.model)
        self._sorted.setSortRole(SORT_ROLE)
        self._total, self._refused = 0, 0
        self.view = _table_view(self._sorted)
        self.status = QLabel()
        self.status.setTextFormat(Qt.TextFormat.PlainText)
        self.status.setObjectName("predictionTableStatus")
        self._bar = QProgressBar(textVisible=False)
        self._bar.setFixedHeight(8)
        self._bar.setAccessibleName("Progress of the answers")
        self._cancel = QPushButton("Cancel")
        self._cancel.setObjectName("predictionCancelButton")
        row = QHBoxLayout()
        row.addWidget(self.status)
        row.addWidget(self._bar, 1)
        row.addWidget(self._cancel)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.view, 1)
        column.addLayout(row)
        self._cancel.clicked.connect(self.cancelled)
        self.view.selectionModel().currentRowChanged.connect(self._on_current_changed)

    def start(self, total: int) -> None:
        """Empty the table and expect that many answers."""
        self.model.clear()
        self._total, self._refused = total, 0
        self.view.sortByColumn(-1, Qt.SortOrder.AscendingOrder)
        self._bar.setRange(0, max(1, total))
        self._show_progress(working=True)

    def add(self, answers: Sequence[tuple[PhotoFile, Outcome]]) -> None:
        """Put more answers in."""
        self.model.add(answers)
        self._refused += sum(isinstance(outcome, NoAnswer) for _path, outcome in answers)
        self._show_progress(working=True)

    def finish(self) -> None:
        """No more answers will come."""
        self._show_progress(working=False)

    def _show_progress(self, working: bool) -> None:
        answered = self.model.rowCount()
        self._bar.setValue(answered)
        self._bar.setVisible(working)
        self._cancel.setVisible(working)
        self.status.setText(table_text(answered, self._total, self._refused))

    @Slot(QModelIndex, QModelIndex)
    def _on_current_changed(self, current: QModelIndex, previous: QModelIndex) -> None:
        if current.isValid():
            self.row_chosen.emit(*self.model.row_at(self._sorted.mapToSource(current).row()))


def _table_view(model: QSortFilterProxyModel) -> QTableView:
    view = QTableView()
    view.setObjectName("predictionTable")
    view.setAccessibleName("Answers for many pictures")
    view.setModel(model)
    view.setSortingEnabled(True)
    view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    view.setIconSize(QSize(THUMBNAIL, THUMBNAIL))
    view.setShowGrid(False)
    view.setWordWrap(False)
    view.verticalHeader().hide()
    view.verticalHeader().setDefaultSectionSize(THUMBNAIL + 6)
    header = view.horizontalHeader()
    for column in (Column.FILE, Column.CLASS):
        header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
    view.setColumnWidth(Column.PICTURE, THUMBNAIL + 14)
    view.setColumnWidth(Column.CONFIDENCE, view.fontMetrics().horizontalAdvance("Confidence ▲") + 16)
    return view
