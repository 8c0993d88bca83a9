"""Paints a cell of a heat column: a coloured ground with its figure, or a lock with a word."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPalette
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from tlstudio.backbone.tree import Row
from tlstudio.gui import icons
from tlstudio.gui.heat import shade, text_on
from tlstudio.gui.layers.tree_model import Index, LayerTreeModel

_LOCK_SIDE = 10
_MARGIN = 3
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True)
class Cell:
    """What stands in one cell: the text, the shade behind it if any, whether a lock stands before it, and whether it
    is grey because it no longer fits what is ticked."""

    text: str
    shade: int | None = None
    locked: bool = False
    stale: bool = False


class HeatDelegate(QStyledItemDelegate):
    """`cell_of(row)` says what to paint; rows are as high as `usual` makes them."""

    def __init__(self, cell_of: Callable[[Row], Cell | None], usual: QStyledItemDelegate) -> None:
        super().__init__(usual)
        self._cell_of = cell_of
        self._usual = usual

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """As everywhere in the row."""
        return self._usual.sizeHint(option, index)

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:  # noqa: N802
        """The ground of the row alone: the text is painted here."""
        super().initStyleOption(option, index)
        option.text = ""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """The row's ground, then the cell."""
        super().paint(painter, option, index)
        model = index.model()
        cell = self._cell_of(model.row_at(index)) if isinstance(model, LayerTreeModel) else None
        if cell is None:
            return
        painter.save()
        room = option.rect.adjusted(1, 1, -1, -1)
        if cell.shade is None:
            _paint_word(painter, option, room, cell)
        else:
            _paint_heat(painter, option.palette, room, cell)
        painter.restore()


def _paint_heat(painter: QPainter, palette: QPalette, room: QRect, cell: Cell) -> None:
    assert cell.shade is not None
    dark = palette.color(QPalette.ColorRole.Base).lightness() < 128
    ground = shade(cell.shade, dark=dark, grey=cell.stale)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ground)
    painter.drawRoundedRect(room, 3, 3)
    painter.setPen(text_on(ground))
    painter.drawText(room.adjusted(0, 0, -_MARGIN, 0), _RIGHT, cell.text)


def _paint_word(painter: QPainter, option: QStyleOptionViewItem, room: QRect, cell: Cell) -> None:
    selected = bool(option.state & QStyle.StateFlag.State_Selected)
    role = QPalette.ColorRole.HighlightedText if selected else QPalette.ColorRole.PlaceholderText
    colour = option.palette.color(role)
    painter.setPen(colour)
    font = QFont(painter.font())
    font.setPointSizeF(max(7.0, font.pointSizeF() * 0.88))
    painter.setFont(font)
    text = painter.fontMetrics().elidedText(cell.text, Qt.TextElideMode.ElideRight, room.width() - _LOCK_SIDE - _MARGIN)
    painter.drawText(room.adjusted(0, 0, -_MARGIN, 0), _RIGHT, text)
    if cell.locked:
        left = room.right() - _MARGIN - painter.fontMetrics().horizontalAdvance(text) - _LOCK_SIDE - 2
        ink = QPalette(option.palette)
        ink.setColor(QPalette.ColorRole.ButtonText, colour)
        place = QRect(left, room.center().y() - _LOCK_SIDE // 2, _LOCK_SIDE, _LOCK_SIDE)
        icons.icon("lock", ink).paint(painter, place)
