"""In which order photos are shown; what has to be asked of the disk for it is asked in the background."""

import math
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

from PySide6.QtCore import QObject, Signal, Slot

from tlstudio.dataset.file_facts import FileFact, file_facts
from tlstudio.dataset.sample import Dataset, Sample
from tlstudio.foundation.control import Control
from tlstudio.gui.worker import Worker
from tlstudio.prediction.opinions import NO_OPINIONS, Opinions

Order = Literal["folders", "name", "class", "newest", "oldest", "largest", "smallest", "unsure"]
Facts = Mapping[Path, FileFact]
ORDERS: dict[Order, str] = {
    "folders": "By folder",
    "name": "By name",
    "class": "By class",
    "newest": "Newest first",
    "oldest": "Oldest first",
    "largest": "Largest first",
    "smallest": "Smallest first",
    "unsure": "Unsure first",
}
NEEDING_FACTS: tuple[Order, ...] = ("newest", "oldest", "largest", "smallest")
_NOTHING_KNOWN = FileFact(0, 0)


def in_order(
    samples: Sequence[Sample], order: Order, facts: Facts, opinions: Opinions = NO_OPINIONS
) -> Sequence[Sample]:
    """The samples in that order; equal ones, and those of which nothing is known, stay as they were.

    Photos about which the model was not asked come after those of which it is sure.
    """
    if order == "folders" or (order in NEEDING_FACTS and not facts):
        return samples

    def fact(sample: Sample) -> FileFact:
        return facts.get(sample.path, _NOTHING_KNOWN)

    def confidence(sample: Sample) -> float:
        opinion = opinions.of(sample)
        return opinion.confidence if opinion else math.inf

    keys: dict[str, Callable[[Sample], Any]] = {
        "name": lambda sample: sample.path.name.casefold(),
        "class": lambda sample: sample.label.casefold(),
        "newest": lambda sample: -fact(sample).written,
        "oldest": lambda sample: fact(sample).written,
        "largest": lambda sample: -fact(sample).size,
        "smallest": lambda sample: fact(sample).size,
        "unsure": confidence,
    }
    return sorted(samples, key=keys[order])


class FileFacts(QObject):
    """`known` for the dataset that was asked about last; `arrived` when they have come."""

    arrived = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.known: Facts = {}
        self._asked: Dataset | None = None
        self._worker: Worker | None = None

    def ask(self, dataset: Dataset) -> None:
        """Find them out, unless that is under way or done."""
        if dataset is not self._asked:
            self.forget()
            self._asked = dataset
            control = Control()
            self._worker = Worker(file_facts(dataset.photos, control), parent=self, control=control)
            self._worker.succeeded.connect(self._on_found)
            self._worker.start()

    def forget(self) -> None:
        """Another dataset is open, or none."""
        if self._worker is not None:
            self._worker.stop()
        self.known, self._asked, self._worker = {}, None, None

    @Slot(object)
    def _on_found(self, facts: Facts) -> None:
        if self.sender() is self._worker:
            self.known = facts
            self.arrived.emit()
