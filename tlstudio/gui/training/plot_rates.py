"""Learning rates behind the curves of a plot. Importing this loads pyqtgraph, so it is done late."""

from collections.abc import Sequence

import pyqtgraph
from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QPalette

from tlstudio.gui.training.plot_axes import ValueAxis
from tlstudio.gui.training.plot_bins import scaled

_WIDTH = 46
_BEHIND = -200  # the plot's own view has -100, and whichever is in front is given the mouse
_STEPS = ((Qt.PenStyle.DotLine, 1.6), (Qt.PenStyle.DotLine, 1.0))


class Rates:
    """The head's rate and that of the slowest layers, dotted, on a logarithmic axis of their own at the right."""

    def __init__(self, item: pyqtgraph.PlotItem, axis: ValueAxis) -> None:
        self._item = item
        self._axis = axis
        axis.logarithmic = True
        axis.setWidth(_WIDTH)
        self._view = pyqtgraph.ViewBox(enableMenu=False, enableMouse=False)
        self._view.setZValue(_BEHIND)
        self.lines = [pyqtgraph.PlotDataItem() for _ in _STEPS]
        for line in self.lines:
            self._view.addItem(line)
        item.scene().addItem(self._view)
        axis.linkToView(self._view)
        self._view.setXLink(item.getViewBox())
        item.getViewBox().sigResized.connect(self._fit)
        self.show_rates((), (), ())

    def show_rates(self, epochs: Sequence[int], highest: Sequence[float], lowest: Sequence[float]) -> None:
        """Draw these; the axis is only there with them, and the slowest layers' line where it is another one."""
        for line, rates in zip(self.lines, (highest, lowest if list(lowest) != list(highest) else ()), strict=True):
            line.setData(list(epochs)[: len(rates)], scaled(rates, True), connect="finite")
        self._item.showAxis("right", bool(highest))
        self._view.setVisible(bool(highest))

    def is_shown(self) -> bool:
        """Whether there is anything to see."""
        return bool(self._view.isVisible())

    def apply_theme(self, palette: QPalette) -> None:
        """In a quiet colour."""
        quiet = palette.color(QPalette.ColorRole.PlaceholderText)
        self._axis.setPen(quiet)
        self._axis.setTextPen(quiet)
        for line, (style, width) in zip(self.lines, _STEPS, strict=True):
            line.setPen(pyqtgraph.mkPen(quiet, width=width, style=style))

    @Slot()
    def _fit(self) -> None:
        self._view.setGeometry(self._item.getViewBox().sceneBoundingRect())
        self._view.linkedViewChanged(self._item.getViewBox(), self._view.XAxis)
