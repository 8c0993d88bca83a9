"""What is kept on disk, as the window sees it: its size, and the limit of the features, found in the background."""

from collections import deque
from collections.abc import Callable, Generator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, Signal, Slot

from tlstudio.dataset.photo_cache import clear_photo_cache, photo_cache
from tlstudio.foundation.events import Event, Progress
from tlstudio.foundation.folders import cache_folder
from tlstudio.gui.worker import Worker

if TYPE_CHECKING:
    from tlstudio.features.store import Store

_Change = Callable[["Store"], int]


class Facts(NamedTuple):
    """Bytes that features have, may have, that photos have beside them, and that were just given back."""

    used: int
    limit: int
    thumbnails: int
    remembered: int
    freed: int


class FeatureCache(QObject):
    """`facts` once they are known; `changed` when they were asked for again, `cleared(bytes)` after clearing.

    What is asked of it is done one after the other, in the background.
    """

    changed = Signal()
    cleared = Signal(object)
    failed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.facts: Facts | None = None
        self._waiting: deque[tuple[_Change, bool]] = deque()
        self._worker: Worker | None = None

    @property
    def folder(self) -> Path:
        """Where it lies."""
        return cache_folder() / "features"

    @Slot()
    def refresh(self) -> None:
        """Ask again how large it is."""
        self._do(lambda store: 0)

    @Slot()
    def clear(self) -> None:
        """Remove all of it, and what is kept of photos; what is needed again is made again."""
        self._do(_clear, is_clearing=True)

    def set_limit(self, limit: int) -> None:
        """Let it have so many bytes at most; what is beyond that goes at once."""

        def change(store: "Store") -> int:
            store.set_limit(limit)
            return 0

        self._do(change)

    def _do(self, change: _Change, is_clearing: bool = False) -> None:
        self._waiting.append((change, is_clearing))
        if self._worker is None:
            self._next()

    def _next(self) -> None:
        change, is_clearing = self._waiting.popleft()
        self._worker = Worker(_changed(self.folder, change), parent=self)
        self._worker.succeeded.connect(self._on_cleared if is_clearing else self._on_looked)
        self._worker.failed.connect(self.failed)
        self._worker.finished.connect(self._on_worker_finished)
        self._worker.start()

    @Slot(object)
    def _on_looked(self, facts: Facts) -> None:
        self.facts = facts
        self.changed.emit()

    @Slot(object)
    def _on_cleared(self, facts: Facts) -> None:
        self._on_looked(facts)
        self.cleared.emit(facts.freed)

    @Slot()
    def _on_worker_finished(self) -> None:
        self._worker = None
        if self._waiting:
            self._next()


def _clear(store: "Store") -> int:
    return store.clear() + clear_photo_cache()


def _changed(folder: Path, change: _Change) -> Generator[Event, None, Facts]:
    yield Progress("prepare", 0, 1)
    from tlstudio.features.store import Store

    store = Store(folder)
    freed = change(store)
    return Facts(store.bytes(), store.limit, *photo_cache(), freed)
