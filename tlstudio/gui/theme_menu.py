"""View ▸ Theme: system, light or dark."""

from PySide6.QtCore import Slot
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu

from tlstudio.gui.theme import THEMES, Theme

TITLES = {"system": "&As the Desktop Has It", "light": "&Light", "dark": "&Dark"}


class ThemeMenu(QMenu):
    """The choice that counts has a mark."""

    def __init__(self, theme: Theme) -> None:
        super().__init__("&Theme")
        self._theme = theme
        self._group = QActionGroup(self)
        for name in THEMES:
            action = QAction(TITLES[name], self, checkable=True)
            action.setObjectName(f"theme_{name}")
            action.setData(name)
            self._group.addAction(action)
            self.addAction(action)
        self._group.triggered.connect(self._on_chosen)
        theme.changed.connect(self._show_choice)
        self._show_choice()

    @Slot(QAction)
    def _on_chosen(self, action: QAction) -> None:
        self._theme.choose(action.data())

    @Slot()
    def _show_choice(self) -> None:
        for action in self._group.actions():
            action.setChecked(action.data() == self._theme.choice)
