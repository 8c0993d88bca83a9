"""What there is to say about the map: how far the making of it is, that it is out of date, or why there is none."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QWidget

from tlstudio.foundation.events import Progress
from tlstudio.gui.buttons import push_button
from tlstudio.gui.training.wording import time_left_text

_BAR_WIDTH = 90
_BEGINNING = "Getting the network ready…"


class MapBar(QWidget):
    """Hidden when there is nothing to say. `cancelled`, and `wanted_again` when the map is to be made anew."""

    cancelled = Signal()
    wanted_again = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.text = QLabel(wordWrap=True)
        self.text.setObjectName("mapText")
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        self._bar = QProgressBar(textVisible=False)
        self._bar.setFixedSize(_BAR_WIDTH, 8)
        self._bar.setAccessibleName("Progress of making the map")
        self.cancel_button = push_button("mapCancelButton", "Cancel", spoken="Cancel making the map")
        self.again_button = push_button("mapAgainButton", "Make It Again", spoken="Make the map again")
        self.cancel_button.clicked.connect(self.cancelled)
        self.again_button.clicked.connect(self.wanted_again)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.text, 1)
        for part in (self._bar, self.cancel_button, self.again_button):
            row.addWidget(part)
        self.say("")

    def begin(self) -> None:
        """A map is being made."""
        self._show(_BEGINNING, running=True)
        self._bar.setRange(0, 0)

    def show_progress(self, progress: Progress) -> None:
        """Say how far it is; nobody knows how far the arranging is."""
        if progress.stage == "features":
            amount = f"{progress.done:,} of {progress.total:,}"
            left = time_left_text(progress.seconds_left)
            self.text.setText(" · ".join(filter(None, ("Running the network once per photo", amount, left))))
        elif progress.stage == "compare":
            self.text.setText(f"Arranging {progress.total:,} photos…")
        is_known = progress.stage == "features"
        self._bar.setRange(0, progress.total if is_known else 0)
        self._bar.setValue(progress.done if is_known else 0)

    def say(self, sentence: str, *, again: bool = False) -> None:
        """Nothing is being made; with `again`, offer to."""
        self._show(sentence, running=False, again=again)

    def _show(self, text: str, *, running: bool, again: bool = False) -> None:
        self.text.setText(text)
        self._bar.setVisible(running)
        self.cancel_button.setVisible(running)
        self.again_button.setVisible(again)
        self.setVisible(bool(text))
