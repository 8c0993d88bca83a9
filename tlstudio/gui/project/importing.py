"""Imports photos without a label from a further folder: looked for in the background, taken in at once."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from tlstudio.foundation.control import Control
from tlstudio.foundation.events import Event, Progress
from tlstudio.gui.worker import Worker
from tlstudio.project.edits import Edit, ImportPhotos

if TYPE_CHECKING:
    from tlstudio.gui.state import AppState


class PhotoImport(QObject):
    """`began`, `progressed(event)` and `ended` while it looks; `failed(sentence)` when nothing can be imported.

    `imported` when photos have come: what else is in their folder, and which of them look alike, is not known yet.
    """

    began = Signal()
    progressed = Signal(object)
    ended = Signal()
    failed = Signal(str)
    imported = Signal()

    def __init__(self, state: "AppState", parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self._worker: Worker | None = None
        state.project_changed.connect(self.cancel)
        state.editor.edited.connect(self._on_edited)

    @Slot(object)
    def look_into(self, folder: Path) -> None:
        """Look for photos in this folder, and let the project have them."""
        if problem := self._state.editor.problem():
            self.failed.emit(problem)
            return
        assert self._state.project
        self.cancel()
        control = Control()
        self._worker = Worker(self._state.project.look_into(folder, control), self, control)
        self._worker.events_came.connect(self._on_events)
        self._worker.succeeded.connect(self._on_found)
        self._worker.failed.connect(self._on_failed)
        self.began.emit()
        self._worker.start()

    @Slot()
    def cancel(self) -> None:
        """Look no further, and import nothing."""
        if self._worker is not None:
            self._worker.stop()
            self._worker = None
            self.ended.emit()

    @Slot(object)
    def _on_edited(self, edit: Edit) -> None:
        if isinstance(edit, ImportPhotos):
            self.imported.emit()

    @Slot(list)
    def _on_events(self, events: list[Event]) -> None:
        steps = [each for each in events if isinstance(each, Progress)]
        if self.sender() is self._worker and steps:
            self.progressed.emit(steps[-1])

    @Slot(object)
    def _on_found(self, edit: ImportPhotos | None) -> None:
        if self.sender() is self._worker:
            self._worker = None
            self.ended.emit()
            if edit:
                self._state.editor.apply(edit)

    @Slot(str)
    def _on_failed(self, sentence: str) -> None:
        if self.sender() is self._worker:
            self._worker = None
            self.ended.emit()
            self.failed.emit(sentence)
