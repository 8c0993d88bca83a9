"""The plot of the search for a learning rate. Importing this loads pyqtgraph, so it is done late."""

import math

import pyqtgraph
from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from tlstudio.gui.dataset.map_marks import colour_of
from tlstudio.gui.framed_plot import FramedPlot
from tlstudio.gui.training.plot_axes import ValueAxis, logarithmic_ticks
from tlstudio.gui.training.plot_lines import TRAINING
from tlstudio.gui.training.plot_signs import line_pen
from tlstudio.training.tried_rates import HIGHEST, LOWEST, FoundRate

_PIXELS_PER_LABEL = 70
_AXIS_WIDTH = 52
_ROOM_ABOVE = 1.25
_DOT = 4
_STEPS = {
    Qt.Key.Key_Left: -0.02,
    Qt.Key.Key_Right: 0.02,
    Qt.Key.Key_PageUp: -0.25,
    Qt.Key.Key_PageDown: 0.25,
}


class RateAxis(ValueAxis):
    """Powers of ten and round numbers between them, as far as their words have room beside each other."""

    def __init__(self) -> None:
        super().__init__("bottom")
        self.logarithmic = True

    def tickValues(self, minimum: float, maximum: float, size: float) -> list[tuple[float, list[float]]]:  # noqa: N802
        """One level of them."""
        return [(1.0, logarithmic_ticks(minimum, maximum, max(2, int(size / _PIXELS_PER_LABEL))))]

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:  # noqa: N802
        """The rates without powers of ten, which fewer people read."""
        return [f"{10**value:.7f}".rstrip("0").rstrip(".") for value in values]


class RatePlot(FramedPlot):
    """Each step's loss as a dot, their mean as a line, the suggested rate dotted, and a line that can be moved: by the
    mouse, or by the arrow keys. `rate_moved(rate)` when a person moves it."""

    rate_moved = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, axisItems={"bottom": RateAxis(), "left": ValueAxis("left")})
        self.setObjectName("ratePlot")
        self.setAccessibleName("Loss by learning rate")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.keep_still()
        self._item.setLabel("bottom", "learning rate")
        self._item.setLabel("left", "loss")
        self._item.getAxis("left").setWidth(_AXIS_WIDTH)
        self.dots, self.curve = pyqtgraph.ScatterPlotItem(size=_DOT), pyqtgraph.PlotCurveItem()
        self.suggested = pyqtgraph.InfiniteLine(angle=90)
        bounds = (math.log10(LOWEST), math.log10(HIGHEST))
        self.chosen = pyqtgraph.InfiniteLine(angle=90, movable=True, bounds=bounds)
        for part in (self.dots, self.curve, self.suggested, self.chosen):
            self._item.addItem(part, ignoreBounds=True)
        self.chosen.sigDragged.connect(self._on_dragged)
        self._item.setXRange(*bounds, padding=0.02)
        self.apply_theme(QApplication.palette())

    def show_found(self, found: FoundRate) -> None:
        """Draw it, and put the line that can be moved to the suggested rate."""
        powers = [math.log10(each.rate) for each in found.tried]
        means = [each.smoothed for each in found.tried]
        self.dots.setData(powers, [each.loss for each in found.tried])
        self.curve.setData(powers, means)
        lowest = means.index(min(means))
        self._item.setXRange(powers[0], powers[-1], padding=0.02)
        self._item.setYRange(0, _ROOM_ABOVE * max(means[: lowest + 1]), padding=0.02)
        self.suggested.setVisible(found.rate is not None)
        if found.rate is not None:
            self.suggested.setValue(math.log10(found.rate))
            self.choose(found.rate)

    def choose(self, rate: float) -> None:
        """Put the line to this rate."""
        self.chosen.setValue(math.log10(rate))

    def rate(self) -> float:
        """Where the line stands, in two digits."""
        return float(f"{10 ** self.chosen.value():.1e}")

    def apply_theme(self, palette: QPalette) -> None:
        """Take the palette's colours."""
        super().apply_theme(palette)
        text = palette.color(QPalette.ColorRole.Text)
        faint = colour_of(TRAINING, palette)
        faint.setAlpha(120)
        self.dots.setBrush(faint)
        self.dots.setPen(None)
        self.curve.setPen(line_pen(TRAINING, palette))
        self.suggested.setPen(pyqtgraph.mkPen(text, width=1, style=Qt.PenStyle.DotLine))
        self.chosen.setPen(pyqtgraph.mkPen(palette.color(QPalette.ColorRole.Link), width=2))
        self.chosen.setHoverPen(pyqtgraph.mkPen(palette.color(QPalette.ColorRole.Link), width=4))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right move the line a little, the page keys more, Home puts it to the suggested rate."""
        key = Qt.Key(event.key())
        if key in _STEPS:
            self.chosen.setValue(self.chosen.value() + _STEPS[key])
        elif key == Qt.Key.Key_Home and self.suggested.isVisible():
            self.chosen.setValue(self.suggested.value())
        else:
            event.ignore()
            return
        self._on_dragged()

    @Slot()
    def _on_dragged(self) -> None:
        self.rate_moved.emit(self.rate())
