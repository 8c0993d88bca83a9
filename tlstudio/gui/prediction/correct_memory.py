"""What the model at hand says of the project's photos, found out while nobody waits for it."""

from pathlib import Path

from PySide6.QtCore import QObject, QThread, Slot

from tlstudio.gui.prediction.correct_jobs import Remembered, remember
from tlstudio.gui.prediction.panel import PredictionPanel
from tlstudio.gui.state import AppState
from tlstudio.gui.worker import Worker


class CorrectMemory(QObject):
    """Begins when a picture was answered, for then it may be put right; the last model alone is remembered."""

    def __init__(self, state: AppState, panel: PredictionPanel) -> None:
        super().__init__(panel)
        self._state = state
        self._panel = panel
        self._known: Remembered | None = None
        self._asked: Path | None = None
        panel.chosen.changed.connect(self._on_chosen_changed)
        state.project_changed.connect(self._on_project_changed)

    def of(self, model: Path) -> Remembered | None:
        """What is known of that model."""
        return self._known if self._known and self._known.model == model else None

    def expect(self, model: Path) -> None:
        """It will be told what this model says."""
        self._asked = model

    def keep(self, remembered: Remembered) -> None:
        """This is known now."""
        self._known = remembered

    @Slot()
    def _on_chosen_changed(self) -> None:
        project, model = self._state.project, self._state.model_path
        if project is None or model is None or model == self._asked or not self._panel.chosen.pictures():
            return
        self._asked = model
        worker = Worker(remember(model, project, self._state.device), parent=self)
        worker.succeeded.connect(self._on_remembered)
        worker.start(QThread.Priority.LowPriority)

    @Slot(object)
    def _on_remembered(self, remembered: Remembered) -> None:
        if remembered.model == self._asked:
            self._known = remembered

    @Slot()
    def _on_project_changed(self) -> None:
        self._known = self._asked = None
