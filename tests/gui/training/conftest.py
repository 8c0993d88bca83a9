"""What the tests of runs under way share: a panel with a project open."""

from collections.abc import Iterator

import pytest
from endless import Endless
from pytestqt.qtbot import QtBot

from tlstudio.gui.state import AppState
from tlstudio.gui.training.panel import TrainingPanel
from tlstudio.project.project import Project


@pytest.fixture
def trained(qtbot: QtBot, state: AppState, project: Project) -> Iterator[Endless]:
    """A panel on screen, with ten red and ten green photos open in a project."""
    panel = TrainingPanel(state)
    qtbot.addWidget(panel)
    state.photos, state.project, state.dataset = str(project.path), project, project.dataset()
    panel.show()
    yield Endless(panel, str(project.path), qtbot)
    assert panel.stop_and_wait(180_000)
    qtbot.waitUntil(lambda: not state.editor.busy)
    state.project = None
