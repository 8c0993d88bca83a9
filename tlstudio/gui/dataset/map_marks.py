"""The sign of each class on the map: a colour and a shape, so that nobody depends on colours alone."""

import math
from functools import cache

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPalette, QPixmap, QPolygonF, QTransform

# Told apart with any of the three kinds of colour blindness, and with a contrast of 3:1 at least to their background.
ON_LIGHT = ("#0072B2", "#D55E00", "#007A5A", "#A63D8F", "#6B4A00", "#3F9BB8", "#858585")
ON_DARK = ("#56B4E9", "#E69F00", "#2FBF8F", "#D77FB8", "#F5EC6B", "#E8623A", "#8A8F96")
_THIN, _THICK = 0.16, 0.5


def colour_of(number: int, palette: QPalette) -> QColor:
    """The colour of the class of that number."""
    colours = ON_DARK if palette.color(QPalette.ColorRole.Base).lightness() < 128 else ON_LIGHT
    return QColor(colours[number % len(colours)])


def shape_of(number: int) -> QPainterPath:
    """The shape of the class of that number, about 1 across, around the origin. 56 classes differ from each other."""
    shapes = _shapes()
    return shapes[number % len(shapes)]


def sign(number: int, palette: QPalette, side: int, ratio: float) -> QPixmap:
    """Shape and colour as a picture, `side` of the window's own pixels wide."""
    picture = QPixmap(QSize(side, side) * ratio)
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(side / 2, side / 2)
    painter.scale(side * 0.8, side * 0.8)
    painter.fillPath(shape_of(number), colour_of(number, palette))
    painter.end()
    return picture


@cache
def _shapes() -> tuple[QPainterPath, ...]:
    disc = QPainterPath()
    disc.addEllipse(QPointF(0, 0), 0.48, 0.48)
    square = _outline([(-0.43, -0.43), (0.43, -0.43), (0.43, 0.43), (-0.43, 0.43)])
    up = _outline([(0, -0.55), (0.53, 0.42), (-0.53, 0.42)])
    diamond = _outline([(0, -0.6), (0.46, 0), (0, 0.6), (-0.46, 0)])
    a, b = _THIN, _THICK
    plus = _outline(
        [(-a, -b), (a, -b), (a, -a), (b, -a), (b, a), (a, a), (a, b), (-a, b), (-a, a), (-b, a), (-b, -a), (-a, -a)]
    )
    tips = [(0.6 if step % 2 == 0 else 0.27, math.pi * (step / 5 - 0.5)) for step in range(10)]
    star = _outline([(radius * math.cos(angle), radius * math.sin(angle)) for radius, angle in tips])
    down, cross = QTransform().rotate(180).map(up), QTransform().rotate(45).map(plus)
    return disc, square, up, diamond, plus, star, down, cross


def _outline(corners: list[tuple[float, float]]) -> QPainterPath:
    path = QPainterPath()
    path.addPolygon(QPolygonF([QPointF(x, y) for x, y in corners]))
    path.closeSubpath()
    return path
