"""The answers that have changed, as a list: picture, file, what it was called and what it is called now."""

import html
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Slot
from PySide6.QtGui import QPixmap

from tlstudio.evaluation.changes import AnswerPair
from tlstudio.foundation.names import printable
from tlstudio.gui.pixels import PixelFetcher, image_of
from tlstudio.gui.prediction.correct_wording import line_text, name_text
from tlstudio.photos.pool import PhotoPool, Priority
from tlstudio.photos.request import Photo, PixelRequest, Refusal
from tlstudio.photos.view import PhotoFile, path_of

Index = QModelIndex | QPersistentModelIndex
SIDE = 40
_KEPT = 500
_NOWHERE = QModelIndex()
_REQUEST = PixelRequest(SIDE, SIDE, fit="inside", interpolation="bilinear", keep=True)


class ChangedModel(QAbstractListModel):
    """A thumbnail is asked for when its line is first seen."""

    def __init__(self, pool: PhotoPool, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pairs: list[AnswerPair] = []
        self._pictures: dict[PhotoFile, QPixmap | None] = {}
        self._fetcher = PixelFetcher(pool, self)
        self._fetcher.fetched.connect(self._on_fetched)

    def show_pairs(self, pairs: Sequence[AnswerPair]) -> None:
        """Show these and no others."""
        self.beginResetModel()
        self._pairs, self._pictures = list(pairs), {}
        self.endResetModel()

    def add(self, pairs: Sequence[AnswerPair]) -> None:
        """Put more below."""
        if pairs:
            first = len(self._pairs)
            self.beginInsertRows(QModelIndex(), first, first + len(pairs) - 1)
            self._pairs.extend(pairs)
            self.endInsertRows()

    def pair_at(self, row: int) -> AnswerPair:
        """What stands in a line."""
        return self._pairs[row]

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """One line per photo."""
        return 0 if parent.isValid() else len(self._pairs)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """All names are plain, printable text."""
        if not index.isValid():
            return None
        pair = self._pairs[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return f"{name_text(pair)}\n{line_text(pair)}"
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{name_text(pair)}, {line_text(pair)}"
            case Qt.ItemDataRole.ToolTipRole:
                return html.escape(printable(str(path_of(pair.photo))))
            case Qt.ItemDataRole.DecorationRole:
                return self._picture(pair.photo)
        return None

    def _picture(self, photo: PhotoFile) -> QPixmap:
        if photo not in self._pictures:
            while len(self._pictures) >= _KEPT:
                del self._pictures[next(iter(self._pictures))]
            self._pictures[photo] = None
            self._fetcher.fetch(photo, photo, _REQUEST, Priority.THUMBNAIL)
        return self._pictures[photo] or _room()

    @Slot(object, object)
    def _on_fetched(self, photo: PhotoFile, outcome: Photo | Refusal) -> None:
        if isinstance(outcome, Photo) and photo in self._pictures and self._pairs:
            self._pictures[photo] = QPixmap.fromImage(image_of(outcome))
            self.dataChanged.emit(self.index(0), self.index(len(self._pairs) - 1), [Qt.ItemDataRole.DecorationRole])


def _room() -> QPixmap:
    """What keeps the place of a picture that is still to come, so that texts do not jump."""
    room = QPixmap(SIDE, SIDE)
    room.fill(Qt.GlobalColor.transparent)
    return room
