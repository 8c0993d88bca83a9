"""A model that is being asked in the background, and what was said on the way."""

from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from tlstudio.foundation.control import Control
from tlstudio.foundation.events import Event, Problem, Progress, Warned
from tlstudio.gui.evaluation.jobs import Judged, Open, Where, judge
from tlstudio.gui.evaluation.wording import unread_text
from tlstudio.gui.state import AppState
from tlstudio.gui.worker import Worker


class Judging(QObject):
    """One at a time: `begin` gives up what is under way. `progressed(Progress)`, then `judged(Judged)` or
    `failed(sentence)`."""

    progressed = Signal(object)
    judged = Signal(object)
    failed = Signal(str)

    def __init__(self, state: AppState, parent: QObject) -> None:
        super().__init__(parent)
        self._state = state
        self._worker: Worker | None = None
        self._notes: list[str] = []
        self._unread = 0

    def begin(self, model: Path, where: Where) -> None:
        """Ask this model about these photos."""
        self.stop()
        self._notes, self._unread = [], 0
        state, control = self._state, Control()
        tried = state.predictor if model == state.model_path else None
        keep_rate = tried.keep_rate if tried is not None else None
        opened = Open(state.dataset, state.project, state.device, state.pool, keep_rate)
        self._worker = Worker(judge(model, where, opened, control), parent=self, control=control)
        self._worker.events_came.connect(self._on_events)
        self._worker.succeeded.connect(self._on_succeeded)
        self._worker.failed.connect(self._on_failed)
        self._worker.start()

    def stop(self) -> None:
        """Ask no further; nothing is heard of it any more."""
        if self._worker is not None:
            self._worker.stop()
            self._worker = None

    def notes(self) -> list[str]:
        """What is to be said beside the figures."""
        return [*self._notes, *filter(None, [unread_text(self._unread)])]

    @Slot(list)
    def _on_events(self, events: list[Event]) -> None:
        if self.sender() is not self._worker:
            return
        for event in events:
            match event:
                case Progress():
                    self.progressed.emit(event)
                case Warned():
                    self._notes.append(event.text)
                case Problem():
                    self._unread += 1

    @Slot(object)
    def _on_succeeded(self, judged: Judged | None) -> None:
        if self.sender() is self._worker and judged is not None:
            self._worker = None
            self.judged.emit(judged)

    @Slot(str)
    def _on_failed(self, sentence: str) -> None:
        if self.sender() is self._worker:
            self._worker = None
            self.failed.emit(sentence)
