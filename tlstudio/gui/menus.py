"""The menu bar, built from the table of actions."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMainWindow, QMenu

from tlstudio.gui.actions import MENUS, Actions
from tlstudio.gui.icons import icon
from tlstudio.gui.recent import Recent, recent_icon, recent_text

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
    """What was opened lately; what is no longer there is grey. `chosen(entry)` when one is picked."""

    chosen = Signal(object)

    def __init__(self, recent: Recent) -> None:
        super().__init__("Open &Recent")
        self.setAccessibleName("Open recent")
        self._recent = recent
        self.aboutToShow.connect(self._fill)
        self.aboutToShow.connect(recent.look)
        recent.changed.connect(self._on_changed)
        self.triggered.connect(self._on_triggered)
        self._fill()

    @Slot()
    def _fill(self) -> None:
        self.clear()
        entries = self._recent.entries()
        for entry in entries:
            action = self.addAction(recent_text(entry).replace("&", "&&"))
            action.setData(entry)
            action.setIcon(icon(recent_icon(entry), self.palette()))
            action.setEnabled(self._recent.is_there(entry) is not False)
        self.addSeparator()
        clear = self.addAction("&Clear" if entries else "Nothing Opened Yet")
        clear.setEnabled(bool(entries))
        clear.triggered.connect(self._recent.clear)

    @Slot()
    def _on_changed(self) -> None:
        """Also while the menu is open: then what is not there becomes grey."""
        for action in self.actions():
            if action.data():
                action.setEnabled(self._recent.is_there(tuple(action.data())) is not False)

    @Slot(QAction)
    def _on_triggered(self, action: QAction) -> None:
        if action.data():
            self.chosen.emit(action.data())
