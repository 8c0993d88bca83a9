"""Looks through the folders of the open project again, in the background, while a person goes on working."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from tlstudio.foundation.control import Control
from tlstudio.gui.worker import Worker
from tlstudio.photos.pool import PhotoPool

if TYPE_CHECKING:
    from tlstudio.gui.state import AppState

_MOST_COMPARED = 10_000


class FolderSearch(QObject):
    """`again()`: photos that came or went, and which of them look alike, are noted and then shown.

    `progressed(event)` meanwhile, `ended` when it is done or was cancelled, `failed(sentence)`. One search at a time.
    """

    progressed = Signal(object)
    ended = Signal()
    failed = Signal(str)

    def __init__(self, state: "AppState", parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self._worker: Worker | None = None
        self._wanted_again = False
        state.project_changed.connect(self.cancel)

    @property
    def running(self) -> bool:
        """Whether a search is under way."""
        return self._worker is not None

    @Slot()
    def again(self) -> None:
        """Look now, or once more when the search at hand is over."""
        if self._worker is not None:
            self._wanted_again = True
        elif self._state.project is not None:
            control = Control()
            steps = self._state.project.search(control, self._pool())
            self._worker = Worker(steps, parent=self, control=control)
            self._worker.events_came.connect(self._on_events)
            self._worker.succeeded.connect(self._on_found)
            self._worker.failed.connect(self._on_failed)
            self._worker.start()

    @Slot()
    def look_for_twins(self) -> None:
        """After opening: which photos look alike, where finding out does not take minutes."""
        if self._pool() is not None:
            self.again()

    @Slot()
    def cancel(self) -> None:
        """Look no further; what is known stays."""
        self._wanted_again = False
        if self._worker is not None:
            self._worker.stop()
            self._worker = None
            self.ended.emit()

    def _pool(self) -> PhotoPool | None:
        """Readers to find which photos look alike, unless that would take minutes: then a run finds it out."""
        dataset = self._state.dataset
        return self._state.pool if dataset and len(dataset.photos) <= _MOST_COMPARED else None

    @Slot(list)
    def _on_events(self, events: list[object]) -> None:
        if self.sender() is self._worker:
            self.progressed.emit(events[-1])

    @Slot()
    def _on_found(self) -> None:
        """Read in the order of the edits, one of which may have come since."""
        if self.sender() is self._worker:
            self._state.editor.read_again()
            self._end()

    @Slot(str)
    def _on_failed(self, sentence: str) -> None:
        if self.sender() is self._worker:
            self.failed.emit(sentence)
            self._end()

    def _end(self) -> None:
        self._worker = None
        self.ended.emit()
        if self._wanted_again:
            self._wanted_again = False
            self.again()
