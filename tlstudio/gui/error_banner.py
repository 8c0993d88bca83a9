"""What went wrong, in one sentence, where it went wrong; it stays until it is closed."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QToolButton, QWidget

from tlstudio.gui import icons
from tlstudio.gui.logs import system_text

_ICON_SIDE = 22
_RED = "#d9534f"


class ErrorBanner(QFrame):
    """A framed sentence with a sign before it and buttons to copy or close it; hidden while all is well."""

    appeared = Signal()
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("errorBanner")
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setAutoFillBackground(True)
        self._details = ""
        self._sign = QLabel()
        self._text = QLabel(wordWrap=True)
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._copy = QPushButton("Copy Details")
        self._copy.clicked.connect(self._on_copy)
        self._close = QToolButton(autoRaise=True)
        self._close.setAccessibleName("Close this message")
        self._close.setToolTip("Close this message")
        self._close.clicked.connect(self._on_close)
        row = QHBoxLayout(self)
        row.addWidget(self._sign)
        row.addWidget(self._text, 1)
        row.addWidget(self._copy)
        row.addWidget(self._close)
        self.hide()

    def show_error(self, sentence: str, details: str = "") -> None:
        """Show this sentence; the details are only copied."""
        self._text.setText(sentence)
        self._details = details
        self.setAccessibleName(f"Error: {sentence}")
        self.show()
        self.appeared.emit()

    def text(self) -> str:
        """The sentence on show."""
        return self._text.text()

    def apply_theme(self, palette: QPalette) -> None:
        """A reddish ground under the palette's own text, and icons in its colour."""
        self.setPalette(tinted(palette, _RED))
        self._sign.setPixmap(icons.pixmap("alert-circle-outline", palette, _ICON_SIDE))
        self._close.setIcon(icons.icon("close", palette))

    @Slot()
    def _on_copy(self) -> None:
        parts = (self._text.text(), system_text(), self._details)
        QGuiApplication.clipboard().setText("\n\n".join(part for part in parts if part))

    @Slot()
    def _on_close(self) -> None:
        self.hide()
        self.closed.emit()


def tinted(palette: QPalette, colour: str) -> QPalette:
    """The palette with a ground that has a little of the colour, under the palette's own text."""
    base, text = palette.color(QPalette.ColorRole.Base), palette.color(QPalette.ColorRole.Text)
    made = QPalette(palette)
    made.setColor(QPalette.ColorRole.Window, _mixed(base, QColor(colour), 0.18))
    made.setColor(QPalette.ColorRole.WindowText, text)
    return made


def _mixed(ground: QColor, colour: QColor, share: float) -> QColor:
    pairs = ((ground.red(), colour.red()), (ground.green(), colour.green()), (ground.blue(), colour.blue()))
    return QColor(*(round(a * (1 - share) + b * share) for a, b in pairs))
