"""What it costs, and what it brings, to trust only sure answers, as a plot. Importing this loads pyqtgraph, so it is
done late."""

import numpy as np
import pyqtgraph
from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from tlstudio.evaluation.conclusion import threshold_text
from tlstudio.evaluation.outcomes import Evaluation
from tlstudio.evaluation.report import confidences_of
from tlstudio.gui.dataset.map_marks import colour_of
from tlstudio.gui.evaluation.share_plot import SharePlot
from tlstudio.gui.training.plot_lines import TRAINING, VALIDATION
from tlstudio.gui.training.plot_signs import line_pen
from tlstudio.metrics.thresholds import threshold_curve

_STEPS = 200
_FIRST = 90.0
_KEYS = {Qt.Key.Key_Left: -0.5, Qt.Key.Key_Right: 0.5, Qt.Key.Key_PageUp: -10.0, Qt.Key.Key_PageDown: 10.0}
_PALE = 60


class ThresholdPlot(SharePlot):
    """How many photos are answered, and how many of these rightly, against the confidence that is asked for. A line can
    be moved by the mouse or the arrow keys; `moved(sentence)` says what it stands for."""

    moved = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("thresholdPlot", "Thresholds", "Confidence that is asked for", "Share of photos", parent)
        self._confidence, self._right = np.zeros(0), np.zeros(0, dtype=np.bool_)
        self.answered, self.right = pyqtgraph.PlotCurveItem(), pyqtgraph.PlotCurveItem()
        self._low, self._high = pyqtgraph.PlotCurveItem(), pyqtgraph.PlotCurveItem()
        self.band = pyqtgraph.FillBetweenItem(self._low, self._high)
        self.line = pyqtgraph.InfiniteLine(_FIRST, angle=90, movable=True, bounds=(0, 100))
        for part in (self._low, self._high, self.band, self.answered, self.right, self.line):
            self._item.addItem(part, ignoreBounds=True)
        self._words = [pyqtgraph.TextItem(anchor=(0, 0.5)) for _ in range(2)]
        for text, words, y in zip(self._words, ("– – answered", "–– of these right"), (16, 7), strict=True):
            text.setText(words)
            text.setPos(2, y)
            self._item.addItem(text, ignoreBounds=True)
        self.line.sigPositionChanged.connect(self._on_moved)
        self.apply_theme(QApplication.palette())

    def show_evaluation(self, evaluation: Evaluation) -> None:
        """Draw these answers."""
        self._confidence = confidences_of(evaluation)
        self._right = np.array([each.is_right for each in evaluation.outcomes], dtype=np.bool_)
        curve = threshold_curve(self._confidence, self._right, [step / _STEPS for step in range(_STEPS + 1)])
        self.answered.setData([100 * each.confidence for each in curve], [100 * each.share for each in curve])
        some = [each for each in curve if each.accuracy is not None]
        across = [100 * each.confidence for each in some]
        self.right.setData(across, [100 * (each.accuracy or 0) for each in some])
        self._low.setData(across, [100 * each.interval[0] for each in some])
        self._high.setData(across, [100 * each.interval[1] for each in some])
        self._on_moved()

    def sentence(self) -> str:
        """What the line stands for."""
        (found,) = threshold_curve(self._confidence, self._right, [round(self.line.value(), 1) / 100])
        return threshold_text(found, len(self._right))

    def apply_theme(self, palette: QPalette) -> None:
        """In the palette's colours; the two curves differ by their dashes, too."""
        super().apply_theme(palette)
        self.answered.setPen(line_pen(VALIDATION, palette))
        self.right.setPen(line_pen(TRAINING, palette))
        pale = colour_of(TRAINING, palette)
        pale.setAlpha(_PALE)
        self.band.setBrush(pale)
        for end in (self._low, self._high):
            end.setPen(None)
        link = palette.color(QPalette.ColorRole.Link)
        self.line.setPen(pyqtgraph.mkPen(link, width=2))
        self.line.setHoverPen(pyqtgraph.mkPen(link, width=4))
        for text, sign in zip(self._words, (VALIDATION, TRAINING), strict=True):
            text.setColor(colour_of(sign, palette))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right move the line a little, the page keys more, Home and End to the ends."""
        key = Qt.Key(event.key())
        if key in _KEYS:
            self.line.setValue(min(100.0, max(0.0, self.line.value() + _KEYS[key])))
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self.line.setValue(0.0 if key == Qt.Key.Key_Home else 100.0)
        else:
            event.ignore()

    @Slot()
    def _on_moved(self) -> None:
        sentence = self.sentence()
        self.setAccessibleDescription(sentence)
        self.moved.emit(sentence)
