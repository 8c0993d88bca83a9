"""When the window keeps the computer awake."""

import contextlib
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from tlstudio.foundation.events import Paused, Resumed
from tlstudio.gui import awake
from tlstudio.gui.awake import Awake
from tlstudio.gui.state import AppState
from tlstudio.gui.training.panel import TrainingPanel


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the system was told."""
    told: list[str] = []

    @contextlib.contextmanager
    def recorded() -> Iterator[None]:
        told.append("awake")
        yield
        told.append("as it likes")

    monkeypatch.setattr(awake, "kept_awake", recorded)
    return told


@pytest.fixture
def panel(state: AppState, qtbot: QtBot, kept: list[str], monkeypatch: pytest.MonkeyPatch) -> TrainingPanel:
    """As if a run were under way."""
    shown = TrainingPanel(state)
    qtbot.addWidget(shown)
    monkeypatch.setattr(shown, "is_running", lambda: True)
    Awake(state, shown, parent=shown)
    return shown


def test_that_a_run_keeps_the_computer_awake_until_it_ends(
    panel: TrainingPanel, kept: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    panel.training_started.emit()
    panel.events_came.emit([])
    assert kept == ["awake"]
    monkeypatch.setattr(panel, "is_running", lambda: False)
    panel.training_ended.emit()
    assert kept == ["awake", "as it likes"]


def test_that_a_paused_run_does_not(panel: TrainingPanel, kept: list[str]) -> None:
    panel.training_started.emit()
    panel.events_came.emit([Paused("paused on request")])
    assert kept == ["awake", "as it likes"]
    panel.events_came.emit([Resumed()])
    assert kept[2:] == ["awake"]
    panel.events_came.emit([Paused("Go on?", asks=True), Resumed(), Paused("again")])
    panel.training_started.emit()
    assert kept[2:] == ["awake", "as it likes", "awake"]


def test_that_the_preference_counts_at_once(panel: TrainingPanel, kept: list[str], state: AppState) -> None:
    state.keep_awake = False
    panel.training_started.emit()
    assert kept == []
    state.keep_awake = True
    assert kept == ["awake"]
    state.keep_awake = False
    assert kept == ["awake", "as it likes"]
