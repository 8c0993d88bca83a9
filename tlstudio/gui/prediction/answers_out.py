"""What becomes of many answers: a table in a file, or their pictures sorted into folders."""

from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from tlstudio.foundation.names import printable
from tlstudio.gui.prediction.out_jobs import Sources, save_answers
from tlstudio.gui.prediction.sort_dialog import SortDialog
from tlstudio.gui.prediction.table_view import PredictionTable
from tlstudio.gui.settings import settings
from tlstudio.gui.state import AppState
from tlstudio.gui.worker import Worker

_FOLDER_KEY = "folders/answers"


class AnswersOut(QObject):
    """`said(sentence)` when a table was written, `failed(sentence)` when it could not be.

    `dropped` are the files and folders that the answers are about.
    """

    said = Signal(str)
    failed = Signal(str)

    def __init__(self, state: AppState, table: PredictionTable, parent: QWidget) -> None:
        super().__init__(parent)
        self.dropped: tuple[Path, ...] = ()
        self._state = state
        self._table = table
        self._panel = parent
        self._only_shown = False
        table.bar.save_clicked.connect(self._ask_where_to_save)
        table.bar.sort_clicked.connect(self.sort)

    @Slot()
    def save(self) -> None:
        """Ask where a table of all answers is to lie."""
        self._ask_where_to_save(False)

    @Slot()
    def sort(self) -> None:
        """Ask into which folder the pictures are to be sorted, and do so; the window can be used meanwhile."""
        sources = Sources(self.dropped, self._state.project, self._state.dataset)
        dialog = SortDialog(self._table.model, sources, self._panel)
        dialog.finished.connect(dialog.deleteLater)
        dialog.show()

    @Slot(bool)
    def _ask_where_to_save(self, only_shown: bool) -> None:
        self._only_shown = only_shown
        folder = str(settings().value(_FOLDER_KEY, ""))
        dialog = QFileDialog(self._panel, "Save Answers As", folder, "Tables (*.csv);;All files (*)")
        dialog.setObjectName("answersDialog")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("csv")
        dialog.selectFile("answers.csv")
        dialog.fileSelected.connect(self._on_place)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot(str)
    def _on_place(self, path: str) -> None:
        settings().setValue(_FOLDER_KEY, str(Path(path).parent))
        worker = Worker(save_answers(self._table.model.rows(self._only_shown), Path(path)), parent=self)
        worker.succeeded.connect(self._on_saved)
        worker.failed.connect(self.failed)
        worker.start()

    @Slot(object)
    def _on_saved(self, path: Path) -> None:
        self.said.emit(f"Saved as {printable(str(path))}")
