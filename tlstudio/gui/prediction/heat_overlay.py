"""A heat map over its photo: transparent where nothing speaks for the class, coloured the more the more does."""

import functools
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from tlstudio.gui.colour_maps import colour_map

if TYPE_CHECKING:
    from tlstudio.prediction.heat_map import HeatMap

_COLOURS = "inferno"
_SIDE = 224
_MOST = 0.75  # even the hottest place lets the photo through
_FROM, _FULL_AT = 0.1, 0.6  # what speaks little leaves the photo as it is


class HeatOverlay:
    """One map, ready to be painted over the photo that it belongs to, at any size."""

    def __init__(self, heat: "HeatMap") -> None:
        self._box = heat.box
        self._image = _coloured(heat)
        self._peak = _peak(heat)

    def paint(self, painter: QPainter, place: QRect, strength: float) -> None:
        """Over the photo at `place`, from not at all (0) to as strong as it gets (1), its hottest place in a ring."""
        if not strength or self._peak is None:
            return
        painter.save()
        painter.setClipRect(place)
        painter.setOpacity(strength)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(self._over(place), self._image)
        _ring(painter, self._point(place, *self._peak), max(5.0, place.width() / 30))
        painter.restore()

    def _over(self, place: QRect) -> QRectF:
        left, top, right, bottom = self._box
        return QRectF(self._point(place, left, top), self._point(place, right, bottom))

    def _point(self, place: QRect, across: float, down: float) -> QPointF:
        return QPointF(place.left() + across * place.width(), place.top() + down * place.height())


@functools.cache
def key_colours() -> list[QColor]:
    """The colours from the coldest place to the hottest, as they are over a photo."""
    pairs = enumerate(colour_map(_COLOURS))
    return [QColor(red, green, blue, round(255 * _opacity(value / 255))) for value, (red, green, blue) in pairs]


def _opacity(value: float) -> float:
    return _MOST * min(max(value - _FROM, 0.0) / (_FULL_AT - _FROM), 1.0)


def _coloured(heat: "HeatMap") -> QImage:
    """Smooth first, coloured then: colours between two colours mean nothing."""
    rows, columns = heat.values.shape
    levels = (255 * heat.values).round().astype("uint8").tobytes()
    grey = QImage(levels, columns, rows, columns, QImage.Format.Format_Grayscale8)
    fit, smooth = Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
    large = grey.scaled(QSize(_SIDE, _SIDE), fit, smooth).convertToFormat(QImage.Format.Format_Grayscale8)
    image = QImage(bytes(large.constBits()), _SIDE, _SIDE, large.bytesPerLine(), QImage.Format.Format_Indexed8).copy()
    image.setColorTable([colour.rgba() for colour in key_colours()])
    return image


def _peak(heat: "HeatMap") -> tuple[float, float] | None:
    """The middle of the hottest place, in shares of the photo's sides; None where there is no heat."""
    if not heat.values.any():
        return None
    rows, columns = heat.values.shape
    row, column = divmod(int(heat.values.argmax()), columns)
    left, top, right, bottom = heat.box
    return left + (right - left) * (column + 0.5) / columns, top + (bottom - top) * (row + 0.5) / rows


def _ring(painter: QPainter, middle: QPointF, radius: float) -> None:
    """White with a black edge, to be seen on any colour, and by those who see none."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for colour, width in (("black", 4.0), ("white", 2.0)):
        painter.setPen(QPen(QColor(colour), width))
        painter.drawEllipse(middle, radius, radius)
