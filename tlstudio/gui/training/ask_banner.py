"""A question in the panel, with a button for each answer; it stays until it is answered, and blocks nothing."""

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from tlstudio.gui import icons
from tlstudio.gui.buttons import push_button
from tlstudio.gui.error_banner import tinted

_ICON_SIDE = 22
_AMBER = "#d8912a"


class AskBanner(QFrame):
    """A framed sentence, and `buttons` by object name; hidden, and the buttons off, while nothing is asked."""

    def __init__(self, name: str, answers: Mapping[str, tuple[str, str]], parent: QWidget | None = None) -> None:
        """`answers` are the buttons' texts and tool tips by their object names."""
        super().__init__(parent)
        self.setObjectName(name)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setAutoFillBackground(True)
        self._sign = QLabel()
        self._text = Wrapped(wordWrap=True)
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.buttons = {answer: push_button(answer, *words) for answer, words in answers.items()}
        row = QHBoxLayout(self)
        row.addWidget(self._sign)
        row.addWidget(self._text, 1)
        for button in self.buttons.values():
            row.addWidget(button)
        self.put_away()

    def ask(self, sentence: str) -> None:
        """Show this."""
        self._text.setText(sentence)
        self._text.fit()
        self.setAccessibleName(f"Question: {sentence}")
        self._switch(True)

    def put_away(self) -> None:
        """Nothing is asked any more."""
        self._switch(False)

    def text(self) -> str:
        """The sentence on show."""
        return self._text.text()

    def apply_theme(self, palette: QPalette) -> None:
        """An amber ground under the palette's own text."""
        self.setPalette(tinted(palette, _AMBER))
        self._sign.setPixmap(icons.pixmap("help-circle-outline", palette, _ICON_SIDE))

    def _switch(self, on: bool) -> None:
        self.setVisible(on)
        for button in self.buttons.values():
            button.setEnabled(on)


class Wrapped(QLabel):
    """Text that insists on the height of all its lines, for docks ask a widget only how low it can be at any width."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width takes another number of lines."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.fit()

    def fit(self) -> None:
        """Insist on what the text takes at the present width."""
        self.setMinimumHeight(0)  # which would count as the height of the lines
        self.setMinimumHeight(self.heightForWidth(self.width()))
