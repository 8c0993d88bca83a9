"""Answers in the background, one request at a time: a newer one replaces the one at work."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from tlstudio.foundation.control import Control
from tlstudio.gui.prediction.jobs import Found, Request, answer_request
from tlstudio.gui.worker import Worker
from tlstudio.photos.pool import PhotoPool
from tlstudio.photos.view import PhotoFile
from tlstudio.prediction.answer import Answer, NoAnswer

if TYPE_CHECKING:
    from tlstudio.prediction.predictor import Predictor


class AnswerRun(QObject):
    """Says `found(Found)` once for files, then `answered([(photo or None, answer), …])` as they come, then `ended()`;
    `failed(sentence)` when something else went wrong. Nothing more is said of a request that was replaced."""

    found = Signal(object)
    answered = Signal(list)
    ended = Signal()
    failed = Signal(str)

    def __init__(self, pool: PhotoPool, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = pool
        self._worker: Worker | None = None
        self._next: tuple[Predictor, Request] | None = None
        self._files: tuple[PhotoFile | None, ...] = ()
        self._done = 0

    def is_running(self) -> bool:
        """Whether answers are still to come."""
        return self._worker is not None

    def ask(self, predictor: "Predictor", request: Request) -> None:
        """Answer this request, as soon as the one at work has let go."""
        self._next = (predictor, request)
        if self._worker is None:
            self._start_next()
        else:
            self._worker.stop()

    @Slot()
    def cancel(self) -> None:
        """End early; what was answered stays."""
        self._next = None
        if self._worker is not None:
            self._worker.stop()

    def _start_next(self) -> None:
        if self._next is None:
            return
        (predictor, request), self._next = self._next, None
        control = Control()
        self._files, self._done = (None,), 0
        self._worker = Worker(answer_request(predictor, request, self._pool, control), parent=self, control=control)
        self._worker.events_came.connect(self._on_events)
        self._worker.failed.connect(self._on_failed)
        self._worker.finished.connect(self._on_finished)
        self._worker.start()

    @Slot(list)
    def _on_events(self, events: list[object]) -> None:
        if self._next is not None:
            return  # a newer request waits: nobody wants these any more
        answers: list[tuple[PhotoFile | None, Answer | NoAnswer]] = []
        for event in events:
            if isinstance(event, Found):
                self._files = event.files
                self.found.emit(event)
            elif isinstance(event, Answer | NoAnswer):
                answers.append((self._files[self._done], event))
                self._done += 1
        if answers:
            self.answered.emit(answers)

    @Slot(str)
    def _on_failed(self, sentence: str) -> None:
        if self._next is None:
            self.failed.emit(sentence)

    @Slot()
    def _on_finished(self) -> None:
        self._worker = None
        if self._next is None:
            self.ended.emit()
        self._start_next()
