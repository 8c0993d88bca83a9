"""The classes that a picture can be put into, each with its key."""

import html
from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QToolButton, QWidget

from tlstudio.foundation.names import printable
from tlstudio.gui.prediction.correct_wording import button_tip, title_text

_MOST_BUTTONS = 3
_LONGEST = 14
_KEYS = "123456789"


class CorrectRow(QWidget):
    """`label_chosen(str)` when a class is pressed, `other_wanted` for one that has no button."""

    label_chosen = Signal(str)
    other_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("correctRow")
        self._title = QLabel()
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        self.other = _button("correctOther", "Other…", "Another class, or a new one")
        self.other.setToolTip("Choose another class, or type the name of a new one (Ctrl+Shift+L, or its first letter)")
        self.other.clicked.connect(self.other_wanted)
        self.buttons: list[QToolButton] = []
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addWidget(self._title)
        self._row.addWidget(self.other)
        self._row.addStretch(1)

    def show_classes(self, labels: Sequence[str], likely: Sequence[str], count: int) -> None:
        """Offer these classes for so many pictures, in the order of their keys; of many, those that come first in
        `likely`."""
        self._title.setText(title_text(count))
        for button in self.buttons:
            self._row.removeWidget(button)
            button.deleteLater()
        self.buttons = [self._make(label, labels, count) for label in offered(labels, likely)]
        for place, button in enumerate(self.buttons, start=1):
            self._row.insertWidget(place, button)

    def place_on_screen(self) -> QRect:
        """Where a question about it belongs."""
        return QRect(self.mapToGlobal(self.rect().topLeft()), QSize(1, 1))

    def _make(self, label: str, labels: Sequence[str], count: int) -> QToolButton:
        place = labels.index(label)
        key = _KEYS[place] if place < len(_KEYS) else ""
        name = printable(label, _LONGEST).replace("&", "&&")
        button = _button(f"correct{place + 1}", f"{key}  {name}" if key else name, f"It is {printable(label, 60)}")
        button.setToolTip(_plain(button_tip(label, key, count)))
        button.clicked.connect(partial(self.label_chosen.emit, label))
        return button


def offered(labels: Sequence[str], likely: Sequence[str]) -> list[str]:
    """All classes where they are few; else the likeliest of those that it was not called."""
    if len(labels) <= _MOST_BUTTONS:
        return list(labels)
    others = [label for label in likely[1:] if label in labels]
    return sorted(others[:_MOST_BUTTONS], key=labels.index)


def _button(name: str, text: str, accessible: str) -> QToolButton:
    button = QToolButton()
    button.setObjectName(name)
    button.setText(text)
    button.setAccessibleName(accessible)
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    button.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
    return button


def _plain(text: str) -> str:
    """Tool tips are rich text where they look like it."""
    return html.escape(text)
