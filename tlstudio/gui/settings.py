"""What the window remembers between two starts: its places, the theme, recent files. Nothing that affects a result."""

from PySide6.QtCore import QSettings

from tlstudio.foundation.folders import models_folder


def settings() -> QSettings:
    """The settings, in a text file in the studio's own folder."""
    return QSettings(str(models_folder().parent / "window.ini"), QSettings.Format.IniFormat)


def remembered_number(key: str) -> int:
    """A whole number that was stored there, else 0."""
    value = settings().value(key, 0)
    try:
        return max(0, int(str(value)))
    except ValueError:
        return 0


def remembered_text(key: str, allowed: tuple[str, ...]) -> str:
    """A text that was stored there when it is one of the allowed ones, else the first of them."""
    value = settings().value(key, "")
    return value if isinstance(value, str) and value in allowed else allowed[0]


def remembered_flag(key: str, usual: bool) -> bool:
    """Whether something is wanted, else what is usual."""
    value = str(settings().value(key, usual)).lower()
    return value == "true" if value in ("true", "false") else usual
