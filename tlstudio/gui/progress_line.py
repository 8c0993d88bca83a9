"""How far long work in the background is, and a button to give it up; or why there is no result."""

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QWidget

from tlstudio.foundation.events import Progress
from tlstudio.gui.training.wording import time_left_text

_BAR_WIDTH = 90


class ProgressLine(QWidget):
    """Hidden when there is nothing to say. `what` names the work for screen readers, `words` its stages; what is said
    of a stage without words stays as it was. Without `cancel` there is no button: where closing does the same."""

    cancelled = Signal()

    def __init__(
        self, name: str, what: str, words: Mapping[str, str], parent: QWidget | None = None, *, cancel: bool = True
    ) -> None:
        super().__init__(parent)
        self._words, self._can_cancel = words, cancel
        self.text = QLabel(wordWrap=True)
        self.text.setObjectName(f"{name}Text")
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        self._bar = QProgressBar(textVisible=False)
        self._bar.setFixedSize(_BAR_WIDTH, 8)
        self._bar.setAccessibleName(f"Progress of {what}")
        self._cancel = QPushButton("Cancel")
        self._cancel.setObjectName(f"{name}CancelButton")
        self._cancel.setAccessibleName(f"Cancel {what}")
        self._cancel.clicked.connect(self.cancelled)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.text, 1)
        row.addWidget(self._bar)
        row.addWidget(self._cancel)
        self.hide()

    def begin(self, text: str) -> None:
        """The work has begun."""
        self._show(text, running=True)
        self._bar.setRange(0, 0)

    def show_progress(self, progress: Progress) -> None:
        """Say how far it is."""
        words = self._words.get(progress.stage)
        if words:
            amount = f"{progress.done:,} of {progress.total:,}" if progress.total > 1 else ""
            left = time_left_text(progress.seconds_left)
            self.text.setText(" · ".join(part for part in (words, amount, left) if part))
            self._bar.setRange(0, progress.total if progress.total > 1 else 0)
            self._bar.setValue(progress.done)

    def end(self, sentence: str = "") -> None:
        """It is over; the sentence says why there is no result."""
        self._show(sentence, running=False)

    def _show(self, text: str, *, running: bool) -> None:
        self.text.setText(text)
        self._bar.setVisible(running)
        self._cancel.setVisible(running and self._can_cancel)
        self.setVisible(bool(text))
