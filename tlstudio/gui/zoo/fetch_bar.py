"""How far a download is, and a button to stop it; hidden while nothing is fetched."""

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QWidget

from tlstudio.foundation.events import Progress
from tlstudio.gui.zoo.wording import progress_text
from tlstudio.gui.zoo.zoo import Zoo

_WHOLE = 1000  # Qt counts in 32 bits, weights have more bytes than that


class FetchBar(QWidget):
    """Follows a Zoo."""

    def __init__(self, zoo: Zoo, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._zoo = zoo
        self._text = QLabel()
        self._text.setObjectName("fetchText")
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._bar = QProgressBar(textVisible=False)
        self._bar.setObjectName("fetchProgress")
        self._bar.setAccessibleName("Progress of the download")
        self._bar.setFixedHeight(8)
        self.cancel_button = QPushButton("Cancel", autoDefault=False)
        self.cancel_button.setObjectName("fetchCancelButton")
        self.cancel_button.setAccessibleName("Cancel the download")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._text)
        row.addWidget(self._bar, 1)
        row.addWidget(self.cancel_button)
        self.cancel_button.clicked.connect(self._on_cancel)
        zoo.began.connect(self.show_state)
        zoo.progressed.connect(self.show_state)
        for ended in (zoo.arrived, zoo.failed, zoo.stopped):
            ended.connect(self.show_state)
        self.show_state()

    @Slot()
    def show_state(self) -> None:
        """Show how it stands now."""
        name, progress = self._zoo.busy_with, self._zoo.progress
        self.setVisible(bool(name))
        if name:
            self._text.setText(progress_text(name, progress))
            self._show_share(progress)

    def _show_share(self, progress: Progress | None) -> None:
        known = progress is not None and progress.stage == "download" and progress.total > 0
        self._bar.setRange(0, _WHOLE if known else 0)
        if known and progress is not None:
            self._bar.setValue(round(_WHOLE * min(1.0, progress.done / progress.total)))

    @Slot()
    def _on_cancel(self) -> None:
        self._text.setText("Stopping…")
        self._zoo.cancel()
