"""How an interval is painted: a bar from its low to its high end on a track of 0 to 100 %, a tick at the figure."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPalette
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from tlstudio.metrics.shares import Share

SHARE_ROLE = Qt.ItemDataRole.UserRole
_TRACK, _BAR, _TICK = 3.0, 9.0, 2.0
_MARGIN = 8


class IntervalDelegate(QStyledItemDelegate):
    """The interval's text to the left of its bar."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """The cell as usual, its text included, and the bar."""
        super().paint(painter, option, index)
        share = index.data(SHARE_ROLE)
        if isinstance(share, Share):
            painter.save()
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            _paint_bar(painter, option, share)
            painter.restore()


def _paint_bar(painter: QPainter, option: QStyleOptionViewItem, share: Share) -> None:
    room = QRectF(option.rect).adjusted(_MARGIN + option.fontMetrics.horizontalAdvance("100–100 %"), 0, -_MARGIN, 0)
    selected = bool(option.state & QStyle.StateFlag.State_Selected)
    ink = option.palette.color(QPalette.ColorRole.HighlightedText if selected else QPalette.ColorRole.Text)
    accent = ink if selected else option.palette.color(QPalette.ColorRole.Link)
    ground, bar = QColor(ink), QColor(accent)
    ground.setAlpha(40)
    bar.setAlpha(170)  # so that the tick is seen on it
    middle = room.center().y()

    def piece(low: float, high: float, height: float) -> QRectF:
        left, right = (room.left() + room.width() * end for end in (low, high))
        return QRectF(left, middle - height / 2, right - left, height)

    painter.fillRect(piece(0, 1, _TRACK), ground)
    painter.fillRect(piece(*share.interval, _BAR), bar)
    tick = piece(share.accuracy, share.accuracy, _BAR + 4)
    painter.fillRect(tick.adjusted(-_TICK / 2, 0, _TICK / 2, 0), ink)
