"""What hangs from the pointer while photos are dragged: the first of them, and how many they are."""

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPixmap

_SIDE, _PADDING, _LINE = 72, 6, 20


def drag_picture(thumbnail: QPixmap | None, count: int) -> QPixmap:
    """A small picture of the photos; Qt's own would paint each of them that is in sight."""
    picture = QPixmap(_SIDE, _SIDE)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setOpacity(0.85)
    if thumbnail is None:
        painter.fillRect(picture.rect(), Qt.GlobalColor.gray)
    else:
        fitted = thumbnail.scaled(
            picture.size(), Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
        painter.drawPixmap(QRect(QPoint(0, 0), fitted.size()), fitted)
    if count > 1:
        painter.setOpacity(1)
        text = f"{count:,}"
        badge = QRect(0, 0, QFontMetrics(painter.font()).horizontalAdvance(text) + 2 * _PADDING, _LINE)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(20, 24, 28, 230))
        painter.drawRoundedRect(badge, 5, 5)
        painter.setPen(Qt.GlobalColor.white)
        painter.drawText(badge, int(Qt.AlignmentFlag.AlignCenter), text)
    painter.end()
    return picture
