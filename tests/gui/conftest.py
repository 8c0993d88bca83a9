"""What is open, for panels that are tested by themselves."""

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from tlstudio.gui.state import AppState
from tlstudio.gui.worker import stop_all
from tlstudio.photos.pool import PhotoPool


@pytest.fixture
def state(qtbot: QtBot) -> Iterator[AppState]:
    """An empty state with a pool of its own; every worker has ended before the pool closes."""
    with PhotoPool(workers=1) as pool:
        yield AppState(pool)
        assert stop_all(30_000)
