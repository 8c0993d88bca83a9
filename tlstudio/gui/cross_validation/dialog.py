"""Cross-Validate: how many folds, how far it is, and what came of it."""

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QDialog, QPushButton, QSpinBox, QWidget

from tlstudio.backbone.freezing import border
from tlstudio.evaluation.cross_validated import CrossValidated
from tlstudio.foundation.control import Control
from tlstudio.foundation.events import Event, FoldEnded, Progress, Warned
from tlstudio.gui.cross_validation.form import grow, lay_out
from tlstudio.gui.cross_validation.jobs import cross_validation
from tlstudio.gui.cross_validation.table import ResultTable
from tlstudio.gui.cross_validation.wording import STAGES, so_far_text, spread_text, trainings_text
from tlstudio.gui.labels import plain_label
from tlstudio.gui.progress_line import ProgressLine
from tlstudio.gui.state import AppState
from tlstudio.gui.worker import Worker
from tlstudio.training.thawing import lasting

_STOPPED = "Stopped before the end, so there is no figure."


class CrossValidationDialog(QDialog):
    """Cross-validates what is open and set when it is shown. `problem` says why that cannot be; closing stops it."""

    def __init__(self, state: AppState, problem: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("crossValidationDialog")
        self.setWindowTitle("Cross-Validate")
        self._state = state
        self._problem = problem
        self._worker: Worker | None = None
        self._control = Control()
        self._ended: list[FoldEnded] = []
        self._warnings: list[str] = []
        self.folds = _spin("foldsSpin", "Folds", 2, 20, 5)
        self.repeats = _spin("repeatsSpin", "Repeats", 1, 20, 3)
        self.start_button = QPushButton("&Start", default=True)
        self.start_button.setObjectName("crossValidationStart")
        self.amount = plain_label("crossValidationAmount", selectable=True)
        self.bar = ProgressLine("crossValidation", "the cross-validation", STAGES)
        self.conclusion = plain_label("crossValidationConclusion", selectable=True)
        self.table = ResultTable()
        self.notes = plain_label("crossValidationNotes", selectable=True)
        lay_out(self)
        self._connect()
        self._show_idle("")

    @Slot()
    def start(self) -> None:
        """Begin with so many folds and repeats."""
        dataset = self._state.dataset
        if self._worker is not None or self._problem or dataset is None:
            return
        self._control, self._ended, self._warnings = Control(), [], []
        steps = cross_validation(
            self._state.recipe, dataset, self._state.pool, self._control, self.folds.value(), self.repeats.value()
        )
        self._worker = Worker(steps, parent=self, control=self._control)
        self._worker.events_came.connect(self._on_events)
        self._worker.succeeded.connect(self._on_succeeded)
        self._worker.failed.connect(self._show_idle)
        self._show_running()
        self._worker.start()

    def done(self, result: int) -> None:
        """Closed, by whatever means: train no further."""
        self._control.stop()
        super().done(result)

    @Slot(list)
    def _on_events(self, events: list[Event]) -> None:
        for event in events:
            if isinstance(event, Progress) and not self._control.stopped:
                self.bar.show_progress(event)
            elif isinstance(event, FoldEnded):
                self._ended.append(event)
                self.conclusion.setText(so_far_text(self._ended))
                grow(self)
            elif isinstance(event, Warned):
                self._warnings.append(event.text)
                self.notes.setText("\n".join(self._warnings))
                grow(self)

    @Slot(object)
    def _on_succeeded(self, found: CrossValidated | None) -> None:
        if found is None:
            self._show_idle(_STOPPED)
            return
        self._show_idle(found.conclusion)
        self.notes.setText("\n".join([spread_text(found), *self._warnings]))
        self.table.show_result(found)
        self.table.show()
        grow(self)

    def _show_running(self) -> None:
        for part in (self.folds, self.repeats, self.start_button):
            part.setEnabled(False)
        self.table.hide()
        self.conclusion.clear()
        self.notes.clear()
        self.bar.begin("Getting the network ready…")
        grow(self)

    @Slot(str)
    def _show_idle(self, sentence: str) -> None:
        self._worker = None
        self.bar.end()
        for part in (self.folds, self.repeats, self.start_button):
            part.setEnabled(not self._problem)
        self.conclusion.setText(sentence or self._problem)

    @Slot()
    def _on_amount_changed(self) -> None:
        state, tree, recipe = self._state, self._state.tree, self._state.recipe
        cut = border(tree, lasting(state.frozen, state.thaw)) if tree else None
        whole = tree is not None and (cut is None or recipe.varies_anew)
        self.amount.setText(trainings_text(self.folds.value(), self.repeats.value(), whole))

    def _connect(self) -> None:
        self.start_button.clicked.connect(self.start)
        self.bar.cancelled.connect(self._on_cancelled)
        self.folds.valueChanged.connect(self._on_amount_changed)
        self.repeats.valueChanged.connect(self._on_amount_changed)
        self._on_amount_changed()

    @Slot()
    def _on_cancelled(self) -> None:
        self._control.stop()
        self.bar.text.setText("Stopping…")


def _spin(name: str, title: str, lowest: int, highest: int, usual: int) -> QSpinBox:
    spin = QSpinBox(minimum=lowest, maximum=highest, value=usual)
    spin.setObjectName(name)
    spin.setAccessibleName(title)
    return spin
