"""The part of the preferences about networks from the internet: the proxy, and the folder for their weights."""

from pathlib import Path

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QFormLayout, QGroupBox, QHBoxLayout, QLabel, QLineEdit, QWidget

from tlstudio.foundation.names import printable
from tlstudio.gui.buttons import push_button
from tlstudio.gui.connection import PROXY_KEY, checked_proxy, remembered_folder, use_folder, use_remembered_folder
from tlstudio.gui.fields import make_clearable
from tlstudio.gui.file_dialogs import FileDialogs
from tlstudio.gui.settings import settings

_EXPLAINED = "Nothing is fetched unless you ask for a network. Weights that are here already stay where they are."
_PROXY_TIP = "As http://host:port. A name and a password in it are kept as plain text in the studio's settings."


class ConnectionForm(QGroupBox):
    """Changes count at once; a proxy that is being typed counts when it is complete."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Networks from the internet", parent)
        self.setObjectName("connectionForm")
        self._files = FileDialogs(self)
        self._proxy = QLineEdit(str(settings().value(PROXY_KEY, "")), placeholderText="as the system has it")
        self._proxy.setObjectName("proxyField")
        self._proxy.setAccessibleName("Proxy")
        self._proxy.setToolTip(_PROXY_TIP)
        make_clearable(self._proxy)
        self._problem = QLabel(wordWrap=True)
        self._problem.hide()
        self._problem.setObjectName("proxyProblem")
        self._problem.setTextFormat(Qt.TextFormat.PlainText)
        self._folder = QLineEdit(readOnly=True)
        self._folder.setObjectName("weightsFolder")
        self._folder.setAccessibleName("Folder for weights")
        self._choose = push_button("chooseWeightsFolder", "Choose…", "Choose the folder for weights")
        self._reset = push_button("resetWeightsFolder", "Default", "Keep weights in the studio's own folder")
        self._lay_out()
        self._proxy.editingFinished.connect(self._on_proxy_typed)
        self._choose.clicked.connect(self._files.ask_for_weights_folder)
        self._reset.clicked.connect(self._on_reset)
        self._files.folder_chosen.connect(self._on_folder_chosen)
        self._show_folder()

    @Slot()
    def _on_proxy_typed(self) -> None:
        try:
            address = checked_proxy(self._proxy.text())
        except ValueError as error:
            self._problem.setText(str(error))
            self._problem.show()
            return
        self._problem.hide()
        self._proxy.setText(address)
        settings().setValue(PROXY_KEY, address)

    @Slot(object)
    def _on_folder_chosen(self, folder: Path) -> None:
        use_folder(folder)
        self._show_folder()

    @Slot()
    def _on_reset(self) -> None:
        use_folder(None)
        self._show_folder()

    def _show_folder(self) -> None:
        self._folder.setText(printable(str(use_remembered_folder()), 4000))
        self._folder.setCursorPosition(0)
        self._reset.setEnabled(remembered_folder() is not None)

    def _lay_out(self) -> None:
        explanation = QLabel(_EXPLAINED, wordWrap=True)
        explanation.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        folder = QLabel("&Weights folder")
        folder.setBuddy(self._folder)
        row = QHBoxLayout()
        row.addWidget(self._folder, 1)
        row.addWidget(self._choose)
        row.addWidget(self._reset)
        form = QFormLayout(self)
        form.addRow("Pro&xy", self._proxy)
        form.addRow("", self._problem)
        form.addRow(folder, row)
        form.addRow(explanation)
