"""The zoo as the window sees it: the list of networks, and one download or import at a time."""

from collections.abc import Generator
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from tlstudio.foundation.control import Control
from tlstudio.foundation.events import Event, Progress
from tlstudio.gui.connection import remembered_proxy
from tlstudio.gui.worker import Worker
from tlstudio.gui.zoo.jobs import fetch, list_networks, list_own_models, take
from tlstudio.gui.zoo.line import OWN, Line


class Zoo(QObject):
    """`listed` when `lines` are other ones. Of a download or an import: `began`, `progressed(Progress)`, then one of
    `arrived(name)`, `failed(sentence)` and `stopped`. It goes on while no dialog is open.
    """

    listed = Signal()
    began = Signal()
    progressed = Signal(object)
    arrived = Signal(str)
    failed = Signal(str)
    stopped = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.lines: tuple[Line, ...] = ()
        self.busy_with = ""
        self.progress: Progress | None = None
        self._worker: Worker | None = None
        self._lister: Worker | None = None

    @Slot()
    def refresh(self) -> None:
        """List again what there is and what of it is here."""
        self._lister = Worker(list_networks(), parent=self)
        self._lister.succeeded.connect(self._on_listed)
        self._lister.failed.connect(self.failed)
        self._lister.start()

    @Slot()
    def refresh_models(self) -> None:
        """List only the finished models again: a hundredth of the work, right after a training."""
        if self._lister is not None or not self.lines:
            self.refresh()
            return
        self._lister = Worker(list_own_models(), parent=self)
        self._lister.succeeded.connect(self._on_models_listed)
        self._lister.failed.connect(self.failed)
        self._lister.start()

    def download(self, name: str) -> None:
        """Fetch the weights of a network; what came earlier and was interrupted is taken up again."""
        control = Control()
        self._start(name, fetch(name, remembered_proxy(), control), control)

    def import_weights(self, path: Path, name: str) -> None:
        """Take the weights of a network from a file."""
        control = Control()
        self._start(name, take(path, name, control), control)

    @Slot()
    def cancel(self) -> None:
        """Stop the work at hand; what has come of a download is kept for another time."""
        if self._worker is not None:
            self._worker.stop()

    def _start(self, name: str, steps: Generator[Event, None, Path | None], control: Control) -> None:
        if self._worker is not None:
            return
        self.busy_with, self.progress = name, None
        self._worker = Worker(steps, parent=self, control=control)
        self._worker.events_came.connect(self._on_events)
        self._worker.succeeded.connect(self._on_succeeded)
        self._worker.failed.connect(self._on_failed)
        self.began.emit()
        self._worker.start()

    @Slot(list)
    def _on_events(self, events: list[Event]) -> None:
        for event in events:
            if isinstance(event, Progress):
                self.progress = event
        if self.progress is not None:
            self.progressed.emit(self.progress)

    @Slot(object)
    def _on_listed(self, lines: list[Line]) -> None:
        if self.sender() is self._lister:  # else a newer list is on its way
            self._lister, self.lines = None, tuple(lines)
            self.listed.emit()

    @Slot(object)
    def _on_models_listed(self, models: list[Line]) -> None:
        if self.sender() is self._lister:
            self._lister, self.lines = None, (*(line for line in self.lines if line.source != OWN), *models)
            self.listed.emit()

    @Slot(object)
    def _on_succeeded(self, path: Path | None) -> None:
        name = self._end()
        if path is None:
            self.stopped.emit()
        else:
            self.arrived.emit(name)
            self.refresh()

    @Slot(str)
    def _on_failed(self, sentence: str) -> None:
        self._end()
        self.failed.emit(sentence)

    def _end(self) -> str:
        name, self.busy_with, self._worker = self.busy_with, "", None
        return name
