"""Opening photos: looks through the folders in the background, then says what is open."""

from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from tlstudio.dataset.glimpse import first_photos
from tlstudio.dataset.sample import Dataset, Sample
from tlstudio.dataset.scan import Photos, scan
from tlstudio.foundation.control import Control
from tlstudio.foundation.events import Event, Progress
from tlstudio.foundation.folders import models_folder
from tlstudio.gui.recent import Recent
from tlstudio.gui.state import AppState
from tlstudio.gui.worker import Worker


@dataclass(frozen=True)
class Glimpse:
    """The first photos of a folder that is still being read."""

    samples: tuple[Sample, ...]


class PhotoOpener(QObject):
    """One search at a time; a new one ends the one before. What is open stays open until another is found.

    `glimpsed(samples)` brings the first few photos long before a large folder is read.
    """

    began = Signal()
    glimpsed = Signal(object)
    progressed = Signal(object)
    ended = Signal()
    failed = Signal(str)

    def __init__(self, state: AppState, recent: Recent, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self._recent = recent
        self._worker: Worker | None = None
        self._photos: Photos = ()

    def open(self, photos: Photos) -> None:
        """Look through a folder, a table, or several class folders."""
        control = Control()
        self._start(photos, _look_through(photos, control), control)

    def open_sample(self) -> None:
        """Write the sample set if it is not there yet, and open it."""
        control = Control()
        self._start(sample_folder(), _sample(sample_folder(), control), control)

    @Slot()
    def cancel(self) -> None:
        """Look no further; what was open before stays."""
        if self._worker is not None:
            self._worker.stop()
            self._worker = None
            self.ended.emit()

    def _start(self, photos: Photos, steps: Generator[Event | Glimpse, None, Dataset], control: Control) -> None:
        self.cancel()
        self._photos = photos
        self._worker = Worker(steps, parent=self, control=control)
        self._worker.events_came.connect(self._on_events)
        self._worker.succeeded.connect(self._on_found)
        self._worker.failed.connect(self._on_failed)
        self.began.emit()
        self._worker.start()

    @Slot(list)
    def _on_events(self, events: list[Event | Glimpse]) -> None:
        if self.sender() is not self._worker:
            return
        for glimpse in [each for each in events if isinstance(each, Glimpse)]:
            self.glimpsed.emit(glimpse.samples)
        if steps := [each for each in events if isinstance(each, Progress)]:
            self.progressed.emit(steps[-1])

    @Slot(object)
    def _on_found(self, dataset: Dataset) -> None:
        if self.sender() is not self._worker:
            return  # cancelled, or another folder was chosen meanwhile
        self._worker = None
        opened = (self._photos,) if isinstance(self._photos, Path) else self._photos
        self._state.photos = str(opened[0]) if len(opened) == 1 else tuple(map(str, opened))
        self._state.dataset = dataset
        self._recent.add(opened)
        self.ended.emit()

    @Slot(str)
    def _on_failed(self, sentence: str) -> None:
        if self.sender() is self._worker:
            self._worker = None
            self.ended.emit()
            self.failed.emit(sentence)


def sample_folder() -> Path:
    """Where the sample set lies, in the studio's own folder."""
    return models_folder().parent / "samples" / "digits"


def _look_through(photos: Photos, control: Control) -> Generator[Event | Glimpse, None, Dataset]:
    yield Glimpse(first_photos(photos, control))
    return (yield from scan(photos, control))


def _sample(folder: Path, control: Control) -> Generator[Event | Glimpse, None, Dataset]:
    yield Progress("scan", 0, 0)
    from tlstudio.dataset.sample_set import write_digits

    write_digits(folder)
    return (yield from _look_through(folder, control))
