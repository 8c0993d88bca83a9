"""How sure the model is, and how right: two plots with a sentence for each."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QVBoxLayout, QWidget

from tlstudio.evaluation.conclusion import calibration_text
from tlstudio.evaluation.outcomes import Evaluation
from tlstudio.evaluation.report import Report
from tlstudio.gui.evaluation.wording import THRESHOLD_HELP, unbroken
from tlstudio.gui.labels import plain_label

if TYPE_CHECKING:
    from tlstudio.gui.evaluation.calibration_plot import CalibrationPlot
    from tlstudio.gui.evaluation.threshold_plot import ThresholdPlot


class ConfidencePage(QWidget):
    """The plots are built with the first figures."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.calibration: CalibrationPlot | None = None
        self.thresholds: ThresholdPlot | None = None
        self.calibrated, self.threshold = plain_label("calibrationText"), plain_label("thresholdText")
        self.threshold.setToolTip(THRESHOLD_HELP)
        self._column = QVBoxLayout(self)

    def show_evaluation(self, evaluation: Evaluation, report: Report) -> None:
        """Draw these answers, and say what follows."""
        if self.calibration is None or self.thresholds is None:
            self.calibration, self.thresholds = self._build()
        self.calibrated.setText(unbroken(calibration_text(report)))
        self.calibration.show_report(report)
        self.thresholds.show_evaluation(evaluation)

    def apply_theme(self, palette: QPalette) -> None:
        """The plots do not follow the palette by themselves."""
        for plot in (self.calibration, self.thresholds):
            if plot is not None:
                plot.apply_theme(palette)

    @Slot(str)
    def _on_threshold_moved(self, sentence: str) -> None:
        self.threshold.setText(unbroken(sentence))

    def _build(self) -> "tuple[CalibrationPlot, ThresholdPlot]":
        from tlstudio.gui.evaluation.calibration_plot import CalibrationPlot
        from tlstudio.gui.evaluation.threshold_plot import ThresholdPlot

        calibration, thresholds = CalibrationPlot(), ThresholdPlot()
        thresholds.setToolTip(THRESHOLD_HELP)
        thresholds.moved.connect(self._on_threshold_moved)
        for part in (self.calibrated, calibration, self.threshold, thresholds):
            self._column.addWidget(part, int(part in (calibration, thresholds)))
        return calibration, thresholds
