"""Sort into Folders: which pictures, where to, and how far it is."""

from pathlib import Path

from PySide6.QtCore import Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFileDialog,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QRadioButton,
    QWidget,
)

from tlstudio.foundation.control import Control
from tlstudio.foundation.events import Event, Progress
from tlstudio.foundation.names import printable
from tlstudio.gui.prediction.out_jobs import Sources, sort_pictures
from tlstudio.gui.prediction.sort_form import lay_out
from tlstudio.gui.prediction.table_model import PredictionTableModel
from tlstudio.gui.prediction.table_order import NEITHER
from tlstudio.gui.settings import settings
from tlstudio.gui.training.wording import time_left_text
from tlstudio.gui.worker import Worker
from tlstudio.prediction.sorting import Choice, Sorted, sorted_text

_PLACE_KEY = "folders/sortPlace"


class SortDialog(QDialog):
    """Stays open while it copies, and beside the window; closing it stops the copying, and keeps what was copied."""

    def __init__(self, answers: PredictionTableModel, sources: Sources, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sortDialog")
        self.setWindowTitle("Sort into Folders")
        self._answers = answers
        self._sources = sources
        self._worker: Worker | None = None
        self._is_done = False
        self._place: Path | None = None
        self.everything = QRadioButton(f"&All {answers.count():,}")
        self.shown = QRadioButton(f"Only the {answers.rowCount():,} &shown in the table")
        self.shown.setEnabled(0 < answers.rowCount() < answers.count())
        (self.shown if self.shown.isEnabled() else self.everything).setChecked(True)
        self.folder = QLineEdit(readOnly=True)
        self.choose = QPushButton("&Choose…", autoDefault=False)
        self.neither = QCheckBox("Pictures that are &neither into a folder “neither”")
        self.neither.setChecked(True)
        self.neither.setVisible(answers.count(NEITHER) > 0)
        self.unsure = QCheckBox("Pictures that the model is &unsure about into a folder “unsure”")
        self.bar = QProgressBar(textVisible=False)
        self.said = QLabel(wordWrap=True)
        self.said.setTextFormat(Qt.TextFormat.PlainText)
        self.show_folder = QPushButton("&Open Folder", autoDefault=False)
        self.sort = QPushButton("So&rt", default=True)
        self.cancel = QPushButton("Close", autoDefault=False)
        lay_out(self)
        self._connect()
        last = str(settings().value(_PLACE_KEY, ""))
        if last:
            self.set_place(Path(last))
        self._show_idle("")

    def set_place(self, place: Path) -> None:
        """Sort into the classes' folders below this one."""
        self._place = place
        self.folder.setText(printable(str(place), 4000))
        self.sort.setEnabled(True)

    @Slot()
    def choose_place(self) -> None:
        """Ask for the folder with the system's own dialog."""
        dialog = QFileDialog(self, "Sort into Folders: the Folder That They Are Made In", self.folder.text())
        dialog.setObjectName("sortPlaceDialog")
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(self._on_place)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot()
    def start(self) -> None:
        """Copy the pictures as they were answered by now."""
        if self._place is None or self._worker is not None:
            return
        control, choice = Control(), Choice(self.neither.isChecked(), self.unsure.isChecked())
        rows = self._answers.rows(self.shown.isChecked())
        steps = sort_pictures(rows, self._place, control, choice, self._sources)
        self._worker = Worker(steps, parent=self, control=control)
        self._worker.events_came.connect(self._on_events)
        self._worker.succeeded.connect(self._on_sorted)
        self._worker.failed.connect(self._on_failed)
        self._show_working()
        self._worker.start()

    def done(self, result: int) -> None:
        """Closed, by whatever means: copy no further."""
        if self._worker is not None:
            self._worker.stop()
        super().done(result)

    @Slot(str)
    def _on_place(self, path: str) -> None:
        settings().setValue(_PLACE_KEY, path)
        self.set_place(Path(path))

    @Slot()
    def _on_cancel_clicked(self) -> None:
        """While it copies, stop that; else close."""
        if self._worker is not None:
            self._worker.stop()
        else:
            self.reject()

    @Slot(list)
    def _on_events(self, events: list[Event]) -> None:
        for event in events:
            if isinstance(event, Progress):
                self.bar.setRange(0, event.total)
                self.bar.setValue(event.done)
                parts = (f"{event.done:,} of {event.total:,} pictures", time_left_text(event.seconds_left))
                self.said.setText(" · ".join(filter(None, parts)))

    @Slot(object)
    def _on_sorted(self, result: Sorted) -> None:
        self._is_done = True
        self._show_idle(sorted_text(result))

    @Slot(str)
    def _on_failed(self, sentence: str) -> None:
        self._show_idle(sentence)

    @Slot()
    def _on_show_folder(self) -> None:
        if self._place is not None:
            QDesktopServices.openUrl(QUrl.fromEncoded(self._place.absolute().as_uri().encode()))

    def _show_working(self) -> None:
        self._enable(False)
        self.cancel.setText("Stop")
        self.show_folder.hide()
        self.bar.setRange(0, 0)
        self.bar.show()
        self.said.setText("Looking at the pictures…")

    def _show_idle(self, sentence: str) -> None:
        self._worker = None
        self._enable(True)
        self.cancel.setText("Close")
        self.bar.hide()
        self.show_folder.setVisible(self._is_done)
        self.said.setText(sentence)

    def _enable(self, idle: bool) -> None:
        for part in (self.everything, self.choose, self.neither, self.unsure):
            part.setEnabled(idle)
        self.shown.setEnabled(idle and 0 < self._answers.rowCount() < self._answers.count())
        self.sort.setEnabled(idle and self._place is not None)

    def _connect(self) -> None:
        self.choose.clicked.connect(self.choose_place)
        self.sort.clicked.connect(self.start)
        self.cancel.clicked.connect(self._on_cancel_clicked)
        self.show_folder.clicked.connect(self._on_show_folder)
