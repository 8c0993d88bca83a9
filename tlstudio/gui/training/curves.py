"""Live curves of loss and accuracy: every epoch is kept at once, drawn at most 15 times a second."""

import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedLayout, QVBoxLayout, QWidget

from tlstudio.foundation.events import Changed, EpochEnded, Thawing
from tlstudio.foundation.names import printable
from tlstudio.gui.training.one_line import OneLine
from tlstudio.gui.training.plot_bar import PlotBar
from tlstudio.gui.training.plot_legend import PlotLegend
from tlstudio.gui.training.plot_lines import (
    MOST_CLASSES,
    Mark,
    accuracy_lines,
    accuracy_words,
    class_lines,
    loss_lines,
    marks_of,
    words_at,
)
from tlstudio.gui.training.plot_runs import OtherRun, RunValues, of_other
from tlstudio.gui.training.plot_saving import PlotSaver
from tlstudio.gui.training.plot_words import FIRST_POINT, NOTHING_YET, at_epoch, described

if TYPE_CHECKING:
    from tlstudio.gui.training.plot_parts import CurvePlot

_REDRAW_MILLISECONDS = 1000 // 15
_SECONDS_BETWEEN_WORDS = 1.0  # a screen reader that is told more often never comes to an end
_OWN = "this run"


