"""The candidates' curves over each other. Importing this loads pyqtgraph, so it is done late."""

from collections.abc import Mapping, Sequence

import pyqtgraph
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication, QWidget

from tlstudio.gui.framed_plot import FramedPlot
from tlstudio.gui.training.plot_axes import ValueAxis
from tlstudio.gui.training.plot_signs import line_pen

_AXIS_WIDTH = 44
_LEAST_SPREAD = 10.0
Curve = tuple[Sequence[float], Sequence[float]]


class ProofPlot(FramedPlot):
    """A curve for each candidate, in the sign of its number: right answers as its training goes on, in percent."""

    def __init__(self, names: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent, axisItems={"bottom": ValueAxis("bottom"), "left": ValueAxis("left")})
        self.setObjectName("proofPlot")
        self.setAccessibleName("Right answers of each candidate as its training goes on")
        self.keep_still()
        self._item.setLabel("bottom", "part of the training, %")
        self._item.setLabel("left", "right, %")
        self._item.getAxis("left").setWidth(_AXIS_WIDTH)
        self._item.getAxis("left").ends = (0.0, 100.0)
        self.curves = {name: pyqtgraph.PlotCurveItem() for name in names}
        for curve in self.curves.values():
            self._item.addItem(curve, ignoreBounds=True)
        self._item.setXRange(0, 100, padding=0.02)
        self._item.setYRange(50, 100, padding=0.02)
        self.apply_theme(QApplication.palette())

    def show_curves(self, curves: Mapping[str, Curve]) -> None:
        """Draw them, with room for all."""
        for name, (parts, values) in curves.items():
            self.curves[name].setData(list(parts), list(values))
        values = [value for _, line in curves.values() for value in line]
        if values:
            lowest = min(min(values), 100 - _LEAST_SPREAD)
            self._item.setYRange(lowest, 100, padding=0.04)
        told = (f"{name}: {line[-1]:.0f} % right" for name, (_, line) in curves.items() if line)
        self.setAccessibleDescription(", ".join(told))

    def apply_theme(self, palette: QPalette) -> None:
        """Take the palette's colours."""
        super().apply_theme(palette)
        for sign, curve in enumerate(self.curves.values()):
            curve.setPen(line_pen(sign, palette))
