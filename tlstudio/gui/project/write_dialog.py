"""Write as Folders: where to, as what, and how far it is."""

from collections.abc import Generator
from pathlib import Path

from PySide6.QtCore import Qt, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QDialog,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QRadioButton,
    QWidget,
)

from tlstudio.dataset.sample import Dataset
from tlstudio.dataset.writing import Way, Written, is_split_worth_keeping, write_folders
from tlstudio.foundation.control import Control
from tlstudio.foundation.events import Event, Progress
from tlstudio.foundation.names import printable
from tlstudio.gui.project.jobs import open_folders
from tlstudio.gui.project.write_form import WAYS, lay_out
from tlstudio.gui.state import AppState
from tlstudio.gui.worker import Worker
from tlstudio.project.project import Project

_MOST_NAMED = 3


class WriteDialog(QDialog):
    """Stays open while it writes, and beside the window; closing it stops the writing.

    `place_wanted` when a person wants to choose another place; `set_place` is the answer.
    """

    place_wanted = Signal()

    def __init__(self, state: AppState, dataset: Dataset, place: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("writeDialog")
        self.setWindowTitle("Write as Folders")
        self._state = state
        self._place = place
        self._worker: Worker | None = None
        self._written: Path | None = None
        self.name = QLineEdit(printable(f"{dataset.root.stem} in folders", 60))
        self.folder = QLineEdit(readOnly=True)
        self.choose = QPushButton("Choose…", autoDefault=False)
        self.ways = QButtonGroup(self)
        for number, way in enumerate(WAYS):
            self.ways.addButton(QRadioButton(way.title), number)
        self.ways.buttons()[0].setChecked(True)
        self.split = QCheckBox("&Keep the split: folders train, validation and test, with the classes in each")
        self.split.setChecked(is_split_worth_keeping(dataset))
        self.bar = QProgressBar(textVisible=False)
        self.said = QLabel(wordWrap=True)
        self.said.setTextFormat(Qt.TextFormat.PlainText)
        self.show_folder = QPushButton("&Open Folder", autoDefault=False)
        self.write = QPushButton("&Write", default=True)
        self.cancel = QPushButton("Cancel", autoDefault=False)
        lay_out(self)
        self._connect()
        self.set_place(place)
        self._show_idle("")

    @Slot(object)
    def set_place(self, place: Path) -> None:
        """Write into a new folder there."""
        self._place = place
        self.folder.setText(printable(str(place), 4000))

    @Slot()
    def start(self) -> None:
        """Write the photos that are open now, as their labels say now."""
        dataset, name = self._state.dataset, self.name.text().strip()
        if dataset is None or self._worker is not None:
            return
        control = Control()
        way, target = WAYS[self.ways.checkedId()].way, self._place / name
        steps = _write(self._state.project, dataset, target, control, way, self.split.isChecked())
        self._worker = Worker(steps, parent=self, control=control)
        self._worker.events_came.connect(self._on_events)
        self._worker.succeeded.connect(self._on_written)
        self._worker.failed.connect(self._on_failed)
        self._show_writing()
        self._worker.start()

    def done(self, result: int) -> None:
        """Closed, by whatever means: write no further."""
        if self._worker is not None:
            self._worker.stop()
        super().done(result)

    @Slot()
    def _on_cancel_clicked(self) -> None:
        """While it writes, stop that; else close."""
        if self._worker is not None:
            self._worker.stop()
        else:
            self.reject()

    @Slot(list)
    def _on_events(self, events: list[Event]) -> None:
        for event in events:
            if isinstance(event, Progress) and self._worker is not None:
                self.bar.setRange(0, event.total)
                self.bar.setValue(event.done)
                self.said.setText(f"{event.done:,} of {event.total:,} photos")

    @Slot(object)
    def _on_written(self, written: Written | None) -> None:
        self._written = written.folder if written else None
        self._show_idle(_result_text(written) if written else "Stopped. Nothing was written.")

    @Slot(str)
    def _on_failed(self, sentence: str) -> None:
        self._written = None
        self._show_idle(sentence)

    @Slot()
    def _on_show_folder(self) -> None:
        if self._written is not None:
            QDesktopServices.openUrl(QUrl.fromEncoded(self._written.as_uri().encode()))

    @Slot()
    def _on_name_changed(self) -> None:
        name = self.name.text().strip()
        self.write.setEnabled(bool(name) and name not in (".", "..") and not set(name) & {"/", "\\", "\0"})

    def _show_writing(self) -> None:
        for part in (self.name, self.choose, self.split, self.write, *self.ways.buttons()):
            part.setEnabled(False)
        self.cancel.setText("Stop")
        self.show_folder.hide()
        self.bar.setRange(0, 0)
        self.bar.show()
        self.said.setText("Looking at the photos…")

    def _show_idle(self, sentence: str) -> None:
        self._worker = None
        for part in (self.name, self.choose, self.split, self.write, *self.ways.buttons()):
            part.setEnabled(True)
        self._on_name_changed()
        self.cancel.setText("Close")
        self.bar.hide()
        self.show_folder.setVisible(self._written is not None)
        self.said.setText(sentence)
        (self.cancel if self._written else self.name).setFocus()

    def _connect(self) -> None:
        self.name.textChanged.connect(self._on_name_changed)
        self.choose.clicked.connect(self.place_wanted)
        self.write.clicked.connect(self.start)
        self.cancel.clicked.connect(self._on_cancel_clicked)
        self.show_folder.clicked.connect(self._on_show_folder)


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
