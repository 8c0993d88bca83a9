"""What was opened lately: folders of photos, tables, models."""

import json
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from tlstudio.foundation.names import printable
from tlstudio.gui.dropped import local_path
from tlstudio.gui.settings import settings

Opened = tuple[Path, ...]
_KEPT = 8
_KEY = "recent/opened"


class Recent(QObject):
    """Remembers the last eight, newest first. Names are kept as addresses, which carry every byte of a file name."""

    changed = Signal()

    def entries(self) -> list[Opened]:
        """What was opened, newest first; one folder or file, or several class folders."""
        try:
            stored = json.loads(str(settings().value(_KEY, "[]")))
        except ValueError:
            return []
        found = [tuple(map(_path, entry)) for entry in stored if isinstance(entry, list)]
        return [tuple(path for path in entry if path) for entry in found if entry and all(entry)]

    def add(self, opened: Opened) -> None:
        """Put this first."""
        entries = [opened, *(entry for entry in self.entries() if entry != opened)]
        self._store(entries[:_KEPT])

    def clear(self) -> None:
        """Forget all."""
        self._store([])

    def _store(self, entries: list[Opened]) -> None:
        settings().setValue(_KEY, json.dumps([[path.absolute().as_uri() for path in entry] for entry in entries]))
        self.changed.emit()


def recent_text(opened: Opened) -> str:
    """How it is called in a menu: the last two parts of the path, or the class folders' names."""
    if len(opened) > 1:
        return printable(", ".join(path.name for path in opened), 60)
    return printable("/".join(opened[0].parts[-2:]), 60)


def _path(address: object) -> Path | None:
    return local_path(address.encode()) if isinstance(address, str) else None
