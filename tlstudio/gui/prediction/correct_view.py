"""Below an answer: the classes that it can be put right with, how far the training after that is, and what changed."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from tlstudio.gui.prediction.correct_changed import ChangedAnswers
from tlstudio.gui.prediction.correct_row import CorrectRow
from tlstudio.gui.progress_line import ProgressLine
from tlstudio.gui.training.ask_banner import AskBanner
from tlstudio.photos.pool import PhotoPool

RETRAIN, LATER = "correctRetrain", "correctLater"
_ANSWERS = {
    RETRAIN: ("Train", "Train again now, as the model at hand was trained."),
    LATER: ("Not Now", "It stays among your photos, and the next training learns from it."),
}
_WORDS = {
    "scan": "Looking at your photos",
    "compare": "Comparing the photos",
    "prepare": "Getting the network ready",
    "features": "Running the frozen layers",
}


class CorrectView(QWidget):
    """Its parts; what happens to them is decided elsewhere."""

    def __init__(self, pool: PhotoPool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("correctView")
        self.row = CorrectRow()
        self._note = QLabel(wordWrap=True)
        self._note.setObjectName("correctNote")
        self._note.setTextFormat(Qt.TextFormat.PlainText)
        self._note.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self.progress = ProgressLine("correction", "the training after a correction", _WORDS)
        self.question = AskBanner("correctQuestion", _ANSWERS)
        self.changed = ChangedAnswers(pool)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        for part in (self.row, self._note, self.progress, self.question, self.changed):
            column.addWidget(part)
        self.row.hide()
        self.say("")

    def say(self, note: str) -> None:
        """A quiet sentence below the classes; none clears it."""
        self._note.setText(note)
        self._note.setVisible(bool(note))

    def note(self) -> str:
        """That sentence."""
        return self._note.text()

    def apply_theme(self, palette: QPalette) -> None:
        """Make the icons again in the palette's colours."""
        self.question.apply_theme(palette)
