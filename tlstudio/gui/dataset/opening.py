"""Opening photos: looks through the folders in the background, then says what is open."""

from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from tlstudio.dataset.scan import Photos
from tlstudio.foundation.control import Control
from tlstudio.foundation.events import Event, Progress
from tlstudio.foundation.folders import models_folder
from tlstudio.gui.dataset.opening_jobs import (
    Attempt,
    Glimpse,
    Opened,
    Steps,
    let_go,
    look_through,
    look_through_moved,
    look_through_project,
    look_through_sample,
)
from tlstudio.gui.recent import Recent
from tlstudio.gui.state import AppState
from tlstudio.gui.worker import Worker
from tlstudio.project.collecting import is_project
from tlstudio.project.own import is_own


class PhotoOpener(QObject):
    """One search at a time; a new one ends the one before. What is open stays open until another is found.

    `glimpsed(samples)` brings the first few photos long before a large folder is read. When all is there,
    `remembered(memory)` brings what the project remembers besides, None for a new one, and `opened` is the last word.
    """

    began = Signal()
    glimpsed = Signal(object)
    progressed = Signal(object)
    remembered = Signal(object)
    opened = Signal()
    ended = Signal()
    failed = Signal(str)

    def __init__(self, state: AppState, recent: Recent, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self._recent = recent
        self._worker: Worker | None = None
        self._photos: tuple[Path, ...] = ()
        self._attempt = Attempt(None, (), Control())
        self._letting_go: Worker | None = None

    def open(self, photos: Photos) -> None:
        """Look through a folder, a table, several class folders, or those of a project."""
        attempt = self._begin((photos,) if isinstance(photos, Path) else photos)
        if isinstance(photos, Path) and is_project(photos):
            self._start(look_through_project(photos, attempt))
        else:
            self._start(look_through(photos, attempt))

    def open_sample(self) -> None:
        """Write the sample set if it is not there yet, and open it."""
        self._start(look_through_sample(sample_folder(), self._begin((sample_folder(),))))

    @Slot(object)
    def locate(self, place: Path) -> None:
        """Find the photos of the open project at another place."""
        if project := self._state.project:
            attempt = self._begin((place,) if is_own(project.path) else (project.path,))
            self._start(look_through_moved(place, attempt))

    @Slot()
    def cancel(self) -> None:
        """Look no further; what was open before stays."""
        if self._worker is not None:
            self._worker.stop()
            self._letting_go = Worker(let_go(self._attempt, self._worker))
            self._letting_go.start()
            self._worker = None
            self.ended.emit()

    def _begin(self, photos: tuple[Path, ...]) -> Attempt:
        self.cancel()
        self._photos = photos
        closing = (self._letting_go, self._state.editor.closing)
        self._attempt = Attempt(self._state.project, tuple(each for each in closing if each), Control())
        return self._attempt

    def _start(self, steps: Steps) -> None:
        self._worker = Worker(steps, parent=self, control=self._attempt.control)
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
    def _on_found(self, opened: Opened) -> None:
        if self.sender() is not self._worker:
            return  # cancelled, or another folder was chosen meanwhile
        self._worker = None
        named = (opened.project.path,) if opened.project else self._photos
        self._state.photos = str(named[0]) if len(named) == 1 else tuple(map(str, named))
        self._state.project = opened.project
        self._state.editor.show_history(opened.steps)
        self._state.dataset = opened.dataset
        self.remembered.emit(opened.memory)
        self._recent.add(self._photos)
        self.ended.emit()
        self.opened.emit()
        if opened.note:
            self.failed.emit(opened.note)

    @Slot(str)
    def _on_failed(self, sentence: str) -> None:
        if self.sender() is self._worker:
            self._worker = None
            self.ended.emit()
            self.failed.emit(sentence)


def sample_folder() -> Path:
    """Where the sample set lies, in the studio's own folder."""
    return models_folder().parent / "samples" / "digits"
