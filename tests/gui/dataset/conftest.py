"""A dataset of drawn photos with a file that is not used, and the browser that shows it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from draining import drain
from pytestqt.qtbot import QtBot

from tlstudio.dataset.sample import Dataset
from tlstudio.dataset.scan import scan
from tlstudio.foundation.control import Control
from tlstudio.gui.dataset.panel import DatasetPanel
from tlstudio.gui.state import AppState


@pytest.fixture
def photos(draw_photos: Callable[..., Path]) -> Path:
    """Twelve photos of two classes, and a text."""
    folder = draw_photos(("ants", "bees"), 6)
    (folder / "ants" / "notes.txt").write_text("no photo")
    return folder


@pytest.fixture
def dataset(photos: Path) -> Dataset:
    return drain(scan(photos, Control()))[0]


@pytest.fixture
def panel(state: AppState, dataset: Dataset, qtbot: QtBot) -> DatasetPanel:
    """The browser, shown, with the dataset open."""
    panel = DatasetPanel(state)
    qtbot.addWidget(panel)
    panel.resize(600, 500)
    panel.show()
    state.dataset = dataset
    return panel
