"""Grid or map: two buttons of which one is pressed."""

from typing import Literal

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QToolButton, QWidget

from tlstudio.gui.icons import icon

View = Literal["grid", "map"]
_TEXTS: dict[View, tuple[str, str, str]] = {
    "grid": ("Grid", "view-grid-outline", "Show the photos in lines"),
    "map": ("Map", "chart-scatter-plot", "Show the photos as points: those that look alike lie close together"),
}


class ViewSwitch(QWidget):
    """`chosen(view)` when a person has pressed the other one."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.view: View = "grid"
        self._colours = self.palette()
        self.buttons = {name: _button(name) for name in _TEXTS}
        group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for button in self.buttons.values():
            group.addButton(button)
            row.addWidget(button)
        self.buttons["grid"].setChecked(True)
        self.buttons["map"].toggled.connect(self._on_toggled)

    def apply_theme(self, palette: QPalette) -> None:
        """Take the palette's colours: the button that is pressed has those of what is chosen in a list."""
        self._colours = palette
        for name, (_text, picture, _meaning) in _TEXTS.items():
            button, own = self.buttons[name], QPalette(palette)
            if button.isChecked():
                own.setColor(QPalette.ColorRole.Button, palette.color(QPalette.ColorRole.Highlight))
                own.setColor(QPalette.ColorRole.ButtonText, palette.color(QPalette.ColorRole.HighlightedText))
            button.setPalette(own)
            button.setIcon(icon(picture, own))

    @Slot(bool)
    def _on_toggled(self, is_map: bool) -> None:
        self.view = "map" if is_map else "grid"
        self.apply_theme(self._colours)
        self.chosen.emit(self.view)


def _button(name: View) -> QToolButton:
    text, _picture, meaning = _TEXTS[name]
    button = QToolButton()
    button.setText(text)
    button.setCheckable(True)
    button.setObjectName(f"{name}ViewButton")
    button.setAccessibleName(text)
    button.setToolTip(meaning)
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return button
