"""Whether the confidence can be taken at its word, as a plot. Importing this loads pyqtgraph, so it is done late."""

import numpy as np
import pyqtgraph
from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication, QWidget

from tlstudio.evaluation.conclusion import bin_text
from tlstudio.evaluation.report import Report
from tlstudio.gui.dataset.map_marks import colour_of
from tlstudio.gui.evaluation.share_plot import SharePlot
from tlstudio.gui.training.plot_lines import TRAINING

_DOT = 9


class CalibrationPlot(SharePlot):
    """A dot for each bin of confidence with its interval, below it how many answers there are; dashed: as it should
    be."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(
            "calibrationPlot", "Calibration", "Confidence of the answers", "Of these answers right", parent
        )
        self.ideal = pyqtgraph.PlotCurveItem([0, 100], [0, 100])
        self.bars, self.dots = pyqtgraph.ErrorBarItem(beam=1.2), pyqtgraph.ScatterPlotItem(size=_DOT)
        self._counts: list[pyqtgraph.TextItem] = []
        for part in (self.ideal, self.bars, self.dots):
            self._item.addItem(part, ignoreBounds=True)
        self.apply_theme(QApplication.palette())

    def show_report(self, report: Report) -> None:
        """Draw these bins."""
        bins = report.calibration
        across = np.array([100 * each.confidence for each in bins])
        up = np.array([100 * each.accuracy for each in bins])
        low, high = (np.array([100 * each.interval[end] for each in bins]) for end in (0, 1))
        self.bars.setData(x=across, y=up, top=high - up, bottom=up - low)
        self.dots.setData(across, up)
        for text in self._counts:
            self._item.removeItem(text)
        self._counts = [pyqtgraph.TextItem(f"{each.photos:,}", anchor=(0.5, -0.1)) for each in bins]
        for text, x, y in zip(self._counts, across, low, strict=True):
            text.setPos(x, y)
            self._item.addItem(text, ignoreBounds=True)
        self.setAccessibleDescription(". ".join(bin_text(each) for each in bins))
        self.apply_theme(QApplication.palette())

    def apply_theme(self, palette: QPalette) -> None:
        """In the palette's colours."""
        super().apply_theme(palette)
        colour, text = colour_of(TRAINING, palette), palette.color(QPalette.ColorRole.Text)
        self.ideal.setPen(pyqtgraph.mkPen(text, width=1, style=Qt.PenStyle.DashLine))
        self.bars.setData(pen=pyqtgraph.mkPen(colour, width=2))
        self.dots.setBrush(colour)
        self.dots.setPen(None)
        for count in self._counts:
            count.setColor(text)
