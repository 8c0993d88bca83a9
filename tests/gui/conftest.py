"""What the window's tests share: the application as it really is, what is open, and the whole window."""

from collections.abc import Callable, Iterator, Sequence

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tlstudio.gui.app import create_application, create_window
from tlstudio.gui.state import AppState
from tlstudio.gui.window import MainWindow
from tlstudio.photos.pool import PhotoPool

Drop = Callable[[QWidget, QMimeData], QDropEvent]


@pytest.fixture
def application(qapp: QApplication) -> QApplication:
    """The application with the studio's own style and name."""
    return create_application([])


@pytest.fixture
def state(application: QApplication) -> Iterator[AppState]:
    """Nothing open yet, one reader process."""
    with PhotoPool(workers=1) as pool:
        yield AppState(pool)


@pytest.fixture
def window(application: QApplication, qtbot: QtBot) -> Iterator[MainWindow]:
    """The whole window, not shown."""
    window = create_window()
    qtbot.addWidget(window)
    yield window
    window.close()
    application.setPalette(QApplication.style().standardPalette())


@pytest.fixture
def drop() -> Drop:
    """Sends real drag and drop events to a widget; returns the drop."""

    def send(widget: QWidget, mime: QMimeData) -> QDropEvent:
        copy, left, nothing = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        QApplication.sendEvent(widget, QDragEnterEvent(QPoint(10, 10), copy, mime, left, nothing))
        event = QDropEvent(QPointF(10, 10), copy, mime, left, nothing)
        QApplication.sendEvent(widget, event)
        return event

    return send


@pytest.fixture
def addresses() -> Callable[[Sequence[str]], QMimeData]:
    """What a file manager drags: a list of addresses."""

    def make(lines: Sequence[str]) -> QMimeData:
        mime = QMimeData()
        mime.setData("text/uri-list", "\r\n".join(lines).encode())
        return mime

    return make
