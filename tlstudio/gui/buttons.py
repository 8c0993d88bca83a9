"""Buttons: each named for programs that look for it, and explained by a tool tip."""

from PySide6.QtWidgets import QPushButton, QToolButton


def push_button(name: str, text: str, tip: str = "", *, spoken: str = "") -> QPushButton:
    """A button of that object name. In a dialog Enter does not press it, Space does where the keyboard is on it.

    A screen reader says `text`, or `spoken` where that alone says too little, and the tip.
    """
    button = QPushButton(text, autoDefault=False)
    button.setObjectName(name)
    button.setToolTip(tip)
    button.setAccessibleName(spoken)
    return button


def tool_button(name: str, does: str, *, spoken: str = "", flat: bool = False) -> QToolButton:
    """A button with an icon alone, which it gets later; `does` is its tool tip and, unless it is to be something
    shorter, what a screen reader says."""
    button = QToolButton(autoRaise=flat)
    button.setObjectName(name)
    button.setToolTip(does)
    button.setAccessibleName(spoken or does)
    return button
