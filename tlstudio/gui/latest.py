"""Answers from the background: one question at a time, and after it only the latest that was asked."""

from collections.abc import Callable, Generator
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from tlstudio.foundation.control import Control
from tlstudio.gui.worker import Worker

Job = Callable[[Any, Control], Generator[object, None, Any]]


class Latest(QObject):
    """`answered(question, answer)` or `failed(question, sentence)` for the latest question. `job` makes the generator
    that answers one; a job that ends with None was stopped. Questions are values: the same one is not asked twice.
    """

    answered = Signal(object, object)
    failed = Signal(object, str)

    def __init__(self, job: Job, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._job = job
        self._worker: Worker | None = None
        self._control = Control()
        self._asked: object = None
        self._wanted: object = None
        self._told = False

    def ask(self, question: object) -> None:
        """Find out; what is under way for something else is forgotten. None: no answer is wanted any more."""
        if question == self._wanted:
            return
        self._wanted = question
        self._control.stop()
        self._begin()

    def _begin(self) -> None:
        if self._worker is not None or self._wanted is None:
            return
        self._asked, self._control, self._told = self._wanted, Control(), False
        self._worker = Worker(self._job(self._asked, self._control), parent=self, control=self._control)
        self._worker.succeeded.connect(self._on_succeeded)
        self._worker.failed.connect(self._on_failed)
        self._worker.finished.connect(self._on_finished)
        self._worker.start()

    @Slot(object)
    def _on_succeeded(self, answer: object) -> None:
        if answer is not None and self._asked == self._wanted:
            self._told = True
            self.answered.emit(self._asked, answer)

    @Slot(str)
    def _on_failed(self, sentence: str) -> None:
        if self._asked == self._wanted:
            self._told = True
            self.failed.emit(self._asked, sentence)

    @Slot()
    def _on_finished(self) -> None:
        self._worker = None
        if self._asked != self._wanted or (self._control.stopped and not self._told):
            self._begin()
