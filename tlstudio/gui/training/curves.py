"""Live curves of loss and accuracy: every epoch is kept at once, drawn at most 15 times a second."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedLayout, QWidget

from tlstudio.foundation.events import EpochEnded, Thawing
from tlstudio.gui.training.wording import thawing_text

if TYPE_CHECKING:
    from tlstudio.gui.training.plot_parts import CurvePlot

_REDRAW_MILLISECONDS = 1000 // 15
_NOTHING_YET = "Curves appear here: how wrong the network still is (loss), and how often it is right (accuracy)."
_FIRST_POINT = "The curves begin when the first epoch is over."


class Curves(QWidget):
    """The two plots side by side, a sentence before the first epoch, and the latest figures as text."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Curves of loss and accuracy")
        self._epochs: list[EpochEnded] = []
        self._expected = 0
        self._best: int | None = None
        self._dirty = False
        self._thaw: tuple[Thawing, ...] = ()
        self.loss: CurvePlot | None = None
        self.accuracy: CurvePlot | None = None
        self._placeholder = QLabel(_NOTHING_YET, alignment=Qt.AlignmentFlag.AlignCenter, wordWrap=True)
        self._placeholder.setTextFormat(Qt.TextFormat.PlainText)
        self._plots = QWidget()
        self._row = QHBoxLayout(self._plots)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._layers = QStackedLayout(self)
        self._layers.addWidget(self._placeholder)
        self._layers.addWidget(self._plots)
        self._timer = QTimer(self, interval=_REDRAW_MILLISECONDS)
        self._timer.timeout.connect(self.redraw)

    def build_plots(self) -> None:
        """Load pyqtgraph and make the plots; harmless when they are there already."""
        if self.loss is not None:
            return
        from tlstudio.gui.training.plot_parts import CurvePlot

        self.loss = CurvePlot("lossPlot", "loss", falls=True)
        self.accuracy = CurvePlot("accuracyPlot", "accuracy (%)", falls=False)
        self.loss.setToolTip("Cross-entropy loss: 0 is certain and right; guessing between two classes costs 0.69.")
        self.loss.setAccessibleName("Loss per epoch")
        self.accuracy.setAccessibleName("Accuracy per epoch")
        self.accuracy.keep_between(0, 100)
        for plot in (self.loss, self.accuracy):
            self._row.addWidget(plot)
        self._dirty = True
        self.redraw()

    def start(self, epochs: int, thaw: Sequence[Thawing] = ()) -> None:
        """A new run of that many epochs begins: forget the last one. A line shows where layers thaw."""
        self.build_plots()
        self._epochs, self._best, self._expected, self._dirty = [], None, epochs, True
        self._thaw = tuple(thaw)
        self._placeholder.setText(_FIRST_POINT)
        self._layers.setCurrentWidget(self._placeholder)
        self.redraw()
        self._timer.start()

    def add(self, epoch: EpochEnded) -> None:
        """Keep one more epoch; it is drawn at the next tick."""
        self._epochs.append(epoch)
        self._dirty = True

    def finish(self, best_epoch: int | None) -> None:
        """The run is over: mark the epoch that was kept, draw the rest, and rest."""
        self._best, self._expected, self._dirty = best_epoch, len(self._epochs), True
        self._timer.stop()
        self._placeholder.setText(_NOTHING_YET)
        self.redraw()

    def latest(self) -> str:
        """The last epoch's figures in words: what a screen reader says instead of the plots."""
        if not self._epochs:
            return _NOTHING_YET
        last = self._epochs[-1]
        return (
            f"Epoch {last.epoch} of {last.epochs}: loss {last.train_loss:.3f} in training and"
            f" {last.validation_loss:.3f} in validation; accuracy {100 * last.train_accuracy:.1f} % in training and"
            f" {100 * last.validation_accuracy:.1f} % in validation."
        )

    @Slot()
    def redraw(self) -> None:
        """Draw what has come in since the last time."""
        if not self._dirty or self.loss is None or self.accuracy is None:
            return
        self._dirty = False
        self._layers.setCurrentWidget(self._plots if self._epochs else self._placeholder)
        numbers = [epoch.epoch for epoch in self._epochs]
        self.loss.show_curves(numbers, [e.train_loss for e in self._epochs], [e.validation_loss for e in self._epochs])
        self.accuracy.show_curves(
            numbers,
            [100 * e.train_accuracy for e in self._epochs],
            [100 * e.validation_accuracy for e in self._epochs],
        )
        for plot in (self.loss, self.accuracy):
            plot.expect_epochs(max(self._expected, len(numbers)))
            plot.mark_best(self._best)
            plot.mark_thawing([(step.epoch, thawing_text(step)) for step in self._thaw])
            plot.setAccessibleDescription(self.latest())
        self.setAccessibleDescription(self.latest())

    def apply_theme(self, palette: QPalette) -> None:
        """Take the palette's colours again."""
        for plot in (self.loss, self.accuracy):
            if plot is not None:
                plot.apply_theme(palette)
