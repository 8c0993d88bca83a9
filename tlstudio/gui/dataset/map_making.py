"""Making the map in the background, one at a time."""

from collections.abc import Generator
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QThread, Signal, Slot

from tlstudio.dataset.sample import Dataset
from tlstudio.foundation.control import Control
from tlstudio.foundation.device import DeviceName, choose_device
from tlstudio.foundation.events import Event, Progress
from tlstudio.gui.libraries import load_engine
from tlstudio.gui.state import AppState
from tlstudio.gui.worker import Worker
from tlstudio.photos.pool import PhotoPool

if TYPE_CHECKING:
    from tlstudio.evaluation.embedding_map import EmbeddingMap


class MapMaking(QObject):
    """`progressed(Progress)`, and in the end one of `made(EmbeddingMap)` and `failed(sentence)`.

    After `cancel` there is neither, though the arranging may take some seconds to hear of it.
    """

    progressed = Signal(object)
    made = Signal(object)
    failed = Signal(str)

    def __init__(self, state: AppState, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self._worker: Worker | None = None

    @property
    def is_running(self) -> bool:
        """Whether a map is being made."""
        return self._worker is not None

    def start(self, dataset: Dataset) -> None:
        """Make the map of these photos with the network that is chosen."""
        self.cancel()
        control, state = Control(), self._state
        job = _make(state.backbone, dataset, state.pool, state.device, control)
        self._worker = Worker(job, parent=self, control=control)
        self._worker.events_came.connect(self._on_events)
        self._worker.succeeded.connect(self._on_succeeded)
        self._worker.failed.connect(self._on_failed)
        self._worker.start(QThread.Priority.LowPriority)

    def cancel(self) -> None:
        """Give up the one that is being made."""
        if self._worker is not None:
            self._worker.stop()
            self._worker = None

    @Slot(list)
    def _on_events(self, events: list[Event]) -> None:
        progress = [event for event in events if isinstance(event, Progress)]
        if progress and self.sender() is self._worker:
            self.progressed.emit(progress[-1])

    @Slot(object)
    def _on_succeeded(self, made: "EmbeddingMap | None") -> None:
        if self.sender() is self._worker:
            self._worker = None
            self.made.emit(made)

    @Slot(str)
    def _on_failed(self, sentence: str) -> None:
        if self.sender() is self._worker:
            self._worker = None
            self.failed.emit(sentence)


def _make(
    backbone: str, dataset: Dataset, pool: PhotoPool, device: DeviceName, control: Control
) -> "Generator[Event, None, EmbeddingMap | None]":
    yield Progress("prepare", 0, 1)
    load_engine()
    from tlstudio.evaluation.embedding_map import embedding_map
    from tlstudio.features.store import Store

    return (yield from embedding_map(backbone, dataset, pool, Store(), choose_device(device), control))
