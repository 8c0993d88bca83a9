"""How far the search through the folders is, and a button to give it up; hidden while it is quick."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QWidget

from tlstudio.foundation.events import Progress

_QUICK_MILLISECONDS = 400


class ScanBar(QWidget):
    """Appears when a search takes longer than a moment."""

    cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = QLabel()
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._bar = QProgressBar(textVisible=False)
        self._bar.setFixedHeight(8)
        self._bar.setAccessibleName("Progress of the search for photos")
        cancel = QPushButton("Cancel")
        cancel.setObjectName("scanCancelButton")
        cancel.setAccessibleName("Cancel the search for photos")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._text)
        row.addWidget(self._bar, 1)
        row.addWidget(cancel)
        cancel.clicked.connect(self.cancelled)
        self._delay = QTimer(self, singleShot=True, interval=_QUICK_MILLISECONDS)
        self._delay.timeout.connect(self.show)
        self.hide()

    def begin(self) -> None:
        """A search has begun."""
        self._text.setText("Looking for photos…")
        self._bar.setRange(0, 0)
        self._delay.start()

    def show_progress(self, progress: Progress) -> None:
        """Say how far it is."""
        self._bar.setRange(0, progress.total)
        self._bar.setValue(progress.done)
        found = f"{progress.done:,} of {progress.total:,} files" if progress.total else f"{progress.done:,} files"
        self._text.setText(f"Looking for photos: {found}")

    def end(self) -> None:
        """It is over."""
        self._delay.stop()
        self.hide()
