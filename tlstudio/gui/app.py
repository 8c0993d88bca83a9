"""Builds the application, the way errors take, what is open, and the window."""

import atexit
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import cast

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

import tlstudio
from tlstudio.gui.connection import use_remembered_folder
from tlstudio.gui.errors import ErrorReporter
from tlstudio.gui.garbage import GarbageCollector
from tlstudio.gui.logs import start_logging
from tlstudio.gui.preferences import readers, recall_preferences
from tlstudio.gui.resources import app_icon
from tlstudio.gui.signals import CODE_OFFSET, SignalCatcher
from tlstudio.gui.state import AppState
from tlstudio.gui.style import StudioStyle
from tlstudio.gui.theme import Theme
from tlstudio.gui.window import MainWindow
from tlstudio.gui.worker import CLOSING_MILLISECONDS, stop_all
from tlstudio.photos.pool import PhotoPool


def create_application(argv: Sequence[str]) -> QApplication:
    """The application with its name, icon and style; one that is there already is taken."""
    there = QCoreApplication.instance()
    application = cast("QApplication", there) if there is not None else QApplication(list(argv))
    application.setApplicationName("tlstudio")
    application.setApplicationDisplayName("Transfer Learning Studio")
    application.setApplicationVersion(tlstudio.__version__)
    application.setDesktopFileName("tlstudio")
    application.setWindowIcon(app_icon())
    application.setStyle(StudioStyle())
    if application.findChild(GarbageCollector) is None:
        GarbageCollector(application)
        atexit.register(_empty_a_clipboard_of_its_own)
    return application


def _empty_a_clipboard_of_its_own() -> None:
    """Without a desktop the clipboard is Qt's own and outlives Python, which what was copied must not do."""
    if QGuiApplication.platformName() in ("offscreen", "minimal"):
        QGuiApplication.clipboard().clear()


def create_window() -> MainWindow:
    """The main window, not yet shown; `create_application` comes first."""
    use_remembered_folder()
    state = AppState(PhotoPool(readers()))
    recall_preferences(state)
    application = cast("QApplication", QCoreApplication.instance())
    return MainWindow(state, Theme(application), start_logging())


def run_window(path: str | Path | None = None, sample: bool = False) -> int:
    """Show the window, with photos, a project, a model or the sample set open when asked for; returns the exit code."""
    application = create_application(sys.argv)
    window = create_window()
    reporter, catcher = ErrorReporter(), SignalCatcher()
    reporter.reported.connect(window.show_error)
    reporter.install()
    codes: list[int] = []
    catcher.caught.connect(codes.append)
    catcher.caught.connect(window.close_now)
    catcher.install()
    application.commitDataRequest.connect(window.closing.save_for_logout)
    if sample:
        window.first_painted.connect(window.opener.open_sample)
    elif path is not None:
        window.first_painted.connect(lambda: window.open_entry((Path(path),)))
    window.show()
    code = application.exec()
    window.closing.interrupt()  # the loop also ends when the screen is gone, with a run under way
    stop_all(CLOSING_MILLISECONDS)  # what began while the window was closing
    return CODE_OFFSET + codes[0] if codes else code
