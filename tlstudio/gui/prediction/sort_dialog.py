"""Sort into Folders: which pictures, where to, and how far it is."""

from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QWidget,
)

from tlstudio.foundation.control import Control
from tlstudio.foundation.names import printable
from tlstudio.gui.copying_dialog import CopyingDialog
from tlstudio.gui.prediction.out_jobs import Sources, sort_pictures
from tlstudio.gui.prediction.sort_form import lay_out
from tlstudio.gui.prediction.table_model import PredictionTableModel
from tlstudio.gui.prediction.table_order import NEITHER
from tlstudio.gui.settings import settings
from tlstudio.prediction.sorting import Choice, Sorted, sorted_text

_PLACE_KEY = "folders/sortPlace"


class SortDialog(CopyingDialog):
    """Copies the answered pictures into folders of their classes; what was copied when it is stopped stays."""

    def __init__(self, answers: PredictionTableModel, sources: Sources, parent: QWidget | None = None) -> None:
        super().__init__("pictures", parent)
        self.setObjectName("sortDialog")
        self.setWindowTitle("Sort into Folders")
        self._answers = answers
        self._sources = sources
        self._place: Path | None = None
        self.everything = QRadioButton(f"&All {answers.count():,}")
        self.shown = QRadioButton(f"Only the {answers.rowCount():,} &shown in the table")
        (self.shown if self._is_sieved() else self.everything).setChecked(True)
        self.folder = QLineEdit(readOnly=True)
        self.choose = QPushButton("&Choose…", autoDefault=False)
        self.neither = QCheckBox("Pictures that are &neither into a folder “neither”")
        self.neither.setChecked(True)
        self.unsure = QCheckBox("Pictures that the model is &unsure about into a folder “unsure”")
        self.sort = QPushButton("So&rt", default=True)
        lay_out(self)
        self.shown.setVisible(self._is_sieved())
        self.neither.setVisible(answers.count(NEITHER) > 0)
        self._connect()
        last = str(settings().value(_PLACE_KEY, ""))
        if last:
            self.set_place(Path(last))
        self.show_idle("")

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
        if self._place is None or self.is_copying():
            return
        control, choice = Control(), Choice(self.neither.isChecked(), self.unsure.isChecked())
        rows = self._answers.rows(self.shown.isChecked())
        self.copy(sort_pictures(rows, self._place, control, choice, self._sources), control)

    @Slot(str)
    def _on_place(self, path: str) -> None:
        settings().setValue(_PLACE_KEY, path)
        self.set_place(Path(path))

    def sentence_for(self, result: Sorted) -> str:
        """Also of what was copied before a stop; the folder can be opened from then on."""
        self.made = self._place
        return sorted_text(result)

    def enable(self, idle: bool) -> None:
        """The choices, and Sort where a folder is chosen."""
        for part in (self.everything, self.choose, self.neither, self.unsure):
            part.setEnabled(idle)
        self.shown.setEnabled(idle and self._is_sieved())
        self.sort.setEnabled(idle and self._place is not None)

    def _is_sieved(self) -> bool:
        """Whether the table shows some of the answers alone."""
        return 0 < self._answers.rowCount() < self._answers.count()

    def _connect(self) -> None:
        self.choose.clicked.connect(self.choose_place)
        self.sort.clicked.connect(self.start)
