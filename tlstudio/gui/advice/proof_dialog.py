"""Prove It: the candidates tried on the same photos, their curves over each other, and the verdict."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from tlstudio.dataset.sample import Dataset
from tlstudio.evaluation.advised import Advice, candidates
from tlstudio.foundation.control import Control
from tlstudio.foundation.events import Event, Progress, Warned
from tlstudio.gui.advice.jobs import proof_of
from tlstudio.gui.advice.proof_table import ProofTable
from tlstudio.gui.advice.trials import Trials
from tlstudio.gui.advice.wording import INTRODUCTION, LEGEND, STAGES, STOPPED
from tlstudio.gui.dialog_parts import close_button
from tlstudio.gui.labels import plain_label
from tlstudio.gui.progress_line import ProgressLine
from tlstudio.gui.state import AppState
from tlstudio.gui.worker import Worker
from tlstudio.training.recipe import Recipe

_SIZE = (860, 660)


class ProofDialog(QDialog):
    """Begins when it is made. `proven(advice)` when something is known; `used(strategy, cut)` when a person takes one.

    Closing it ends the work; Cancel does too, and what is known by then is shown.
    """

    proven = Signal(object)
    used = Signal(str, object)

    def __init__(
        self, state: AppState, advice: Advice, recipe: Recipe, dataset: Dataset, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        from tlstudio.gui.advice.proof_plot import ProofPlot

        self.setObjectName("proofDialog")
        self.setWindowTitle("Prove the Advice")
        self.resize(*_SIZE)
        self._control = Control()
        self._closed = False
        self._warnings: list[str] = []
        self._trials = Trials(candidates(advice))
        self._names = [one.name for one in self._trials.candidates]
        self.plot = ProofPlot(self._names)
        self.table = ProofTable(self._trials.candidates)
        self.bar = ProgressLine("proof", "the proof", STAGES)
        self.verdict = plain_label("proofVerdict", selectable=True)
        self.notes = plain_label("proofNotes", selectable=True)
        self.use_button = QPushButton("&Use Selected")
        self.use_button.setObjectName("useCandidateButton")
        self.use_button.setToolTip("Set ticks and head like the selected candidate; can be undone.")
        self._lay_out()
        self.use_button.clicked.connect(self._on_use)
        self.table.itemSelectionChanged.connect(self._on_selected)
        self.bar.cancelled.connect(self._on_cancelled)
        self._on_selected()
        self._worker = Worker(
            proof_of(advice, recipe, dataset, state.pool, self._control), parent=self, control=self._control
        )
        self._worker.events_came.connect(self._on_events)
        self._worker.succeeded.connect(self._on_succeeded)
        self._worker.failed.connect(self._on_failed)
        self.bar.begin("Getting the network ready…")
        self._worker.start()

    def done(self, result: int) -> None:
        """Closed, by whatever means: try nothing more."""
        self._closed = True
        self._control.stop()
        super().done(result)

    @Slot(list)
    def _on_events(self, events: list[Event]) -> None:
        for event in events:
            self._trials.hear(event)
            if isinstance(event, Progress) and not self._control.stopped:
                self.bar.show_progress(event)
            elif isinstance(event, Warned):
                self._warnings.append(event.text)
                self.notes.setText("\n".join(self._warnings))
        self.table.show_so_far(self._trials)
        self.plot.show_curves({name: self._trials.curve(name) for name in self._names})

    @Slot(object)
    def _on_succeeded(self, advice: Advice) -> None:
        self.bar.end()
        if advice.proof:
            self.table.show_proof(advice.proof)
        self.verdict.setText(advice.verdict or STOPPED)
        if advice.verdict and not self._closed:
            self.proven.emit(advice)

    @Slot(str)
    def _on_failed(self, sentence: str) -> None:
        self.bar.end(sentence)

    @Slot()
    def _on_cancelled(self) -> None:
        self._control.stop()
        self.bar.text.setText("Stopping…")

    @Slot()
    def _on_use(self) -> None:
        chosen = self.table.chosen
        if chosen is not None:
            self.used.emit(chosen.strategy, chosen.cut)
            self.accept()

    @Slot()
    def _on_selected(self) -> None:
        self.use_button.setEnabled(self.table.chosen is not None)

    def _lay_out(self) -> None:
        larger = QFont(self.font())
        larger.setPointSizeF(larger.pointSizeF() * 1.15)
        self.verdict.setFont(larger)
        buttons = close_button(self)
        last = QHBoxLayout()
        last.addWidget(self.use_button)
        last.addStretch(1)
        last.addWidget(buttons)
        column = QVBoxLayout(self)
        column.setSpacing(10)
        column.addWidget(QLabel(INTRODUCTION, wordWrap=True))
        column.addWidget(self.bar)
        column.addWidget(self.plot, 1)
        column.addWidget(QLabel(LEGEND, wordWrap=True))
        column.addWidget(self.table)
        column.addWidget(self.verdict)
        column.addWidget(self.notes)
        column.addLayout(last)
