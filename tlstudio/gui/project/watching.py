"""Notices what changes in the folders of the open project while the window is open, and has them searched again."""

import time
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QFileSystemWatcher, QObject, Qt, QThread, QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication

from tlstudio.dataset.glance import Glance, glance
from tlstudio.foundation.control import Control
from tlstudio.foundation.drives import tells_of_changes
from tlstudio.foundation.events import Event
from tlstudio.gui.dataset.opening_jobs import LOST
from tlstudio.gui.project.patience import Patience
from tlstudio.gui.project.searching import FolderSearch
from tlstudio.gui.worker import Worker
from tlstudio.project.project import Project

if TYPE_CHECKING:
    from tlstudio.gui.state import AppState

MOST_WATCHED = 500  # a system has some thousands of watches for all programs together
_SOON_MILLISECONDS = 1_000
_NOW_AND_THEN_MILLISECONDS = 60_000
_REST = 4  # a look that takes long is followed by a rest so many times as long


@dataclass(frozen=True)
class _Look:
    """What a look saw, whether the system tells of changes there, and how long it took."""

    seen: Glance
    told: bool
    seconds: float


class FolderWatch(QObject):
    """`note_opening` when something is being opened, `begin` when it is open. A look is quick and opens no file;
    `search.again()` follows where it tells of a change that is over.

    The system says when a folder changes. What it does not say (a file that is written anew in its place, a network
    drive, too many folders) is seen by a look when a person comes back to the window; where folders cannot be watched,
    by one each minute, too. `failed(sentence)` when the folders are not there, once; `came_back` when they are again.
    """

    failed = Signal(str)
    came_back = Signal()

    def __init__(self, state: "AppState", search: FolderSearch, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self._search = search
        self._patience = Patience(0)
        self._opening = 0.0
        self._begun = False
        self._worker: Worker | None = None
        self._away = False
        self._ended = 0.0
        self._seconds = 0.0
        self._watcher = QFileSystemWatcher(self)
        self._soon = QTimer(self, singleShot=True)
        self._now_and_then = QTimer(self)
        self._watcher.directoryChanged.connect(self.look_soon)
        self._soon.timeout.connect(self.look)
        self._now_and_then.timeout.connect(self.look)
        self._search.ended.connect(self._on_search_ended)
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.applicationStateChanged.connect(self._on_application_state_changed)

    @Slot()
    def note_opening(self) -> None:
        """Something is being opened: what changes from now on may not be seen by whoever reads it."""
        self._opening = time.time()

    @Slot()
    def begin(self) -> None:
        """Watch the folders of what was opened from now on."""
        self.stop()
        self._patience = Patience(self._opening)
        self._away = False
        self._begun = True
        self.look()

    @Slot()
    def stop(self) -> None:
        """Watch nothing any more."""
        self._begun = False
        self._soon.stop()
        self._now_and_then.stop()
        self._watch(())
        if self._worker is not None:
            self._worker.stop()
            self._worker = None

    @Slot()
    def look_soon(self) -> None:
        """Something changes; what is going on there needs a moment, and each look a rest after it."""
        if not self._soon.isActive():
            self._soon.start(max(_SOON_MILLISECONDS, round(_REST * self._seconds * 1000)))

    @Slot()
    def look(self) -> None:
        """Look now, unless the folders are being looked at anyway."""
        project = self._state.project
        if project is not None and self._begun and self._worker is None and not self._search.running:
            control = Control()
            self._worker = Worker(_look(project, control), parent=self, control=control)
            self._worker.succeeded.connect(self._on_seen)
            self._worker.failed.connect(self._on_failed)
            self._worker.start(QThread.Priority.LowPriority)

    @Slot(object)
    def _on_seen(self, look: _Look) -> None:
        if self.sender() is not self._worker:
            return
        self._worker, self._ended, self._seconds = None, time.monotonic(), look.seconds
        all_watched = self._watch([str(folder) for folder in look.seen.folders[:MOST_WATCHED]] if look.told else ())
        self._look_each_minute(not (look.told and all_watched and len(look.seen.folders) <= MOST_WATCHED))
        if self._away:
            self._away = False
            self.came_back.emit()
        if self._patience.wants_search(look.seen, self._ended):
            self._search.again()
        if not look.seen.settled:
            self.look_soon()

    @Slot(str)
    def _on_failed(self, sentence: str) -> None:
        """The drive may be gone: nothing is forgotten because of that."""
        if self.sender() is not self._worker:
            return
        self._worker, self._ended = None, time.monotonic()
        self._look_each_minute(True)
        if not self._away:
            self._away = True
            self.failed.emit(f"{sentence} {LOST}")

    @Slot()
    def _on_search_ended(self) -> None:
        """What changed meanwhile?"""
        if self._begun:
            self.look_soon()

    @Slot(Qt.ApplicationState)
    def _on_application_state_changed(self, now: Qt.ApplicationState) -> None:
        rested = time.monotonic() - self._ended > max(1.0, _REST * self._seconds)
        if now == Qt.ApplicationState.ApplicationActive and rested:
            self.look()

    def _look_each_minute(self, wanted: bool) -> None:
        if not wanted:
            self._now_and_then.stop()
        elif not self._now_and_then.isActive():
            self._now_and_then.start(max(_NOW_AND_THEN_MILLISECONDS, round(_REST * self._seconds * 1000)))

    def _watch(self, folders: Sequence[str]) -> bool:
        """Have the system tell of changes in these folders and no others; False where it does not do so for all."""
        before, wanted = set(self._watcher.directories()), set(filter(_is_plain, folders))
        if gone := before - wanted:
            self._watcher.removePaths(sorted(gone))
        new = [folder for folder in folders if folder in wanted - before]
        refused = self._watcher.addPaths(new) if new else []
        return not refused and len(wanted) == len(folders)


def _look(project: Project, control: Control) -> Generator[Event, None, _Look]:
    started = time.monotonic()
    seen = yield from glance(project.source().layout(), control)
    try:
        told = all(tells_of_changes(folder) for folder in seen.folders[:1])
    except OSError:
        told = False
    return _Look(seen, told, time.monotonic() - started)


def _is_plain(name: str) -> bool:
    """Qt loses the bytes of a name that are not UTF-8."""
    return not any("\ud800" <= character <= "\udfff" for character in name)
