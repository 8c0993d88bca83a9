"""What the window's tests share: the application as it really is, what is open, the whole window, a small model."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from draining import drain
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

import tlstudio
from tlstudio.foundation.control import Control
from tlstudio.gui.app import create_application, create_window
from tlstudio.gui.state import AppState
from tlstudio.gui.window import MainWindow
from tlstudio.photos.pool import PhotoPool
from tlstudio.project.opening import create
from tlstudio.project.project import Project
from tlstudio.project.settings import Source

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
def photos(draw_photos: Callable[..., Path]) -> Path:
    """Ten red and ten green photos in a folder each."""
    return draw_photos()


@pytest.fixture
def project(photos: Path, tmp_path: Path) -> Iterator[Project]:
    """A project of the photos, searched and open."""
    with create(tmp_path / "kept.tlproject", Source((photos,))) as made:
        drain(made.scan(Control()))
        yield made


@pytest.fixture
def window(application: QApplication, qtbot: QtBot) -> Iterator[MainWindow]:
    """The whole window, not shown."""
    window = create_window()
    qtbot.addWidget(window)
    yield window
    window.close_now()
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


@pytest.fixture(scope="session")
def colours(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Eight green and eight red pictures, in folders named after them."""
    folder = tmp_path_factory.mktemp("colours")
    for index, label in enumerate(("red", "green")):
        (folder / label).mkdir()
        for number in range(8):
            noise = np.random.default_rng([index, number]).integers(0, 60, (48, 48, 3))
            pixels = (noise + np.eye(3)[index] * 150).astype(np.uint8)
            Image.fromarray(pixels).save(folder / label / f"{label}{number}.png")
    return folder


@pytest.fixture(scope="session")
def model(colours: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model that tells red from green."""
    out = tmp_path_factory.mktemp("models") / "colours.tlmodel"
    for _event in tlstudio.run(tlstudio.Recipe(photos=str(colours), out=str(out), epochs=10, device="cpu")):
        pass
    return out
