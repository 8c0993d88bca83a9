"""A plot of shares against confidence, both in per cent. Importing this loads pyqtgraph, so it is done late."""

import pyqtgraph
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPalette, QPen
from PySide6.QtWidgets import QApplication, QWidget

from tlstudio.gui.training.plot_axes import ValueAxis, grid_of

_AXIS_WIDTH = 52
_ACROSS = (-6.0, 106.0)  # so that the words at both ends have room
_UP = (-2.0, 103.0)


class SharePlot(pyqtgraph.PlotWidget):  # type: ignore[misc]
    """Axes from 0 to 100 %, with words. What it shows is also its accessible description, for who cannot see it."""

    def __init__(self, name: str, title: str, across: str, up: str, parent: QWidget | None = None) -> None:
        super().__init__(parent, axisItems={side: _PercentAxis(side) for side in ("bottom", "left")})
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.item = self.getPlotItem()
        self.item.hideButtons()
        self.item.setMenuEnabled(False)
        self.item.setMouseEnabled(False, False)
        self.item.setLabel("bottom", across)
        self.item.setLabel("left", up)
        self.item.getAxis("left").setWidth(_AXIS_WIDTH)
        self.item.setRange(xRange=_ACROSS, yRange=_UP, padding=0)

    def apply_theme(self, palette: QPalette) -> None:
        """Take the palette's colours: pyqtgraph does not follow it by itself."""
        self.setBackground(palette.color(QPalette.ColorRole.Base))
        text = palette.color(QPalette.ColorRole.Text)
        for side in ("left", "bottom"):
            axis = self.item.getAxis(side)
            axis.setPen(text)
            axis.setTextPen(text)

    def drawBackground(self, painter: QPainter, rect: QRectF | object) -> None:  # noqa: N802
        """The ground with its grid, as the other plots have it."""
        super().drawBackground(painter, rect)
        painter.setPen(QApplication.palette().color(QPalette.ColorRole.Midlight))
        painter.drawLines(grid_of(self.item))

    def drawForeground(self, painter: QPainter, rect: QRectF | object) -> None:  # noqa: N802
        """A frame where the keyboard speaks to the plot."""
        super().drawForeground(painter, rect)
        if self.hasFocus():
            painter.setPen(QPen(QApplication.palette().color(QPalette.ColorRole.Link), 1))
            painter.drawRect(QRectF(self.viewport().rect()).adjusted(0, 0, -1, -1))


class _PercentAxis(ValueAxis):
    """0 to 100 %."""

    def __init__(self, side: str) -> None:
        super().__init__(side)
        self.ends = (0.0, 100.0)

    def tickValues(self, minimum: float, maximum: float, size: float) -> list[tuple[float, list[float]]]:  # noqa: N802
        """Every tenth, or every fifth where there is less room."""
        step = 10 if size > 300 else 20
        return [(step, [float(value) for value in range(0, 101, step)])]

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:  # noqa: N802
        """With their unit."""
        return [f"{value:.0f} %" for value in values]
