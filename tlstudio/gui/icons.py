"""Icons of actions and buttons, in the colours of a palette."""

from PySide6.QtCore import QSize
from PySide6.QtGui import QGuiApplication, QIcon, QPalette, QPixmap


def icon(name: str, palette: QPalette) -> QIcon:
    """The icon of that name (Material Design). It keeps its colours: make it again when the theme changes."""
    import qtawesome

    text = palette.color(QPalette.ColorRole.ButtonText)
    faint = palette.color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.ButtonText)
    made: QIcon = qtawesome.icon(f"mdi6.{name}", color=text, color_disabled=faint)
    return made


def pixmap(name: str, palette: QPalette, side: int) -> QPixmap:
    """The icon as a square picture in a quiet colour, for empty states; sharp on every screen."""
    import qtawesome

    quiet: QIcon = qtawesome.icon(f"mdi6.{name}", color=palette.color(QPalette.ColorRole.PlaceholderText))
    screen = QGuiApplication.primaryScreen()
    return quiet.pixmap(QSize(side, side), screen.devicePixelRatio() if screen else 1.0)
