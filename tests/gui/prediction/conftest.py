"""What the panel's tests share: a panel that has a model, what a file manager drops on it, what it says."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tlstudio.gui.prediction.panel import PredictionPanel
from tlstudio.gui.state import AppState

LONG = 120_000
DropOn = Callable[..., None]


@pytest.fixture
def panel(qtbot: QtBot, state: AppState) -> PredictionPanel:
    shown = PredictionPanel(state)
    qtbot.addWidget(shown)
    shown.resize(320, 600)
    shown.show()
    return shown


@pytest.fixture
def ready(qtbot: QtBot, panel: PredictionPanel, state: AppState, model: Path) -> PredictionPanel:
    """The panel with the model of two colours open."""
    state.device = "cpu"
    with qtbot.waitSignal(state.predictor_changed, timeout=LONG):
        state.model_path = model
    return panel


@pytest.fixture
def drop_on() -> DropOn:
    """What a file manager's drop is to the panel."""

    def drop(panel: PredictionPanel, *things: Path | str | QMimeData) -> None:
        mime = QMimeData()
        if len(things) == 1 and isinstance(things[0], QMimeData):
            mime = things[0]
        else:
            mime.setUrls(
                [QUrl.fromLocalFile(str(thing)) if isinstance(thing, Path) else QUrl(thing) for thing in things]
            )
        what = (Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(panel, QDragEnterEvent(QPoint(100, 100), *what))
        event = QDropEvent(QPointF(100, 100), *what)
        QApplication.sendEvent(panel, event)
        assert event.isAccepted()

    return drop
