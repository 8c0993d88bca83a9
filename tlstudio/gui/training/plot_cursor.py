"""The crosshair. Importing this loads pyqtgraph, so it is done late."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence

import pyqtgraph
from PySide6.QtGui import QPalette

from tlstudio.gui.training.plot_bins import scaled
from tlstudio.gui.training.plot_lines import Line

_RING = 12


class Cursor:
    """A line at one epoch, with a ring around each curve's value there."""

    def __init__(self, item: pyqtgraph.PlotItem) -> None:
        self._line = pyqtgraph.InfiniteLine(angle=90)
        self._rings = pyqtgraph.ScatterPlotItem(symbol="o", size=_RING, brush=None)
        for part in (self._line, self._rings):
            part.setVisible(False)
            part.setZValue(10)
            item.addItem(part, ignoreBounds=True)

    def show_at(self, epoch: int | None, lines: Sequence[Line], logarithmic: bool) -> None:
        """Stand at this epoch; None takes it away."""
        for part in (self._line, self._rings):
            part.setVisible(epoch is not None)
        if epoch is not None:
            values = scaled(list(_values_at(epoch, lines)), logarithmic)
            self._line.setValue(epoch)
            self._rings.setData([epoch] * len(values), values)

    def epoch(self) -> int | None:
        """Where it stands."""
        return int(self._line.value()) if self._line.isVisible() else None

    def values(self) -> Sequence[float]:
        """Where the rings stand."""
        return list(self._rings.getData()[1])

    def apply_theme(self, palette: QPalette) -> None:
        """In the colour of the text."""
        pen = pyqtgraph.mkPen(palette.color(QPalette.ColorRole.Text), width=1)
        self._line.setPen(pen)
        self._rings.setPen(pen)


def _values_at(epoch: int, lines: Sequence[Line]) -> Iterator[float]:
    for line in lines:
        place = bisect_left(line.epochs, epoch)
        if place < min(len(line.epochs), len(line.values)) and line.epochs[place] == epoch:
            yield line.values[place]
