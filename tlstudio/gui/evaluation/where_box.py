"""On which photos a model is judged: a part of those that are open, or another folder."""

from pathlib import Path
from typing import get_args

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QComboBox, QFileDialog, QWidget

from tlstudio.dataset.sample import Dataset, Split
from tlstudio.foundation.names import printable
from tlstudio.gui.evaluation.jobs import Where
from tlstudio.gui.evaluation.wording import FOLDER, part_text

_FIRST: tuple[Split, ...] = ("validation", "test", "train")
assert set(_FIRST) == set(get_args(Split))
_MOST_WIDE = 40


class WhereBox(QComboBox):
    """`chosen(part or path)` when a person chooses other photos. Test photos wait until somebody asks for them: whoever
    looks at them while choosing has none left for the last check."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("evaluatedBox")
        self.setAccessibleName("Judged on")
        self._places: list[Where] = []
        self._shown = -1
        self.activated.connect(self._on_activated)

    def show_parts(self, dataset: Dataset | None) -> None:
        """Offer the parts that have photos, and another folder; what was chosen stays, else it is the first."""
        before = self.where()
        folders = [place for place in self._places if isinstance(place, Path)]
        parts = [part for part in _FIRST if dataset and dataset.part(part)]
        self._places = [*parts, *folders]
        self.clear()
        self.addItems([part_text(part, dataset) for part in parts if dataset])
        self.addItems([printable(folder.name, _MOST_WIDE) for folder in folders])
        self.addItem(FOLDER)
        self._shown = self._places.index(before) if before in self._places else 0 if self._places else -1
        self.setCurrentIndex(self._shown)

    def where(self) -> Where | None:
        """What is chosen; None while there is nothing."""
        return self._places[self._shown] if 0 <= self._shown < len(self._places) else None

    @Slot()
    def ask_for_folder(self) -> None:
        """Which folder of labelled photos?"""
        dialog = QFileDialog(self, "Judge on Another Folder: One Sub-Folder per Class")
        dialog.setObjectName("evaluatedDialog")
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(self.choose_folder)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot(str)
    def choose_folder(self, folder: str) -> None:
        """Judge on this one."""
        path = Path(folder)
        if path not in self._places:
            self.insertItem(len(self._places), printable(path.name, _MOST_WIDE))
            self._places.append(path)
        self._choose(self._places.index(path))

    @Slot(int)
    def _on_activated(self, index: int) -> None:
        if index == len(self._places):
            self.setCurrentIndex(self._shown)
            self.ask_for_folder()
        else:
            self._choose(index)

    def _choose(self, index: int) -> None:
        self.setCurrentIndex(index)
        if index != self._shown:
            self._shown = index
            self.chosen.emit(self._places[index])
