"""The real window, shown and closed."""

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from tlstudio.gui.app import create_application, create_window
from tlstudio.gui.window import MainWindow


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[MainWindow]:
    create_application([])
    shown = create_window()
    shown.show()
    qtbot.waitExposed(shown)
    yield shown
    shown.close_now()
    shown.deleteLater()
