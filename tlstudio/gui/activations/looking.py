"""Looking into layers in the background: one look at a time, and after it only the latest that was asked for."""

from collections.abc import Generator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, Signal, Slot

from tlstudio.foundation.control import Control
from tlstudio.foundation.events import Event, Progress
from tlstudio.gui.libraries import load_engine
from tlstudio.gui.worker import Worker
from tlstudio.photos.pool import PhotoPool, Source

if TYPE_CHECKING:
    from tlstudio.evaluation.activations import Seen


class Question(NamedTuple):
    """What a look depends on; `model` is None for the pre-trained weights."""

    source: Source
    backbone: str
    path: str
    model: Path | None


class Looking(QObject):
    """`seen(Question, Seen)` or `failed(Question, sentence)` for the latest question."""

    seen = Signal(object, object)
    failed = Signal(object, str)

    def __init__(self, pool: PhotoPool, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = pool
        self._worker: Worker | None = None
        self._control = Control()
        self._asked: Question | None = None
        self._wanted: Question | None = None

    def ask(self, question: Question | None) -> None:
        """Look there; what is under way for something else is forgotten. None: no look is wanted any more."""
        if question == self._wanted:
            return
        self._wanted = question
        self._control.stop()
        self._begin()

    def _begin(self) -> None:
        if self._worker is not None or self._wanted is None:
            return
        self._asked, self._control = self._wanted, Control()
        self._worker = Worker(_look(self._asked, self._pool, self._control), parent=self, control=self._control)
        self._worker.succeeded.connect(self._on_succeeded)
        self._worker.failed.connect(self._on_failed)
        self._worker.finished.connect(self._on_finished)
        self._worker.start()

    @Slot(object)
    def _on_succeeded(self, seen: "Seen | None") -> None:
        if seen is not None and self._asked == self._wanted:
            self.seen.emit(self._asked, seen)

    @Slot(str)
    def _on_failed(self, sentence: str) -> None:
        if self._asked == self._wanted:
            self.failed.emit(self._asked, sentence)

    @Slot()
    def _on_finished(self) -> None:
        self._worker = None
        if self._asked != self._wanted or self._control.stopped:
            self._begin()


def _look(question: Question, pool: PhotoPool, control: Control) -> "Generator[Event, None, Seen | None]":
    yield Progress("prepare", 0, 1)
    load_engine()
    from tlstudio.evaluation.activations import look

    source, backbone, path, model = question
    return (yield from look(source, backbone, path, pool, control, model))
