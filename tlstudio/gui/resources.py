"""The one place that knows where `resources/` lies, and the only one that gives Qt a picture's path: our own icon."""

from pathlib import Path

from PySide6.QtGui import QIcon

import tlstudio

_PACKAGE = Path(tlstudio.__file__).parent


def resource(name: str) -> Path:
    """The path of a file of `resources/`: inside an installed package, beside it in a checkout."""
    installed = _PACKAGE / "resources" / name
    return installed if installed.exists() else _PACKAGE.parent / "resources" / name


def app_icon() -> QIcon:
    """The studio's own icon."""
    return QIcon(str(resource("icons/tlstudio.svg")))
