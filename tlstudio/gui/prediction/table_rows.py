"""The rows of answers as they look: quick with 10,000 of them, with pictures for those in sight."""

from PySide6.QtCore import QSize, Qt, QTimer, Slot
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QHeaderView, QTableView, QWidget

from tlstudio.gui.dataset.thumbnails import Thumbnails
from tlstudio.gui.prediction.table_model import PredictionTableModel
from tlstudio.gui.prediction.table_order import Column
from tlstudio.gui.tables import for_reading
from tlstudio.photos.pool import PhotoPool
from tlstudio.photos.view import PhotoFile
from tlstudio.prediction.answer import Answer

_SIDE = 48
_MOST_BYTES = 16_000_000
_LOOKING_MILLISECONDS = 50


class AnswerRows(QTableView):
    """Asks for the pictures of what was painted last, and for no others."""

    def __init__(self, pool: PhotoPool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("predictionTable")
        self.setAccessibleName("Answers for many pictures")
        self.thumbnails = Thumbnails(pool, self, _MOST_BYTES)
        self.answers = PredictionTableModel(self.thumbnails, self)
        self.setModel(self.answers)
        for_reading(self)
        self.setIconSize(QSize(_SIDE, _SIDE))
        self._arrange()
        self._looking = QTimer(self, interval=_LOOKING_MILLISECONDS, singleShot=True)
        self._looking.timeout.connect(self._look)
        self.thumbnails.arrived.connect(self._on_arrived)

    def start(self) -> None:
        """Empty, as the answers come."""
        self.answers.clear()
        self.thumbnails.forget()
        self.sortByColumn(-1, Qt.SortOrder.AscendingOrder)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Whatever brings other rows into sight has them painted."""
        super().paintEvent(event)
        if not self._looking.isActive():
            self._looking.start()

    @Slot()
    def _look(self) -> None:
        self.thumbnails.set_side(round(_SIDE * self.devicePixelRatioF()))
        self.thumbnails.want(self._in_sight())

    def _in_sight(self) -> list[PhotoFile]:
        """The photos in sight, from top to bottom."""
        first, last = self.rowAt(0), self.rowAt(self.viewport().height() - 1)
        rows = range(first, (last if last >= 0 else self.answers.rowCount() - 1) + 1) if first >= 0 else ()
        return [photo for photo, outcome in map(self.answers.row_at, rows) if isinstance(outcome, Answer)]

    @Slot(object)
    def _on_arrived(self, photo: PhotoFile) -> None:
        self.viewport().update()

    def _arrange(self) -> None:
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(_SIDE + 6)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        for column in (Column.FILE, Column.CLASS):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
        self.setColumnWidth(Column.PICTURE, _SIDE + 14)
        self.setColumnWidth(Column.CONFIDENCE, self.fontMetrics().horizontalAdvance("Confidence ▲") + 16)
        header.setSortIndicatorClearable(True)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.setSortingEnabled(True)
