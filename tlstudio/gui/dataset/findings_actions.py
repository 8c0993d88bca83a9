"""The buttons below the list of problems: what can be done about all that is selected."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from tlstudio.gui.dataset.findings_entry import Entry
from tlstudio.gui.dataset.findings_fixes import TIPS, Action, text_for


class ActionBar(QWidget):
    """`wanted(action)`. Only the buttons that apply are there."""

    wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.buttons: dict[Action, QPushButton] = {action: self._button(action) for action in TIPS}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        for button in self.buttons.values():
            row.addWidget(button)
        row.addStretch(1)
        self.show_actions((), ())

    def show_actions(self, actions: Sequence[Action], entries: Sequence[Entry]) -> None:
        """Offer these for these entries."""
        for action, button in self.buttons.items():
            text = text_for(action, entries)
            button.setText(text.replace("&", "&&"))
            button.setAccessibleName(text)
            button.setVisible(action in actions)

    def _on_clicked(self, action: Action, checked: bool = False) -> None:
        self.wanted.emit(action)

    def _button(self, action: Action) -> QPushButton:
        button = QPushButton()
        button.setObjectName(f"problem{action.title().replace(' ', '')}Button")
        button.setToolTip(TIPS[action])
        button.clicked.connect(partial(self._on_clicked, action))
        return button
