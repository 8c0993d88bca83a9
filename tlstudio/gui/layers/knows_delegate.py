"""How the column Knows is painted: a number over a bar from 0 to 100 %, with its interval as a thin line."""

from typing import NamedTuple

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPalette, QPen
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem

from tlstudio.gui.layers.row_delegate import RowDelegate
from tlstudio.gui.layers.tree_model import Index

KNOWN_ROLE = Qt.ItemDataRole.UserRole + 20
_STAR = "★ "
_MARGIN = 5
_BAR = 4
_CAP = 2.5
_FAINT = 0.45


class Known(NamedTuple):
    """What is painted: shares of 0 to 1, and whether it is the best place to cut, or out of date."""

    accuracy: float
    interval: tuple[float, float]
    is_best: bool
    is_old: bool


class KnowsDelegate(RowDelegate):
    """Paints the bars; cells without a result stay empty."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """The row's ground as usual, then number and bar."""
        super().paint(painter, option, index)
        known = index.data(KNOWN_ROLE)
        if known is None:
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setClipRect(option.rect)
        painter.setOpacity(_FAINT if known.is_old else 1.0)
        _paint_text(painter, option, known, index.data())
        _paint_bar(painter, option, known)
        painter.restore()

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:  # noqa: N802
        """No text: it is painted above the bar."""
        super().initStyleOption(option, index)
        option.text = ""


def _paint_text(painter: QPainter, option: QStyleOptionViewItem, known: Known, text: str) -> None:
    font = QFont(option.font)
    font.setBold(known.is_best)
    painter.setFont(font)
    painter.setPen(_ink(option))
    rect: QRect = option.rect.adjusted(_MARGIN, 0, -_MARGIN, -_BAR)
    painter.drawText(rect, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text)
    if known.is_best:
        painter.setPen(_accent(option))
        painter.drawText(rect, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, _STAR)


def _paint_bar(painter: QPainter, option: QStyleOptionViewItem, known: Known) -> None:
    track = QRectF(option.rect.adjusted(_MARGIN, 0, -_MARGIN, 0))
    track.setTop(track.bottom() - _BAR)
    track.setHeight(_BAR - 1)
    ground, filled = QColor(_ink(option)), QColor(_accent(option))
    ground.setAlpha(40)
    filled.setAlpha(170)  # so that the interval is seen on it
    painter.fillRect(track, ground)
    done = QRectF(track)
    done.setWidth(track.width() * known.accuracy)
    painter.fillRect(done, filled)
    low, high = (track.left() + track.width() * share for share in known.interval)
    middle = track.center().y()
    painter.setPen(QPen(_ink(option), 1))
    painter.drawLine(QPointF(low, middle), QPointF(high, middle))
    for end in (low, high):
        painter.drawLine(QPointF(end, middle - _CAP), QPointF(end, middle + _CAP))


def _ink(option: QStyleOptionViewItem) -> QColor:
    return option.palette.color(_role(option, QPalette.ColorRole.WindowText))


def _accent(option: QStyleOptionViewItem) -> QColor:
    return option.palette.color(_role(option, QPalette.ColorRole.Link))


def _role(option: QStyleOptionViewItem, usual: QPalette.ColorRole) -> QPalette.ColorRole:
    return QPalette.ColorRole.HighlightedText if option.state & QStyle.StateFlag.State_Selected else usual
