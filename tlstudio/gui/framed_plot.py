"""The ground on which plots are drawn. Importing this loads pyqtgraph, so it is done late."""

from typing import Any

import pyqtgraph
from PySide6.QtCore import QRectF
from PySide6.QtGui import QFocusEvent, QPainter, QPalette, QPen
from PySide6.QtWidgets import QApplication, QWidget

from tlstudio.gui.training.plot_axes import grid_of


class FramedPlot(pyqtgraph.PlotWidget):  # type: ignore[misc]
    """In the palette's colours, which pyqtgraph does not follow by itself, with a grid, and a frame where the keyboard
    speaks to it."""

    def __init__(self, parent: QWidget | None = None, **parts: Any) -> None:
        super().__init__(parent, **parts)
        self._palette = QApplication.palette()
        self._item = self.getPlotItem()
        self._item.hideButtons()

    def keep_still(self) -> None:
        """Nothing is zoomed or chosen in it by mouse."""
        self._item.setMenuEnabled(False)
        self._item.setMouseEnabled(False, False)

    def apply_theme(self, palette: QPalette) -> None:
        """Take the palette's colours."""
        self._palette = palette
        self.setBackground(palette.color(QPalette.ColorRole.Base))
        text = palette.color(QPalette.ColorRole.Text)
        for side in ("left", "bottom"):
            axis = self._item.getAxis(side)
            axis.setPen(text)
            axis.setTextPen(text)

    def drawBackground(self, painter: QPainter, rect: QRectF | object) -> None:  # noqa: N802
        """The ground with its grid: pyqtgraph's own grid takes longer than all the curves together."""
        super().drawBackground(painter, rect)
        painter.setPen(self._palette.color(QPalette.ColorRole.Midlight))
        painter.drawLines(grid_of(self._item))

    def drawForeground(self, painter: QPainter, rect: QRectF | object) -> None:  # noqa: N802
        """The frame."""
        super().drawForeground(painter, rect)
        if self.hasFocus():
            painter.setPen(QPen(self._palette.color(QPalette.ColorRole.Link), 1))
            painter.drawRect(QRectF(self.viewport().rect()).adjusted(0, 0, -1, -1))

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The frame is drawn."""
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The frame is gone."""
        super().focusOutEvent(event)
        self.viewport().update()
