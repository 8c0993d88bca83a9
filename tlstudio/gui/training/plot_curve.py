"""One curve on a plot. Importing this loads pyqtgraph, so it is done late."""

import numpy as np
import pyqtgraph
from numpy.typing import NDArray
from PySide6.QtGui import QPalette

from tlstudio.gui.dataset.map_marks import colour_of, shape_of
from tlstudio.gui.training.plot_axes import round_up
from tlstudio.gui.training.plot_bins import Values, scaled, thinned
from tlstudio.gui.training.plot_lines import Line
from tlstudio.gui.training.plot_signs import MARK_SIZE, line_pen

_MOST_MARKS = 12
_STAR = 5
_MANY, _THICK, _THIN = 300, 2.0, 1.0  # many epochs on few pixels are a thicket: thin lines can be seen through


class Curve:
    """The line, its marks at round epochs, a star at its best epoch, and the values it smooths, faintly behind it.

    Of thousands of epochs as much is drawn as can be seen.
    """

    def __init__(self, item: pyqtgraph.PlotItem) -> None:
        self._item = item
        self._style: tuple[int, bool, int, float] | None = None
        self.raw, self.drawn = pyqtgraph.PlotCurveItem(connect="finite"), pyqtgraph.PlotCurveItem(connect="finite")
        self.marks, self.star = pyqtgraph.ScatterPlotItem(), pyqtgraph.ScatterPlotItem()
        for part in self._parts():
            item.addItem(part)

    def show_line(self, line: Line, logarithmic: bool, in_sight: tuple[float, float], palette: QPalette) -> None:
        """Draw this; values are drawn as powers of ten when `logarithmic`, those that have no such are left out."""
        self._take_style(line, palette, _THIN if in_sight[1] - in_sight[0] > _MANY else _THICK)
        epochs = np.asarray(line.epochs, dtype=np.float64)
        values = scaled(line.values, logarithmic)
        pixels = self._item.getViewBox().width()
        self.drawn.setData(*thinned(epochs, values, *in_sight, pixels))
        raw = scaled(line.raw, logarithmic)
        self.raw.setData(*thinned(epochs[: len(raw)], raw, *in_sight, pixels))
        chosen = np.zeros(0, dtype=np.int64) if line.faint else _marked(epochs, in_sight)
        chosen = chosen[np.isfinite(values[chosen])]
        self.marks.setData(epochs[chosen], values[chosen])
        best = np.flatnonzero((epochs == line.best) & np.isfinite(values))
        self.star.setData(epochs[best], values[best])

    def remove(self) -> None:
        """Take it off the plot."""
        for part in self._parts():
            self._item.removeItem(part)

    def _take_style(self, line: Line, palette: QPalette, width: float) -> None:
        style = (line.sign, line.faint, palette.cacheKey(), width)
        if style == self._style:
            return
        self._style = style
        colour = colour_of(line.sign, palette)
        self.drawn.setPen(line_pen(line.sign, palette, faint=line.faint, width=width))
        self.raw.setPen(line_pen(line.sign, palette, faint=True))
        self.marks.setSymbol(shape_of(line.sign))
        self.marks.setSize(MARK_SIZE)
        self.star.setSymbol(shape_of(_STAR))
        self.star.setSize(2 * MARK_SIZE)
        for part in (self.marks, self.star):
            part.setBrush(colour)
            part.setPen(pyqtgraph.mkPen(palette.color(QPalette.ColorRole.Base), width=1))

    def _parts(self) -> tuple[pyqtgraph.GraphicsObject, ...]:
        return self.raw, self.drawn, self.marks, self.star


def _marked(epochs: Values, in_sight: tuple[float, float]) -> NDArray[np.int64]:
    """Round epochs, a dozen in sight at most, and the only one there is."""
    if len(epochs) == 1:
        return np.zeros(1, dtype=np.int64)
    first, last = np.searchsorted(epochs, in_sight)
    step = round_up(max(1.0, (in_sight[1] - in_sight[0]) / _MOST_MARKS))
    chosen: NDArray[np.int64] = np.arange(first, last)[epochs[first:last] % step == 0]
    return chosen
