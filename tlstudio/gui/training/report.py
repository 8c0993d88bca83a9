"""What a run has said beside its curves: the line of its result, warnings and changes, and photos it could not use."""

import logging
from collections.abc import Sequence

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QPushButton, QWidget

from tlstudio.foundation.events import Changed, Event, Finished, Problem, Progress, Started, Warned
from tlstudio.gui.training.one_line import MoreButton, OneLine
from tlstudio.gui.training.problems_dialog import ProblemsDialog, problems_text
from tlstudio.gui.training.wording import (
    caveat_text,
    changes_text,
    kept_text,
    result_text,
    started_text,
    warnings_text,
)

_log = logging.getLogger(__name__)


class RunReport(QObject):
    """Widgets for the panel to place: `result`, `caveat`, which `more` opens, `problems_button`, and
    `cross_validate_button`, which is there where a warning says that it would help, and `evaluate_button`, once there
    is a model."""

    def __init__(self, panel: QWidget) -> None:
        super().__init__(panel)
        self._panel = panel
        self.result, self.caveat = OneLine(), OneLine()
        self.result.setObjectName("trainingResult")
        self.caveat.setObjectName("trainingCaveat")
        self.more = MoreButton(self.result, self.caveat)
        self.problems_button = QPushButton(problems_text(0), flat=True)
        self.problems_button.setObjectName("problemsButton")
        self.problems_button.clicked.connect(self._on_problems_clicked)
        self.cross_validate_button = QPushButton("Cross-Validate…", flat=True)
        self.cross_validate_button.setObjectName("crossValidateButton")
        self.evaluate_button = QPushButton("Evaluate…", flat=True)
        self.evaluate_button.setObjectName("evaluateButton")
        self.evaluate_button.setToolTip("See how good the model is, and its mistakes (Ctrl+Shift+E)")
        self.begin()

    def begin(self) -> None:
        """Forget the last run."""
        self._started: Started | None = None
        self._features: Progress | None = None
        self._problems: list[Problem] = []
        self._warnings: list[str] = []
        self._changes: list[Changed] = []
        self._ending: Sequence[str] = ()
        self.problems_button.hide()
        self.cross_validate_button.hide()
        self.evaluate_button.hide()
        for line in (self.result, self.caveat):
            line.clear()

    def show_event(self, event: Event) -> None:
        """Take in what the run says."""
        match event:
            case Progress(stage="features"):
                self._features = event
            case Started():
                self._started = event
                self.result.setText(started_text(event))
            case Problem():
                self._problems.append(event)
                self.problems_button.setText(problems_text(len(self._problems)))
                self.problems_button.show()
            case Warned():
                self._show_warning(event)
            case Changed():
                self._changes.append(event)
                self._show_below()
            case Finished():
                self._show_finished(event)

    def _show_warning(self, warned: Warned) -> None:
        _log.warning("%s", warned.text)
        self._warnings.append(warned.text)
        if warned.remedy == "cross_validation":
            self.cross_validate_button.show()
        self._show_below()

    def _show_finished(self, finished: Finished) -> None:
        photos = self._started.validation_photos if self._started else 0
        self.result.setText(result_text(finished, photos))
        self.evaluate_button.setVisible(finished.model is not None)
        self._ending = (caveat_text(finished), kept_text(self._features))
        self._show_below()

    def _show_below(self) -> None:
        """How it ended, what was changed, and what to beware of: a line for each."""
        ending = " ".join(sentence for sentence in self._ending if sentence)
        lines = (ending, changes_text(self._changes), warnings_text(self._warnings))
        self.caveat.setText("\n".join(line for line in lines if line))

    @Slot()
    def _on_problems_clicked(self) -> None:
        ProblemsDialog(self._problems, self._panel).exec()
