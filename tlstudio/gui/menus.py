"""The menu bar, built from the table of actions."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMainWindow, QMenu

from tlstudio.gui.actions import MENUS, Actions
from tlstudio.gui.recent import Recent, recent_text

Extra = QAction | QMenu


def fill_menu_bar(window: QMainWindow, actions: Actions, extras: Mapping[str, Sequence[Extra]]) -> None:
    """Put every action where the table says; `extras` fills what stands there in <>."""
    for title, names in MENUS.items():
        menu = window.menuBar().addMenu(title)
        menu.setToolTipsVisible(True)
        for name in names:
            if name == "-":
                menu.addSeparator()
            else:
                _add(menu, extras.get(name) or [actions[name]])


def _add(menu: QMenu, extras: Sequence[Extra]) -> None:
    for extra in extras:
        if isinstance(extra, QMenu):
            menu.addMenu(extra)
        else:
            menu.addAction(extra)


class RecentMenu(QMenu):
    """What was opened lately; what is no longer there is grey."""

    def __init__(self, recent: Recent, opener: QObject) -> None:
        super().__init__("Open &Recent")
        self._recent = recent
        self._opener = opener
        recent.changed.connect(self._fill)
        self.aboutToShow.connect(self._fill)
        self._fill()

    @Slot()
    def _fill(self) -> None:
        self.clear()
        entries = self._recent.entries()
        for entry in entries:
            action = self.addAction(recent_text(entry).replace("&", "&&"))
            action.setData(entry)
            action.setEnabled(all(path.exists() for path in entry))
        self.addSeparator()
        clear = self.addAction("&Clear")
        clear.setEnabled(bool(entries))
        clear.triggered.connect(self._recent.clear)
