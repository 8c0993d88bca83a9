"""What went wrong, in one sentence, where it went wrong; it stays until it is closed."""

import platform

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QToolButton, QWidget

import tlstudio
from tlstudio.gui import icons

_ICON_SIDE = 22
_RED = "#d9534f"


class ErrorBanner(QFrame):
    """A framed sentence with a sign before it and buttons to copy or close it; hidden while all is well."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("errorBanner")
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setAutoFillBackground(True)
        self._sign = QLabel()
        self._text = QLabel(wordWrap=True)
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._copy = QPushButton("Copy Details")
        self._copy.clicked.connect(self._on_copy)
        self._close = QToolButton(autoRaise=True)
        self._close.setAccessibleName("Close this message")
        self._close.setToolTip("Close this message")
        self._close.clicked.connect(self.hide)
        row = QHBoxLayout(self)
        row.addWidget(self._sign)
        row.addWidget(self._text, 1)
        row.addWidget(self._copy)
        row.addWidget(self._close)
        self.hide()

    def show_error(self, sentence: str) -> None:
        """Show this sentence."""
        self._text.setText(sentence)
        self.setAccessibleName(f"Error: {sentence}")
        self.show()

    def text(self) -> str:
        """The sentence on show."""
        return self._text.text()

    def apply_theme(self, palette: QPalette) -> None:
        """A reddish ground under the palette's own text, and icons in its colour."""
        base, text = palette.color(QPalette.ColorRole.Base), palette.color(QPalette.ColorRole.Text)
        tinted = QPalette(palette)
        tinted.setColor(QPalette.ColorRole.Window, _mixed(base, QColor(_RED), 0.18))
        tinted.setColor(QPalette.ColorRole.WindowText, text)
        self.setPalette(tinted)
        self._sign.setPixmap(icons.pixmap("alert-circle-outline", palette, _ICON_SIDE))
        self._close.setIcon(icons.icon("close", palette))

    @Slot()
    def _on_copy(self) -> None:
        system = f"tlstudio {tlstudio.__version__}, Python {platform.python_version()}, {platform.platform()}"
        QGuiApplication.clipboard().setText(f"{self._text.text()}\n\n{system}")


def _mixed(ground: QColor, colour: QColor, share: float) -> QColor:
    pairs = ((ground.red(), colour.red()), (ground.green(), colour.green()), (ground.blue(), colour.blue()))
    return QColor(*(round(a * (1 - share) + b * share) for a, b in pairs))
