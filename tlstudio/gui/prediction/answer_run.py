"""Answers in the background, one request at a time: a newer one replaces the one at work."""

import threading
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from tlstudio.foundation.control import Control
from tlstudio.foundation.events import Progress
from tlstudio.gui.prediction.jobs import Found, Request, answer_request
from tlstudio.gui.worker import Worker
from tlstudio.photos.pool import PhotoPool
from tlstudio.photos.view import PhotoFile
from tlstudio.prediction.answer import Answer, NoAnswer, judged

if TYPE_CHECKING:
    from tlstudio.prediction.predictor import Predictor


class AnswerRun(QObject):
    """Says `found(Found)` once for files, then `answered([(photo or None, answer), …])` and `progressed(Progress)` as
    they come, then `ended()`; `failed(sentence)` when something else went wrong.

    Nothing more is said of a request that was replaced or cancelled, even while its thread still lets go: it may be
    waiting for a drive. Two of them that ask the same predictor share the `turn`.
    """

    found = Signal(object)
    answered = Signal(list)
    progressed = Signal(object)
    ended = Signal()
    failed = Signal(str)

    def __init__(self, pool: PhotoPool, parent: QObject | None = None, turn: "threading.Lock | None" = None) -> None:
        super().__init__(parent)
        self._pool = pool
        self._worker: Worker | None = None
        self._predictor: Predictor | None = None
        self.turn = turn or threading.Lock()
        self._files: tuple[PhotoFile | None, ...] = ()
        self._done = 0

    def is_running(self) -> bool:
        """Whether answers are still to come."""
        return self._worker is not None

    def ask(self, predictor: "Predictor", request: Request) -> None:
        """Answer this request instead of the one at work."""
        self._drop()
        self._predictor = predictor
        control = Control()
        self._files, self._done = (None,), 0
        steps = answer_request(predictor, request, self._pool, control, self.turn)
        self._worker = Worker(steps, parent=self, control=control)
        self._worker.events_came.connect(self._on_events)
        self._worker.failed.connect(self._on_failed)
        self._worker.finished.connect(self._on_finished)
        self._worker.start()

    @Slot()
    def cancel(self) -> None:
        """End at once; what was answered stays."""
        if self._worker is not None:
            self._drop()
            self.ended.emit()

    def _drop(self) -> None:
        if self._worker is not None:
            self._worker.stop()
            self._worker = None

    @Slot(list)
    def _on_events(self, events: list[object]) -> None:
        if self.sender() is not self._worker:
            return
        answers: list[tuple[PhotoFile | None, Answer | NoAnswer]] = []
        for event in events:
            if isinstance(event, Found):
                self._files = event.files
                self.found.emit(event)
            elif isinstance(event, Answer | NoAnswer):
                answers.append((self._files[self._done], self._judged(event)))
                self._done += 1
        if answers:
            self.answered.emit(answers)
        progress = [event for event in events if isinstance(event, Progress)]
        if progress:
            self.progressed.emit(progress[-1])

    def _judged(self, outcome: Answer | NoAnswer) -> Answer | NoAnswer:
        """By what is to be kept now: that may have been changed since it was said."""
        if self._predictor is None or isinstance(outcome, NoAnswer):
            return outcome
        return judged(outcome, self._predictor.keep_rate)

    @Slot(str)
    def _on_failed(self, sentence: str) -> None:
        if self.sender() is self._worker:
            self.failed.emit(sentence)

    @Slot()
    def _on_finished(self) -> None:
        if self.sender() is self._worker:
            self._worker = None
            self.ended.emit()
