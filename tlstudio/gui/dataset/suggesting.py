"""Asks the model about photos in the background, and keeps what it says until another model is asked."""

from collections.abc import Generator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from tlstudio.dataset.sample import Sample
from tlstudio.foundation.control import Control
from tlstudio.foundation.device import DeviceName
from tlstudio.foundation.events import Progress
from tlstudio.gui.libraries import load_engine
from tlstudio.gui.worker import Worker
from tlstudio.photos.pool import PhotoPool
from tlstudio.prediction.opinions import Opinion, Opinions, ask

if TYPE_CHECKING:
    from tlstudio.gui.state import AppState


class Suggestions(QObject):
    """`opinions` are what the model `of` said, also those of an earlier model until the one at hand is asked.

    While it is asked: `began`, `progressed(event)`, `came` when there are more opinions, `ended`, with all of them or
    after a cancel. `failed(sentence)` when it cannot be asked. `changed` when anything a person is told may be another.
    """

    began = Signal()
    progressed = Signal(object)
    came = Signal()
    ended = Signal()
    failed = Signal(str)
    changed = Signal()

    def __init__(self, state: "AppState", parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self._worker: Worker | None = None
        self.opinions = Opinions()
        self.of: Path | None = None
        state.photos_changed.connect(self.cancel)
        state.dataset_changed.connect(self.changed)
        state.predictor_changed.connect(self._on_predictor_changed)

    @property
    def running(self) -> bool:
        """Whether the model is being asked."""
        return self._worker is not None

    @property
    def can_ask(self) -> bool:
        """Whether there is a model."""
        return self._state.predictor is not None

    @property
    def are_old(self) -> bool:
        """Whether the opinions are those of an earlier model than the one at hand."""
        return len(self.opinions) > 0 and self.can_ask and self.of != self._state.model_path

    def ask(self, samples: Sequence[Sample]) -> None:
        """Ask the model about those of these photos that it was not asked about yet."""
        path = self._state.model_path
        if self.running or not self.can_ask or path is None:
            return
        if self.of != path:
            self.opinions, self.of = Opinions(self._state.predictor.classes), path
        control = Control()
        wanted = self.opinions.without(samples)
        steps = _ask(path, self._state.device, wanted, self._state.pool, control)
        self._worker = Worker(steps, parent=self, control=control)
        self._worker.events_came.connect(self._on_events)
        self._worker.succeeded.connect(self._on_done)
        self._worker.failed.connect(self._on_failed)
        self.began.emit()
        self.changed.emit()
        self._worker.start()

    @Slot()
    def cancel(self) -> None:
        """Ask no further; what was said stays."""
        if self._worker is not None:
            self._worker.stop()
            self._end()

    @Slot(list)
    def _on_events(self, events: list[Opinion | Progress]) -> None:
        if self.sender() is not self._worker:
            return
        told = [event for event in events if isinstance(event, Opinion)]
        self.opinions.add(told)
        if told:
            self.came.emit()
        if steps := [event for event in events if isinstance(event, Progress)]:
            self.progressed.emit(steps[-1])

    @Slot()
    def _on_done(self) -> None:
        if self.sender() is self._worker:
            self._end()

    @Slot(str)
    def _on_failed(self, sentence: str) -> None:
        if self.sender() is self._worker:
            self._end()
            self.failed.emit(sentence)

    @Slot()
    def _on_predictor_changed(self) -> None:
        """Nobody wants to know what a model says that is not the one at hand any more."""
        if self.of != self._state.model_path:
            self.cancel()
        self.changed.emit()

    def _end(self) -> None:
        self._worker = None
        self.ended.emit()
        self.changed.emit()


def _ask(
    model: Path, device: DeviceName, samples: Sequence[Sample], pool: PhotoPool, control: Control
) -> Generator[Opinion | Progress, None, None]:
    """With a copy of the model of its own: the one in the window answers for what a person drops meanwhile."""
    yield Progress("prepare", 0, 1)
    load_engine()
    from tlstudio.prediction.predictor import load_model

    yield from ask(load_model(model, device), samples, pool, control)
