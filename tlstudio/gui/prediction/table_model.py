"""Many answers as a table: picture, file, class, confidence."""

import html
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QIcon, QPixmap

from tlstudio.foundation.names import printable
from tlstudio.gui.dataset.thumbnails import Thumbnails
from tlstudio.gui.prediction.confidence_bars import percent
from tlstudio.gui.prediction.table_order import Column, Group, Order, Outcome, Row, Wish
from tlstudio.gui.prediction.wording import answer_text
from tlstudio.photos.view import PhotoFile, path_of
from tlstudio.prediction.answer import Answer, NoAnswer

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_TITLES = {Column.PICTURE: "Picture", Column.FILE: "File", Column.CLASS: "Class", Column.CONFIDENCE: "Confidence"}


class PredictionTableModel(QAbstractTableModel):
    """A thin adapter over an `Order`: it grows as answers come in, each in its place. Pictures come from `thumbnails`,
    which the view tells what is in sight."""

    def __init__(self, thumbnails: Thumbnails, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thumbnails = thumbnails
        self._order = Order()

    def clear(self) -> None:
        """Start an empty table, as the answers come, with nothing sieved out."""
        self.beginResetModel()
        self._order = Order()
        self.endResetModel()

    def add(self, answers: Sequence[Row]) -> None:
        """Put answers in, each where it belongs."""
        places = self._order.store(answers)
        blocks = [[place] for place in places] if self._order.is_sorted else [places] if places else []
        for block in blocks:
            row = self._order.row_for(block[0])
            self.beginInsertRows(QModelIndex(), row, row + len(block) - 1)
            for place in block:
                self._order.show(place)
            self.endInsertRows()

    def sieve(self, wish: Wish) -> None:
        """Show only what is wished for."""
        self.beginResetModel()
        self._order.choose(wish)
        self.endResetModel()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """By a column; by none that can be compared: as the answers came. What is selected stays so."""
        wanted = Column(column) if column > Column.PICTURE else None
        self._rearrange(partial(self._order.sort, wanted, order == Qt.SortOrder.DescendingOrder))

    def replace(self, answers: Mapping[PhotoFile, Outcome]) -> None:
        """Other answers for some of the photos. What is on show and selected stays so."""
        self._rearrange(partial(self._order.replace, answers))

    def judge(self, keep_rate: float) -> None:
        """Call “neither” what is less typical than what is kept. What is selected stays so, if all are shown."""
        if self._order.wish.group is None:
            self._rearrange(partial(self._order.judge, keep_rate))
        else:
            self.beginResetModel()
            self._order.judge(keep_rate)
            self.endResetModel()

    def _rearrange(self, change: Callable[[], None]) -> None:
        """Do what leaves the same rows on show, maybe in another order."""
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        places = [self._order.place_at(index.row()) for index in before]
        change()
        rows = {place: row for row, place in enumerate(self._order.places())} if before else {}
        after = [self.index(rows[place], index.column()) for index, place in zip(before, places, strict=True)]
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()

    def count(self, group: Group | None = None) -> int:
        """How many answers there are in all, or of a group, on show or not."""
        return self._order.counts[group] if group else len(self._order.rows)

    def groups(self) -> list[Group]:
        """The groups of which there are answers."""
        return list(self._order.counts)

    def row_at(self, row: int) -> Row:
        """The file of a row and what was said of it."""
        return self._order.rows[self._order.place_at(row)]

    def place_at(self, row: int) -> int:
        """A number for the answer in a row that stays its own when the rows change."""
        return self._order.place_at(row)

    def row_of(self, place: int) -> int | None:
        """The row of the answer of that number; None when it is not on show."""
        return self._order.row_of(place)

    def rows(self, only_shown: bool) -> list[Row]:
        """The answers on show, in their order; or all, as they came."""
        rows = self._order.rows
        return [rows[place] for place in self._order.places()] if only_shown else list(rows)

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """One row per file on show."""
        return 0 if parent.isValid() else len(self._order)

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
        (photo, outcome), column = self.row_at(index.row()), Column(index.column())
        if role == Qt.ItemDataRole.DisplayRole:
            return _text(photo, outcome, column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return html.escape(outcome.error if isinstance(outcome, NoAnswer) else printable(str(path_of(photo))))
        if column == Column.PICTURE:
            return self._picture(photo, role)
        return None

    def _picture(self, photo: PhotoFile, role: int) -> Any:
        if role == Qt.ItemDataRole.DecorationRole:
            return _untinted(self._thumbnails.get(photo))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"Picture of {printable(path_of(photo).name)}"
        return None


def _untinted(picture: QPixmap | None) -> QIcon | None:
    """An icon that looks the same where its row is selected."""
    if picture is None:
        return None
    made = QIcon(picture)
    made.addPixmap(picture, QIcon.Mode.Selected)
    return made


def _text(photo: PhotoFile, outcome: Outcome, column: Column) -> str | None:
    if column == Column.FILE:
        return printable(path_of(photo).name)
    if column == Column.CLASS:
        return answer_text(outcome) if isinstance(outcome, Answer) else outcome.error
    if column == Column.CONFIDENCE and isinstance(outcome, Answer):
        return percent(outcome.confidence)
    return None
