"""The run that is under way, or the last one: its background thread, and what a person can do to it."""

from PySide6.QtCore import QObject, Signal, Slot

from tlstudio.foundation.control import Control
from tlstudio.foundation.events import Event
from tlstudio.gui.state import AppState
from tlstudio.gui.training.jobs import train
from tlstudio.gui.training.run_now import RunNow
from tlstudio.gui.worker import Worker
from tlstudio.training.recipe import Recipe


class CurrentRun(QObject):
    """One run at a time. `events_came` brings what it says, `failed` the sentence when it could not be done, and
    `ended` is the last word. `now` is where it stands; `control` speaks to it.
    """

    events_came = Signal(list)
    failed = Signal(str)
    ended = Signal()

    def __init__(self, state: AppState, parent: QObject) -> None:
        super().__init__(parent)
        self._state = state
        self._worker: Worker | None = None
        self.control = Control(attended=True)
        self.now = RunNow()

    @property
    def is_running(self) -> bool:
        """Whether a run is under way."""
        return self._worker is not None

    @property
    def can_be_changed(self) -> bool:
        """Whether it learns, and was not told to end."""
        return self.is_running and self.now.learns and not self.control.stopped

    def start(self, recipe: Recipe, resume: bool) -> None:
        """Begin, or go on with the interrupted run of that recipe; only where none is under way."""
        self.control, self.now = Control(attended=True), RunNow()
        steps = train(recipe, self._state.pool, self.control, self._state.project, resume)
        self._worker = Worker(steps, parent=self, control=self.control)
        self._worker.events_came.connect(self._on_events)
        self._worker.failed.connect(self.failed)
        self._worker.finished.connect(self._on_finished)
        self._worker.start()

    def stop_and_wait(self, milliseconds: int) -> bool:
        """Stop it and wait until its model is saved; False when it took longer."""
        return self._worker.stop_and_wait(milliseconds) if self._worker is not None else True

    @Slot(list)
    def _on_events(self, events: list[Event]) -> None:
        for event in events:
            self.now.hear(event)
        self.events_came.emit(events)

    @Slot()
    def _on_finished(self) -> None:
        self._worker = None
        self.ended.emit()
