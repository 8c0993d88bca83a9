"""How a line of the class list is painted: name, count, and a bar for its share."""

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPalette
from PySide6.QtWidgets import QApplication, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from tlstudio.gui.dataset.class_model import COUNT_ROLE, SHARE_ROLE, Index

_BAR = 3
_PADDING = 8


class ClassDelegate(QStyledItemDelegate):
    """The count stands at the right edge; the bar below is as long as the class is large."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Room for a line of text and the bar."""
        metrics = option.fontMetrics
        width: int = metrics.horizontalAdvance(f"{index.data()}  {index.data(COUNT_ROLE)}")
        return QSize(width + 3 * _PADDING, metrics.height() + _BAR + 13)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Ground and focus as the style has them, then our own three parts."""
        QApplication.style().drawPrimitive(QStyle.PrimitiveElement.PE_PanelItemViewItem, option, painter, option.widget)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        role = QPalette.ColorRole.HighlightedText if selected else QPalette.ColorRole.Text
        painter.save()
        room = option.rect.adjusted(_PADDING, 4, -_PADDING, -4)
        share = index.data(SHARE_ROLE)
        line = QRect(room.left(), room.top(), room.width(), option.fontMetrics.height() + 2)
        self._paint_text(painter, option, index, room if share is None else line, option.palette.color(role))
        if share is not None:
            _paint_bar(painter, option, room, share, selected)
        painter.restore()

    def _paint_text(
        self, painter: QPainter, option: QStyleOptionViewItem, index: Index, room: QRect, colour: QColor
    ) -> None:
        count, metrics = str(index.data(COUNT_ROLE)), option.fontMetrics
        left = room.adjusted(0, 0, -metrics.horizontalAdvance(count) - _PADDING, 0)
        painter.setPen(colour)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(room, int(middle | Qt.AlignmentFlag.AlignRight), count)
        painter.drawText(
            left,
            int(middle | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextSingleLine),
            metrics.elidedText(index.data(), Qt.TextElideMode.ElideMiddle, left.width()),
        )


def _paint_bar(painter: QPainter, option: QStyleOptionViewItem, room: QRect, share: float, selected: bool) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    role = QPalette.ColorRole.HighlightedText if selected else QPalette.ColorRole.Accent
    painter.setBrush(option.palette.color(role))
    width = max(_BAR, share * room.width())
    painter.drawRoundedRect(QRectF(room.left(), room.bottom() - _BAR, width, _BAR), _BAR / 2, _BAR / 2)