class Curves(QWidget):
    """The two plots side by side under their legend, and the figures as text; a sentence before the first epoch.

    `bar` holds what can be chosen; whoever shows the curves puts it where there is room.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Curves of loss and accuracy")
        self._run = RunValues(_OWN)
        self._others: list[RunValues] = []
        self._expected = 0
        self._is_over = False
        self._thaw: tuple[Thawing, ...] = ()
        self._changes: list[Changed] = []
        self._cursor: int | None = None
        self._notice = ""
        self._marks: list[Mark] = []
        self._told_at = 0.0
        self.loss: CurvePlot | None = None
        self.accuracy: CurvePlot | None = None
        self.bar = PlotBar(self)
        self.legend = PlotLegend()
        self.readout = OneLine()
        self.readout.setObjectName("curvesReadout")
        self._placeholder = QLabel(NOTHING_YET, alignment=Qt.AlignmentFlag.AlignCenter, wordWrap=True)
        self._placeholder.setTextFormat(Qt.TextFormat.PlainText)
        self._page, self._row = QWidget(), QHBoxLayout()
        self._layers = QStackedLayout(self)
        self._lay_out()
        self.saver = PlotSaver(self._page, self._filled)
        self.saver.saved.connect(self._on_saved)
        self.bar.picture_wanted.connect(self.saver.ask_for_picture)
        self.bar.table_wanted.connect(self.saver.ask_for_table)
        self._timer = QTimer(self, interval=_REDRAW_MILLISECONDS, singleShot=True)
        self._timer.timeout.connect(self.redraw)
        self.bar.changed.connect(self._on_choice_changed)
        self.bar.whole_wanted.connect(self._on_whole_wanted)

    def build_plots(self) -> None:
        """Load pyqtgraph and make the plots; harmless when they are there already."""
        if self.loss is not None:
            return
        from tlstudio.gui.training.plot_parts import CurvePlot

        self.loss = CurvePlot("lossPlot", "loss")
        self.accuracy = CurvePlot("accuracyPlot", accuracy_words(self._run, classes=False))
        self.loss.setToolTip("Cross-entropy loss: 0 is certain and right; guessing between two classes costs 0.69.")
        self.loss.setAccessibleName("Loss per epoch")
        self.accuracy.setAccessibleName("Accuracy per epoch")
        self.accuracy.keep_between(0, 100)
        for plot in self._plots():
            self._row.addWidget(plot)
            plot.pointed_at.connect(self._on_pointed_at)
            plot.stepped.connect(self._on_stepped)
            plot.zoomed.connect(self._on_zoomed)
            plot.whole_wanted.connect(self._on_whole_wanted)
        self.redraw()

    def start(
        self,
        epochs: int,
        thaw: Sequence[Thawing] = (),
        *,
        classes: Sequence[str] = (),
        before: Sequence[EpochEnded] = (),
    ) -> None:
        """A new run of that many epochs begins: forget the last one. `before` are epochs that it has behind it."""
        self.build_plots()
        self._run = RunValues(_OWN, classes, before)
        self._expected, self._thaw, self._changes = epochs, tuple(thaw), []
        self._is_over, self._cursor = False, None
        self._placeholder.setText(FIRST_POINT)
        self._on_whole_wanted()
        self.redraw()

    def add(self, epoch: EpochEnded) -> None:
        """Keep one more epoch; it is drawn at the next tick."""
        self._run.add(epoch)
        self._notice = ""
        self._expected = epoch.epochs
        self._draw_soon()

    def note_change(self, change: Changed) -> None:
        """A person has changed the run at this epoch."""
        self._changes.append(change)
        self._draw_soon()

    def finish(self, best_epoch: int | None) -> None:
        """The run is over: mark the epoch that was kept, and draw the rest."""
        self._run.best, self._is_over = best_epoch, True
        self._expected = len(self._run.epochs)
        self._placeholder.setText(NOTHING_YET)
        self._told_at = 0.0
        self.redraw()

    def show_others(self, others: Sequence[OtherRun]) -> None:
        """Lay these runs over the one at hand, in place of those that were; they stay when a new run begins.

        The run at hand is not laid over itself.
        """
        self._others = [of_other(other) for other in others if not self._is_own(other)]
        self._told_at = 0.0
        self._draw_soon()

    def _is_own(self, other: OtherRun) -> bool:
        count = len(other.epochs)
        return count > 0 and list(other.epochs) == self._run.epochs[:count]

    def latest(self) -> str:
        """The last epoch's figures in words: what a screen reader says instead of the plots."""
        return described(self._run, self._others, kept=self._is_over)

    @Slot()
    def redraw(self) -> None:
        """Draw what has come in since the last time."""
        self._timer.stop()
        if self.loss is None or self.accuracy is None:
            return
        is_filled = bool(self._run.epochs or self._others)
        self._layers.setCurrentWidget(self._page if is_filled else self._placeholder)
        self.bar.setVisible(is_filled)
        run, others, weight = self._run, self._others, self.bar.weight()
        self._marks = marks_of(run, self._is_over, self._thaw, self._changes)
        self._draw_axes(self.loss, self.accuracy)
        lines_of = class_lines if self._shows_classes() else accuracy_lines
        self.loss.show_lines(loss_lines(run, others, weight))
        self.accuracy.show_lines(lines_of(run, others, weight))
        self.accuracy.set_quantity(accuracy_words(run, classes=self._shows_classes()))
        self.legend.show_lines([*self.loss.lines(), *self.accuracy.lines()])
        self._draw_cursor()
        self._tell()

    def apply_theme(self, palette: QPalette) -> None:
        """Take the palette's colours again."""
        self.bar.apply_theme(palette)
        self.legend.apply_theme(palette)
        for plot in self._plots():
            plot.apply_theme(palette)

    def _draw_axes(self, loss: "CurvePlot", accuracy: "CurvePlot") -> None:
        run = self._run
        if loss.logarithmic != self.bar.logarithmic.isChecked():
            loss.set_logarithmic(self.bar.logarithmic.isChecked())
        self.bar.rates.setEnabled(run.has_rates)
        self.bar.classes.setEnabled(run.has_classes())
        has_rates = run.has_rates and self.bar.rates.isChecked()
        loss.rates.show_rates(run.numbers, *((run.rates, run.lowest_rates) if has_rates else ((), ())))
        for plot in (loss, accuracy):
            plot.expect_epochs(max([self._expected, *(each.numbers[-1] for each in self._filled())]))
            plot.show_marks(self._marks)

    def _draw_cursor(self) -> None:
        for plot in self._plots():
            plot.show_cursor(self._cursor)
        shown = self._cursor if self._cursor is not None else self._last_epoch()
        self.readout.setText(self._notice or ("" if shown is None else self._words_at(shown)))

    def _words_at(self, epoch: int) -> str:
        worst = self._run.worst_classes(MOST_CLASSES) if self._shows_classes() else ()
        return " · ".join((at_epoch(epoch, self._run, self._others, worst), *words_at(epoch, self._marks)))

    def _tell(self) -> None:
        """To a screen reader, not more often than it can say it."""
        now = time.monotonic()
        if now - self._told_at >= _SECONDS_BETWEEN_WORDS:
            self._told_at = now
            self.setAccessibleDescription(self.latest())
            for plot in self._plots():
                plot.setAccessibleDescription(self.latest())

    def _shows_classes(self) -> bool:
        return self.bar.classes.isChecked() and self._run.has_classes()

    def _filled(self) -> list[RunValues]:
        """The runs that have an epoch."""
        return [run for run in (self._run, *self._others) if run.epochs]

    def _plots(self) -> "list[CurvePlot]":
        return [plot for plot in (self.loss, self.accuracy) if plot is not None]

    def _last_epoch(self) -> int | None:
        """Of the run at hand, or of the longest of the others."""
        filled = self._run.numbers or max((each.numbers for each in self._others), key=len, default=[])
        return filled[-1] if filled else None

    def _draw_soon(self) -> None:
        if not self._timer.isActive():
            self._timer.start()

    @Slot(object)
    def _on_saved(self, path: Path) -> None:
        """Said until there is something else to say."""
        self._notice = f"Saved as {printable(path.name, 80)}."
        self._draw_cursor()

    @Slot()
    def _on_choice_changed(self) -> None:
        self._draw_soon()

    @Slot(object)
    def _on_pointed_at(self, epoch: int | None) -> None:
        """By the mouse: the nearest epoch that is over."""
        last, self._notice = self._last_epoch(), ""
        self._cursor = None if epoch is None or last is None else min(max(1, epoch), last)
        self._draw_cursor()

    @Slot(int)
    def _on_stepped(self, epochs: int) -> None:
        """By the keys; a screen reader says what stands there."""
        last = self._last_epoch()
        if last is None:
            return
        at = last if self._cursor is None else self._cursor + epochs
        self._on_pointed_at(at)
        for plot in self._plots():
            plot.setAccessibleDescription(self.readout.text())

    @Slot(float, float)
    def _on_zoomed(self, first: float, last: float) -> None:
        for plot in self._plots():
            if plot is not self.sender():
                plot.show_part(first, last)
        self._draw_soon()

    @Slot()
    def _on_whole_wanted(self) -> None:
        for plot in self._plots():
            plot.show_whole()
        self._draw_soon()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self._page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self.legend)
        column.addLayout(self._row, 1)
        column.addWidget(self.readout)
        self._layers.addWidget(self._placeholder)
        self._layers.addWidget(self._page)
        self.bar.hide()
