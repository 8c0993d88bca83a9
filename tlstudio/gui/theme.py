"""Light, dark, or as the desktop has it."""

from typing import Literal, get_args

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QApplication

from tlstudio.gui.palettes import palette
from tlstudio.gui.settings import remembered_text, settings

ThemeName = Literal["system", "light", "dark"]
THEMES: tuple[ThemeName, ...] = get_args(ThemeName)
_KEY = "window/theme"
_SCHEMES = {
    "system": Qt.ColorScheme.Unknown,
    "light": Qt.ColorScheme.Light,
    "dark": Qt.ColorScheme.Dark,
}


class Theme(QObject):
    """Sets the application's colours; `changed` afterwards, for whoever has icons or plots to make again."""

    changed = Signal()

    def __init__(self, application: QApplication) -> None:
        super().__init__(application)
        self._application = application
        self.choice = remembered_text(_KEY, THEMES)
        self.dark = False
        application.styleHints().colorSchemeChanged.connect(self._on_scheme_changed)
        self._apply()

    def choose(self, choice: str) -> None:
        """Use this theme from now on, and at the next start."""
        if choice != self.choice:
            self.choice = choice
            settings().setValue(_KEY, choice)
            self._apply()

    @Slot()
    def _on_scheme_changed(self) -> None:
        """The desktop has switched between day and night."""
        if self.choice == "system":
            self._take_colours()

    def _apply(self) -> None:
        """Tell Qt, so that window frames and system dialogs follow where it listens; the rest is ours."""
        self._application.styleHints().setColorScheme(_SCHEMES[self.choice])
        self._take_colours()

    def _take_colours(self) -> None:
        wanted = _SCHEMES[self.choice]
        scheme = self._application.styleHints().colorScheme() if wanted == Qt.ColorScheme.Unknown else wanted
        self.dark = scheme == Qt.ColorScheme.Dark
        self._application.setPalette(palette(self.dark))
        QTimer.singleShot(0, self.changed.emit)  # widgets take the palette when the event loop comes round
