"""The log in the window: this session's lines, to be read and copied."""

from PySide6.QtCore import QUrl, Slot
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from tlstudio.foundation.folders import log_folder
from tlstudio.gui.logs import SessionLog, system_text

_MOST_LINES = 2000


class LogPanel(QWidget):
    """Plain text, newest line last."""

    def __init__(self, log: SessionLog, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = QPlainTextEdit(readOnly=True)
        self._text.setObjectName("logText")
        self._text.setAccessibleName("Log")
        self._text.setMaximumBlockCount(_MOST_LINES)
        self._text.setPlainText("\n".join(log.lines))
        copy = QPushButton("Copy Details")
        copy.setToolTip("Copy these lines and what this computer is, for whoever helps.")
        copy.clicked.connect(self._on_copy)
        folder = QPushButton("Show Log Folder")
        folder.clicked.connect(self._on_show_folder)
        row = QHBoxLayout()
        row.addWidget(copy)
        row.addWidget(folder)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.addWidget(self._text, 1)
        column.addLayout(row)
        log.added.connect(self._text.appendPlainText)

    @Slot()
    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(f"{system_text()}\n\n{self._text.toPlainText()}")

    @Slot()
    def _on_show_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(log_folder())))
