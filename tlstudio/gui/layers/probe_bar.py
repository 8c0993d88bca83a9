"""How far the probe of the layers is, and a button to give it up; or why there is none."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QWidget

from tlstudio.foundation.events import Progress
from tlstudio.gui.training.wording import time_left_text

_BAR_WIDTH = 90
_TEXTS = {"features": "Running the network once per photo", "probe": "Probing the stages"}


class ProbeBar(QWidget):
    """Hidden when there is nothing to say."""

    cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.text = QLabel(wordWrap=True)
        self.text.setObjectName("probeText")
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        self._bar = QProgressBar(textVisible=False)
        self._bar.setFixedSize(_BAR_WIDTH, 8)
        self._bar.setAccessibleName("Progress of probing the layers")
        self._cancel = QPushButton("Cancel")
        self._cancel.setObjectName("probeCancelButton")
        self._cancel.setAccessibleName("Cancel probing the layers")
        self._cancel.clicked.connect(self.cancelled)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.text, 1)
        row.addWidget(self._bar)
        row.addWidget(self._cancel)
        self.hide()

    def begin(self) -> None:
        """A probe has begun."""
        self._show("Getting the network ready…", running=True)
        self._bar.setRange(0, 0)

    def show_progress(self, progress: Progress) -> None:
        """Say how far it is."""
        words = _TEXTS.get(progress.stage)
        if words:
            amount = f"{progress.done:,} of {progress.total:,}"
            left = time_left_text(progress.seconds_left)
            self.text.setText(" · ".join(part for part in (words, amount, left) if part))
            self._bar.setRange(0, progress.total)
            self._bar.setValue(progress.done)

    def end(self, sentence: str = "") -> None:
        """It is over; the sentence says why there is no result."""
        self._show(sentence, running=False)

    def _show(self, text: str, *, running: bool) -> None:
        self.text.setText(text)
        self._bar.setVisible(running)
        self._cancel.setVisible(running)
        self.setVisible(bool(text))
