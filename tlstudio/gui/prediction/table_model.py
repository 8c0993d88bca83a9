"""Many answers as a table: picture, file, class, confidence."""

import html
from collections.abc import Sequence
from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, QSize, Qt, Slot
from PySide6.QtGui import QPixmap

from tlstudio.foundation.names import printable
from tlstudio.gui.pixels import PixelFetcher, image_of
from tlstudio.gui.prediction.confidence_bars import percent
from tlstudio.gui.prediction.wording import answer_text
from tlstudio.photos.pool import PhotoPool, Priority
from tlstudio.photos.request import Photo, PixelRequest, Refusal
from tlstudio.photos.view import PhotoFile, path_of
from tlstudio.prediction.answer import Answer, NoAnswer

Index = QModelIndex | QPersistentModelIndex
Outcome = Answer | NoAnswer
SORT_ROLE = Qt.ItemDataRole.UserRole
THUMBNAIL = 48
_KEPT_THUMBNAILS = 2000
_NOWHERE = QModelIndex()
_REQUEST = PixelRequest(THUMBNAIL, THUMBNAIL, fit="inside", interpolation="bilinear")


class Column(IntEnum):
    """What stands where."""

    PICTURE = 0
    FILE = 1
    CLASS = 2
    CONFIDENCE = 3


_TITLES = {Column.PICTURE: "Picture", Column.FILE: "File", Column.CLASS: "Class", Column.CONFIDENCE: "Confidence"}


class PredictionTableModel(QAbstractTableModel):
    """Grows as answers come in; a thumbnail is asked for when its row is first seen."""

    def __init__(self, pool: PhotoPool, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[tuple[PhotoFile, Outcome]] = []
        self._thumbnails: dict[PhotoFile, QPixmap | None] = {}
        self._fetcher = PixelFetcher(pool, self)
        self._fetcher.fetched.connect(self._on_fetched)

    def clear(self) -> None:
        """Start an empty table."""
        self.beginResetModel()
        self._rows = []
        self._thumbnails = {}
        self.endResetModel()

    def add(self, answers: Sequence[tuple[PhotoFile, Outcome]]) -> None:
        """Put answers below the others."""
        if not answers:
            return
        first = len(self._rows)
        self.beginInsertRows(QModelIndex(), first, first + len(answers) - 1)
        self._rows.extend(answers)
        self.endInsertRows()

    def row_at(self, row: int) -> tuple[PhotoFile, Outcome]:
        """The file of a row and what was said of it."""
        return self._rows[row]

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """One row per file."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """Always the same four."""
        return 0 if parent.isValid() else len(Column)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The columns' titles, and the rows' numbers."""
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return _TITLES[Column(section)] if orientation == Qt.Orientation.Horizontal else section + 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What the view asks for; all names are plain, printable text."""
        if not index.isValid():
            return None
        (photo, outcome), column = self._rows[index.row()], Column(index.column())
        if role == Qt.ItemDataRole.DisplayRole:
            return _text(photo, outcome, column)
        if role == SORT_ROLE:
            return _sort_key(photo, outcome, column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return html.escape(outcome.error if isinstance(outcome, NoAnswer) else printable(str(path_of(photo))))
        if role == Qt.ItemDataRole.DecorationRole and column == Column.PICTURE and isinstance(outcome, Answer):
            return self._thumbnail(photo)
        if role == Qt.ItemDataRole.AccessibleTextRole and column == Column.PICTURE:
            return f"Picture of {printable(path_of(photo).name)}"
        if role == Qt.ItemDataRole.SizeHintRole and column == Column.PICTURE:
            return QSize(THUMBNAIL + 8, THUMBNAIL + 8)
        return None

    def _thumbnail(self, photo: PhotoFile) -> QPixmap | None:
        if photo not in self._thumbnails:
            while len(self._thumbnails) >= _KEPT_THUMBNAILS:
                del self._thumbnails[next(iter(self._thumbnails))]
            self._thumbnails[photo] = None
            self._fetcher.fetch(photo, photo, _REQUEST, Priority.THUMBNAIL)
        return self._thumbnails[photo]

    @Slot(object, object)
    def _on_fetched(self, photo: PhotoFile, outcome: Photo | Refusal) -> None:
        if isinstance(outcome, Photo) and photo in self._thumbnails and self._rows:
            self._thumbnails[photo] = QPixmap.fromImage(image_of(outcome))
            self.dataChanged.emit(
                self.index(0, Column.PICTURE),
                self.index(len(self._rows) - 1, Column.PICTURE),
                [Qt.ItemDataRole.DecorationRole],
            )


def _text(photo: PhotoFile, outcome: Outcome, column: Column) -> str | None:
    if column == Column.FILE:
        return printable(path_of(photo).name)
    if column == Column.CLASS:
        return answer_text(outcome) if isinstance(outcome, Answer) else outcome.error
    if column == Column.CONFIDENCE and isinstance(outcome, Answer):
        return percent(outcome.confidence)
    return None


def _sort_key(photo: PhotoFile, outcome: Outcome, column: Column) -> str | float:
    if column == Column.CONFIDENCE:
        return outcome.confidence if isinstance(outcome, Answer) else -1.0
    if column == Column.CLASS:
        return f"0{answer_text(outcome)}" if isinstance(outcome, Answer) else "1"
    return printable(path_of(photo).name).casefold()
