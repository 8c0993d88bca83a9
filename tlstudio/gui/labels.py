"""Labels for text that may be a stranger's: it is shown as it is, never read as HTML."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel


def plain_label(name: str = "", *, wrapped: bool = True, selectable: bool = False) -> QLabel:
    """An empty one of that object name; `selectable`: its text can be copied by mouse."""
    label = QLabel(wordWrap=wrapped, textFormat=Qt.TextFormat.PlainText)
    label.setObjectName(name)
    if selectable:
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label
