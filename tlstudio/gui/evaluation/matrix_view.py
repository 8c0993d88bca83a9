"""The confusion matrix: a table whose cells open their photos."""

from PySide6.QtCore import QModelIndex, QRect, Qt, Signal, Slot
from PySide6.QtGui import QFont, QKeyEvent, QPainter, QPalette, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from tlstudio.gui.evaluation.matrix_model import SHARE_ROLE, Index, MatrixModel
from tlstudio.gui.heat import SHADES, shade, text_on

_FEW = 12
_WIDTHS, _HEIGHTS = (92, 150), (52, 84)
_SMALL = (76, 30)
_NAME_WIDTH = 130


class ConfusionMatrix(QTableView):
    """`cell_chosen(true, said)`, class numbers, when another cell is the current one; `photos_wanted` on Enter."""

    cell_chosen = Signal(int, int)
    photos_wanted = Signal()

    def __init__(self, model: MatrixModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("confusionMatrix")
        self.setAccessibleName("What was called what")
        self.setModel(model)
        self.setItemDelegate(_CellDelegate(self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setCornerButtonEnabled(False)
        for header in (self.horizontalHeader(), self.verticalHeader()):
            header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
            header.setSectionsClickable(False)
            header.setHighlightSections(True)
            header.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignCenter)
        self.verticalHeader().setMaximumWidth(_NAME_WIDTH)
        self.verticalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        model.modelReset.connect(self._fit)
        self.clicked.connect(self._on_clicked)
        self.activated.connect(self.photos_wanted)

    def currentChanged(self, current: Index, previous: Index) -> None:  # noqa: N802
        """By mouse or keys: show its photos."""
        super().currentChanged(current, previous)
        if current.isValid():
            self.cell_chosen.emit(current.row(), current.column())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space does what Enter does."""
        if event.key() == Qt.Key.Key_Space and self.currentIndex().isValid():
            self.photos_wanted.emit()
        else:
            super().keyPressEvent(event)

    @Slot(QModelIndex)
    def _on_clicked(self, index: QModelIndex) -> None:
        """Also where it was the current one before, and something else is on show meanwhile."""
        self.cell_chosen.emit(index.row(), index.column())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Few cells take the room that there is."""
        super().resizeEvent(event)
        self._fit()

    @Slot()
    def _fit(self) -> None:
        count = self.model().rowCount()
        width, height = _SMALL
        if 0 < count <= _FEW:
            room = self.viewport().size()
            width = min(max(room.width() // count, _WIDTHS[0]), _WIDTHS[1])
            height = min(max(room.height() // count, _HEIGHTS[0]), _HEIGHTS[1])
        self.horizontalHeader().setDefaultSectionSize(width)
        self.verticalHeader().setDefaultSectionSize(height)


class _CellDelegate(QStyledItemDelegate):
    """The count, below it its share of the row; the larger that is, the stronger the ground: grey where it is right,
    orange where it is wrong, so that nobody depends on two colours being told apart."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Ground, two lines, and a frame around the current cell."""
        share, right = index.data(SHARE_ROLE), index.row() == index.column()
        painter.save()
        dark = option.palette.color(QPalette.ColorRole.Base).lightness() < 128
        strength = (share or 0) if right else (share or 0) ** 0.5  # few mistakes are to be seen, too
        ground = shade(round(strength * (SHADES - 1)), dark=dark, grey=right)
        cell = option.rect.adjusted(1, 1, -1, -1)
        painter.fillRect(cell, ground if share else option.palette.color(QPalette.ColorRole.AlternateBase))
        faint = option.palette.color(QPalette.ColorRole.PlaceholderText)
        painter.setPen(text_on(ground) if share else faint)
        _paint_texts(painter, option, cell, index.data(), share)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setPen(QPen(option.palette.color(QPalette.ColorRole.Highlight), 3))
            painter.drawRect(cell.adjusted(1, 1, -1, -1))
        painter.restore()


def _paint_texts(painter: QPainter, option: QStyleOptionViewItem, cell: QRect, count: str, share: float | None) -> None:
    bold = QFont(option.font)
    bold.setBold(bool(share))
    painter.setFont(bold)
    high = option.fontMetrics.height()
    if share is None or cell.height() < 2 * high:
        painter.drawText(cell, Qt.AlignmentFlag.AlignCenter, count)
        return
    top = QRect(cell.left(), cell.center().y() - high, cell.width(), high)
    painter.drawText(top, Qt.AlignmentFlag.AlignCenter, count)
    painter.setFont(option.font)
    painter.drawText(top.translated(0, high), Qt.AlignmentFlag.AlignCenter, f"{100 * share:.1f} %")
