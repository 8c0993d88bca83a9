"""What is wrong with the photos that are open: checks them in the background, and follows what is done about it."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QThread, Signal, Slot

from tlstudio.dataset.sample import Dataset
from tlstudio.foundation.control import Control
from tlstudio.foundation.events import Progress
from tlstudio.gui.dataset.findings_entry import Entry, Key, open_entries
from tlstudio.gui.dataset.findings_job import Checked, check_photos, names_of
from tlstudio.gui.progress_line import ProgressLine
from tlstudio.gui.state import AppState
from tlstudio.gui.worker import Worker

_STAGES = {
    "prepare": "Getting the network ready…",
    "scan": "Looking at the photos",
    "compare": "Comparing the photos",
    "features": "Running the network once per photo",
}
_NOT_CHECKED = (
    "These photos have not been checked yet. A check finds copies, leaks between training and validation, labels that "
    "are likely wrong, strays, blurred and dark photos, and more."
)
_NOT_COMPLETE = "The check did not come to its end, so there may be more to find."
_OUT_OF_DATE = "Photos have come or changed since they were checked, so there may be more to find."
_WITHOUT_LABEL = "Photos without a label are not checked. Check again when they have one."


class Findings(QObject):
    """`start()` checks what is open. `changed` when there are other findings, or other ones are put away;
    `ready_changed(bool)` says whether a check can be started.

    `found()` always speaks of `state.dataset` as it is now: what was dealt with is not there, and comes back when that
    is undone. Kept while the same photos are open.
    """

    changed = Signal()
    ready_changed = Signal(bool)

    def __init__(self, state: AppState, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.bar = ProgressLine("check", "checking the photos", _STAGES)
        self._state = state
        self._worker: Worker | None = None
        self._checked: Checked | None = None
        self._away: set[Key] = set()
        self._root: Path | None = None
        self._dataset: Dataset | None = None
        self._open: list[Entry] = []
        self.bar.cancelled.connect(self.cancel)
        state.dataset_changed.connect(self._on_dataset_changed)

    @property
    def is_ready(self) -> bool:
        """Whether there is something to check, and no check under way."""
        return self._worker is None and self._state.dataset is not None

    @property
    def is_checked(self) -> bool:
        """Whether there has been a check."""
        return self._checked is not None

    @Slot()
    def start(self) -> None:
        """Check the photos as they are now."""
        dataset = self._state.dataset
        if self._worker is not None or dataset is None:
            return
        control = Control()
        steps = check_photos(dataset, self._state.pool, self._state.device, control)
        self._worker = Worker(steps, parent=self, control=control)
        self._worker.events_came.connect(self._on_events)
        self._worker.succeeded.connect(self._on_checked)
        self._worker.failed.connect(self._on_failed)
        self.bar.begin(_STAGES["prepare"])
        self._worker.start(QThread.Priority.LowPriority)
        self.ready_changed.emit(self.is_ready)

    @Slot()
    def cancel(self) -> None:
        """End the check under way; what it has found so far is kept."""
        if self._worker is not None:
            self._worker.stop()

    def found(self) -> Sequence[Entry]:
        """What is to be done, worst first."""
        return [entry for entry in self._entries() if entry.key not in self._away] if self._away else self._entries()

    def count(self) -> int | None:
        """How many; None where there may be some, for nobody has looked."""
        return len(self.found()) or (0 if self.is_checked else None)

    def put_away(self) -> Sequence[Entry]:
        """What a person does not want to be told."""
        return [entry for entry in self._entries() if entry.key in self._away]

    def photos(self) -> frozenset[Path]:
        """The usable photos that something is wrong with."""
        return frozenset(sample.path for entry in self.found() for sample in entry.samples)

    def ignore(self, entries: Iterable[Entry]) -> None:
        """Put these away."""
        self._away.update(entry.key for entry in entries)
        self.changed.emit()

    def put_back(self, entries: Iterable[Entry]) -> None:
        """Tell these again."""
        self._away.difference_update(entry.key for entry in entries)
        self.changed.emit()

    def note(self) -> str:
        """Why there may be more to find, as a sentence; empty when all was looked at."""
        if self._worker is not None or self._state.dataset is None:
            return ""
        if self._checked is None:
            return _NOT_CHECKED
        if not self._checked.complete:
            return _NOT_COMPLETE
        if not names_of(self._state.dataset) <= self._checked.seen:
            return _OUT_OF_DATE
        return _WITHOUT_LABEL if self._state.dataset.unlabelled else ""

    def _entries(self) -> list[Entry]:
        dataset = self._state.dataset
        if dataset is not self._dataset:
            self._dataset = dataset
            found = self._checked.entries if self._checked else None
            self._open = open_entries(found, dataset) if dataset else []
        return self._open

    @Slot(list)
    def _on_events(self, events: list[Progress | Checked]) -> None:
        if self.sender() is not self._worker:
            return
        for event in events:
            if isinstance(event, Checked):
                self._take(event)
                self.changed.emit()
        if isinstance(events[-1], Progress):
            self.bar.show_progress(events[-1])

    @Slot(object)
    def _on_checked(self, checked: Checked) -> None:
        if self.sender() is self._worker:
            self._take(checked)
            self._end()

    @Slot(str)
    def _on_failed(self, sentence: str) -> None:
        if self.sender() is self._worker:
            self._end(sentence)

    def _take(self, checked: Checked) -> None:
        self._checked, self._dataset = checked, None

    def _end(self, sentence: str = "") -> None:
        self._worker = None
        self.bar.end(sentence)
        self.ready_changed.emit(self.is_ready)
        self.changed.emit()

    @Slot()
    def _on_dataset_changed(self) -> None:
        """The same photos with other marks, some more or fewer of them, or others."""
        root = self._state.dataset.root if self._state.dataset else None
        if root != self._root:
            self._forget()
            self._root = root
        self.ready_changed.emit(self.is_ready)

    def _forget(self) -> None:
        self.cancel()
        self._worker = self._checked = self._dataset = None
        self._away = set()
        self.bar.end()
