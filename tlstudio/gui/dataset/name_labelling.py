"""Label by Name: what the names of photos without a label say is found in the background, shown, and then taken."""

from collections.abc import Generator
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from tlstudio.dataset.sample import Dataset
from tlstudio.gui.dataset.name_dialog import NameDialog
from tlstudio.gui.worker import Worker
from tlstudio.project.edits import LabelEach
from tlstudio.project.naming import labels_from_names

if TYPE_CHECKING:
    from tlstudio.gui.state import AppState

_SILENT = (
    "The names of the photos without a label tell no classes. Names that do are such as cat.1.jpg or dog_0007.png, "
    "three or more of each."
)


class NameLabelling(QObject):
    """`offer()` shows what the names say, to be ticked; `failed(sentence)` where they say nothing."""

    failed = Signal(str)

    def __init__(self, state: "AppState", window: QWidget) -> None:
        super().__init__(window)
        self._state = state
        self._window = window
        self._asked: Dataset | None = None

    @Slot()
    def offer(self) -> None:
        """Read the names of all photos without a label."""
        if problem := self._state.editor.problem():
            self.failed.emit(problem)
            return
        assert self._state.dataset
        self._asked = self._state.dataset
        worker = Worker(_read_names(self._asked), parent=self)
        worker.succeeded.connect(self._on_read)
        worker.failed.connect(self.failed)
        worker.start()

    @Slot(object)
    def _on_read(self, labels: dict[Path, str]) -> None:
        dataset = self._state.dataset
        if dataset is None or dataset is not self._asked:
            return  # the photos are others, or have got their labels meanwhile
        if not labels:
            self.failed.emit(_SILENT)
            return
        dialog = NameDialog(labels, len(dataset.unlabelled), self._window)
        dialog.chosen.connect(self._on_chosen)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot(object)
    def _on_chosen(self, labels: dict[Path, str]) -> None:
        self._state.editor.apply(LabelEach(tuple(labels.items())))


def _read_names(dataset: Dataset) -> Generator[None, None, dict[Path, str]]:
    yield
    paths = [sample.path for sample in dataset.unlabelled]
    return labels_from_names(paths, (*dataset.classes, *dataset.bare))
