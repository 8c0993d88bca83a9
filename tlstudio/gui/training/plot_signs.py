"""What tells curves apart: colour, marks and dashes, so that nobody depends on colours alone."""

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPalette, QPen, QPixmap

from tlstudio.gui.dataset.map_marks import colour_of, shape_of
from tlstudio.gui.training.plot_lines import TRAINING

MARK_SIZE = 7
_DASHES = ((5.0, 2.5), (2.0, 2.0), (8.0, 2.5, 2.0, 2.5), (10.0, 3.0), (4.0, 2.0, 1.0, 2.0, 1.0, 2.0))


def line_pen(sign: int, palette: QPalette, *, faint: bool = False, width: float = 2.0) -> QPen:
    """Training is drawn through, all others are dashed, each in its own way; `faint` is thin and pale."""
    colour = QColor(colour_of(sign, palette))
    pen = QPen(colour, 1.0 if faint else width)
    pen.setCosmetic(True)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    if faint:
        colour.setAlpha(110)
        pen.setColor(colour)
    elif sign != TRAINING:
        pen.setDashPattern(_DASHES[(sign - 1) % len(_DASHES)])
    return pen


def sample_of(sign: int, palette: QPalette, size: QSize, ratio: float, *, faint: bool = False) -> QPixmap:
    """A piece of the curve with one of its marks, for a legend."""
    picture = QPixmap(size * ratio)
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    middle = QPointF(size.width() / 2, size.height() / 2)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(line_pen(sign, palette, faint=faint))
    painter.drawLine(QPointF(0, middle.y()), QPointF(size.width(), middle.y()))
    if not faint:
        painter.translate(middle)
        painter.scale(MARK_SIZE + 1, MARK_SIZE + 1)
        painter.fillPath(shape_of(sign), colour_of(sign, palette))
    painter.end()
    return picture
