"""Write as Folders: where to, as what, and how far it is."""

from collections.abc import Generator
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QWidget,
)

from tlstudio.dataset.sample import Dataset
from tlstudio.dataset.writing import Way, Written, is_split_worth_keeping, write_folders
from tlstudio.foundation.control import Control
from tlstudio.foundation.events import Event
from tlstudio.foundation.names import printable
from tlstudio.gui.copying_dialog import CopyingDialog
from tlstudio.gui.project.jobs import open_folders
from tlstudio.gui.project.write_form import WAYS, lay_out
from tlstudio.gui.state import AppState
from tlstudio.project.project import Project

_MOST_NAMED = 3


class WriteDialog(CopyingDialog):
    """Writes the photos as folders of classes.

    `place_wanted` when a person wants to choose another place; `set_place` is the answer.
    """

    place_wanted = Signal()

    def __init__(self, state: AppState, dataset: Dataset, place: Path, parent: QWidget | None = None) -> None:
        super().__init__("photos", parent)
        self.setObjectName("writeDialog")
        self.setWindowTitle("Write as Folders")
        self._state = state
        self._place = place
        self.name = QLineEdit(printable(f"{dataset.root.stem} in folders", 60))
        self.folder = QLineEdit(readOnly=True)
        self.choose = QPushButton("Choose…", autoDefault=False)
        self.ways = QButtonGroup(self)
        for number, way in enumerate(WAYS):
            self.ways.addButton(QRadioButton(way.title), number)
        self.ways.buttons()[0].setChecked(True)
        self.split = QCheckBox("&Keep the split: folders train, validation and test, with the classes in each")
        self.split.setChecked(is_split_worth_keeping(dataset))
        self.write = QPushButton("&Write", default=True)
        lay_out(self)
        self._connect()
        self.set_place(place)
        self.show_idle("")

    @Slot(object)
    def set_place(self, place: Path) -> None:
        """Write into a new folder there."""
        self._place = place
        self.folder.setText(printable(str(place), 4000))

    @Slot()
    def start(self) -> None:
        """Write the photos that are open now, as their labels say now."""
        dataset, name = self._state.dataset, self.name.text().strip()
        if dataset is None or self.is_copying():
            return
        control = Control()
        way, target = WAYS[self.ways.checkedId()].way, self._place / name
        self.copy(_write(self._state.project, dataset, target, control, way, self.split.isChecked()), control)

    def sentence_for(self, written: Written | None) -> str:
        """What lies where; None: it was stopped, and took away what it had written."""
        self.made = written.folder if written else None
        return _result_text(written) if written else "Stopped. Nothing was written."

    def show_idle(self, sentence: str) -> None:
        """With the keyboard where one goes on."""
        super().show_idle(sentence)
        (self.cancel if self.made else self.name).setFocus()

    def enable(self, idle: bool) -> None:
        """The choices, and Write where the name can be a folder's."""
        for part in (self.name, self.choose, self.split, self.write, *self.ways.buttons()):
            part.setEnabled(idle)
        if idle:
            self._on_name_changed()

    @Slot(str)
    def _on_failed(self, sentence: str) -> None:
        self.made = None
        super()._on_failed(sentence)

    @Slot()
    def _on_name_changed(self) -> None:
        name = self.name.text().strip()
        self.write.setEnabled(bool(name) and name not in (".", "..") and not set(name) & {"/", "\\", "\0"})

    def _connect(self) -> None:
        self.name.textChanged.connect(self._on_name_changed)
        self.choose.clicked.connect(self.place_wanted)
        self.write.clicked.connect(self.start)


def _write(
    project: Project | None, dataset: Dataset, target: Path, control: Control, way: Way, split: bool
) -> Generator[Event, None, Written | None]:
    apart_from = open_folders(project, dataset)
    return (yield from write_folders(dataset, target, control, way=way, split=split, apart_from=apart_from))


def _result_text(written: Written) -> str:
    photos = "1 photo" if written.photos == 1 else f"{written.photos:,} photos"
    classes = "1 class" if written.classes == 1 else f"{written.classes:,} classes"
    said = f"{photos} of {classes} are in {printable(str(written.folder))}."
    named = [f"“{printable(label, 40)}” as “{name}”" for label, name in written.renamed[:_MOST_NAMED]]
    more = len(written.renamed) - len(named)
    others = f" and {more:,} more" if more else ""
    return f"{said} Not every name can be a folder's: {', '.join(named)}{others}." if named else said
