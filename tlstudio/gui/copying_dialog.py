"""What a dialog has that copies photos into folders: how far it is, Stop, and the folder to open afterwards."""

from collections.abc import Generator
from pathlib import Path
from typing import Any

from PySide6.QtCore import QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QDialog, QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout, QWidget

from tlstudio.foundation.control import Control
from tlstudio.foundation.events import Event, Progress
from tlstudio.gui.labels import plain_label
from tlstudio.gui.training.wording import time_left_text
from tlstudio.gui.worker import Worker


class CopyingDialog(QDialog):
    """Stays open while it copies, and beside the window; closing it stops the copying.

    `units` are what is copied, in words. `made` is the folder that can be opened, None while there is none. Who derives
    says in `enable(idle)` what can be used now, and in `sentence_for(result)` what has come of it.
    """

    def __init__(self, units: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._units = units
        self._worker: Worker | None = None
        self.made: Path | None = None
        self.bar = QProgressBar(textVisible=False)
        self.said = plain_label(selectable=True)
        self.show_folder = QPushButton("&Open Folder", autoDefault=False)
        self.cancel = QPushButton("Close", autoDefault=False)
        self.cancel.clicked.connect(self._on_cancel_clicked)
        self.show_folder.clicked.connect(self._on_show_folder)

    def enable(self, idle: bool) -> None:
        """Switch on what can be used while nothing is copied, or off."""
        raise NotImplementedError

    def sentence_for(self, result: Any) -> str:
        """What has come of it; sets `made`."""
        raise NotImplementedError

    def is_copying(self) -> bool:
        """Whether it is at work."""
        return self._worker is not None

    def copy(self, steps: Generator[Event, None, object], control: Control) -> None:
        """Begin."""
        self._worker = Worker(steps, parent=self, control=control)
        self._worker.events_came.connect(self._on_events)
        self._worker.succeeded.connect(self._on_copied)
        self._worker.failed.connect(self._on_failed)
        self.enable(False)
        self.cancel.setText("Stop")
        self.show_folder.hide()
        self.bar.setRange(0, 0)
        self.bar.show()
        self.said.setText(f"Looking at the {self._units}…")
        self._worker.start()

    def show_idle(self, sentence: str) -> None:
        """Nothing is copied now."""
        self._worker = None
        self.enable(True)
        self.cancel.setText("Close")
        self.bar.hide()
        self.show_folder.setVisible(self.made is not None)
        self.said.setText(sentence)

    def lay_out_below(self, column: QVBoxLayout, start: QPushButton) -> None:
        """The progress, and the buttons with the one that starts it."""
        buttons = QHBoxLayout()
        buttons.addWidget(self.show_folder)
        buttons.addStretch(1)
        buttons.addWidget(start)
        buttons.addWidget(self.cancel)
        column.addStretch(1)
        column.addWidget(self.bar)
        column.addWidget(self.said)
        column.addLayout(buttons)

    def done(self, result: int) -> None:
        """Closed, by whatever means: copy no further."""
        if self._worker is not None:
            self._worker.stop()
        super().done(result)

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
            if isinstance(event, Progress) and event.total > 1 and self._worker is not None:
                self.bar.setRange(0, event.total)
                self.bar.setValue(event.done)
                parts = (f"{event.done:,} of {event.total:,} {self._units}", time_left_text(event.seconds_left))
                self.said.setText(" · ".join(filter(None, parts)))

    @Slot(object)
    def _on_copied(self, result: object) -> None:
        self.show_idle(self.sentence_for(result))

    @Slot(str)
    def _on_failed(self, sentence: str) -> None:
        self.show_idle(sentence)

    @Slot()
    def _on_show_folder(self) -> None:
        if self.made is not None:
            QDesktopServices.openUrl(QUrl.fromEncoded(self.made.absolute().as_uri().encode()))
