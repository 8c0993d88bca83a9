"""What was opened lately: folders of photos, tables, projects, models; and which of it is still there."""

import contextlib
import json
import queue
import threading
import time
from collections.abc import Generator, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from tlstudio.foundation.control import Control
from tlstudio.foundation.names import printable
from tlstudio.gui.dropped import MODEL_SUFFIX, local_path
from tlstudio.gui.settings import settings
from tlstudio.gui.worker import Worker
from tlstudio.project.collecting import is_project
from tlstudio.project.own import is_own

Opened = tuple[Path, ...]
_Answer = tuple[Opened, bool]
_KEPT = 8
_PATIENCE_SECONDS = 3.0
_TABLE_SUFFIX = ".csv"
PROJECT_ICON = "folder-star-outline"
_KEY = "recent/opened"


class Recent(QObject):
    """Remembers the last eight, newest first. Names are kept as addresses, which carry every byte of a file name.

    `look` asks in the background which are still there; `changed` when that, or the list, is another one. Projects that
    the studio keeps of its own accord are not listed: their photos are.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._there: dict[Opened, bool] = {}
        self._hanging: set[Opened] = set()
        self._worker: Worker | None = None

    def entries(self) -> list[Opened]:
        """What was opened, newest first; one folder or file, or several class folders."""
        try:
            stored = json.loads(str(settings().value(_KEY, "[]")))
        except ValueError:
            return []
        found = [tuple(map(_path, entry)) for entry in stored if isinstance(entry, list)]
        whole = [tuple(path for path in entry if path) for entry in found if entry and all(entry)]
        return [entry for entry in whole if not is_own(entry[0])]

    def is_there(self, opened: Opened) -> bool | None:
        """Whether it was there when somebody looked last; None while nobody knows."""
        return self._there.get(opened)

    @Slot()
    def look(self) -> None:
        """Ask which are still there. A drive that does not answer counts as not there, and holds nobody up."""
        if self._worker is None:
            control = Control()
            asked = [entry for entry in self.entries() if entry not in self._hanging]
            self._worker = Worker(_look(asked, self._hanging, control), parent=self, control=control)
            self._worker.events_came.connect(self._on_answers)
            self._worker.finished.connect(self._on_looked)
            self._worker.start()

    def add(self, opened: Opened) -> None:
        """Put this first."""
        self._there[opened] = True
        entries = [opened, *(entry for entry in self.entries() if entry != opened)]
        self._store([entry for entry in entries if not is_own(entry[0])][:_KEPT])

    def clear(self) -> None:
        """Forget all."""
        self._store([])

    def _store(self, entries: list[Opened]) -> None:
        settings().setValue(_KEY, json.dumps([[path.absolute().as_uri() for path in entry] for entry in entries]))
        self.changed.emit()

    @Slot(list)
    def _on_answers(self, answers: list[_Answer]) -> None:
        self._there.update(answers)
        self.changed.emit()

    @Slot()
    def _on_looked(self) -> None:
        self._worker = None


def recent_text(opened: Opened) -> str:
    """How it is called in a menu: the last two parts of the path, or the class folders' names."""
    if len(opened) > 1:
        return printable(", ".join(path.name for path in opened), 60)
    if is_project(opened[0]):
        return f"{printable('/'.join((*opened[0].parts[-2:-1], opened[0].stem)), 60)} (project)"
    return printable("/".join(opened[0].parts[-2:]), 60)


def recent_icon(opened: Opened) -> str:
    """The name of the icon for what it is."""
    if is_project(opened[0]):
        return PROJECT_ICON
    kinds = {MODEL_SUFFIX: "package-variant", _TABLE_SUFFIX: "table"}
    return kinds.get(opened[0].suffix.lower(), "folder-outline")


def _look(entries: Sequence[Opened], hanging: set[Opened], control: Control) -> Generator[_Answer, None, None]:
    """What is there, as it becomes known. Each is asked for in a thread of its own: a dead drive never answers."""
    answers: queue.SimpleQueue[_Answer] = queue.SimpleQueue()
    waiting = set(entries)
    for entry in entries:
        hanging.add(entry)
        threading.Thread(target=_ask, args=(entry, hanging, answers), name="recent", daemon=True).start()
    until = time.monotonic() + _PATIENCE_SECONDS
    while waiting and not control.stopped and time.monotonic() < until:
        with contextlib.suppress(queue.Empty):
            answer = answers.get(timeout=0.1)
            waiting.discard(answer[0])
            yield answer
    for entry in () if control.stopped else waiting:
        yield entry, False


def _ask(entry: Opened, hanging: set[Opened], answers: "queue.SimpleQueue[_Answer]") -> None:
    try:
        there = all(path.exists() for path in entry)
    except (OSError, ValueError):
        there = False
    hanging.discard(entry)
    answers.put((entry, there))


def _path(address: object) -> Path | None:
    return local_path(address.encode()) if isinstance(address, str) else None
