"""The list of runs: what was tried on the photos that are open, and the way to its model."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from tlstudio.foundation.events import Finished, Started
from tlstudio.gui.runs.model import COLUMNS
from tlstudio.gui.runs.panel import RunsPanel
from tlstudio.gui.state import AppState
from tlstudio.gui.window import MainWindow
from tlstudio.project.project import Project
from tlstudio.training.recipe import Recipe

STARTED = Started(["green", "red"], 16, 4, "efficientnet_lite0", 1, 2, "cpu", 40)


@pytest.fixture
def panel(state: AppState, qtbot: QtBot) -> RunsPanel:
    shown = RunsPanel(state)
    qtbot.addWidget(shown)
    QAbstractItemModelTester(shown._runs, shown._runs)
    return shown


def finished(model: Path) -> Finished:
    return Finished("early", 3, 0.75, (0.3, 0.954), 8.0, str(model), True)


def lines(panel: RunsPanel) -> list[dict[str, str]]:
    model = panel._runs
    return [
        {title: model.index(row, column).data() for column, title in enumerate(COLUMNS)}
        for row in range(model.rowCount())
    ]


def test_that_each_run_is_listed_with_its_result(
    panel: RunsPanel, state: AppState, project: Project, tmp_path: Path, qtbot: QtBot
) -> None:
    (tmp_path / "good.tlmodel").touch()
    for number, recipe in enumerate([Recipe(), Recipe(strategy="top"), Recipe(frozen=("conv_stem",))]):
        assert project.begin_run(recipe) == number + 1
        project.record(number + 1, STARTED)
    project.record(1, finished(tmp_path / "good.tlmodel"))
    project.record(2, finished(tmp_path / "gone.tlmodel"))
    state.project = project
    qtbot.waitUntil(lambda: len(lines(panel)) == 3)
    last, second, first = lines(panel)
    assert (first["Run"], first["Strategy"], first["End"]) == ("1", "Feature extraction", "got no better")
    assert (first["Right (95 % interval)"], first["Photos"]) == ("75.0 % (30–95 %)", "16 + 4")
    assert (first["Model"], second["Model"], last["Model"]) == ("good.tlmodel", "not there any more", "–")
    assert (last["Strategy"], last["End"]) == ("Custom", "interrupted")
    panel.begin_run()
    qtbot.waitUntil(lambda: lines(panel)[0]["End"] == "under way")
    panel.end_run()
    qtbot.waitUntil(lambda: lines(panel)[0]["End"] == "interrupted")
    assert "change 1 of the project" in panel._runs.index(0, 0).data(Qt.ItemDataRole.ToolTipRole)


def test_that_the_model_of_a_run_is_one_key_away(
    panel: RunsPanel, state: AppState, project: Project, tmp_path: Path, qtbot: QtBot
) -> None:
    (tmp_path / "good.tlmodel").touch()
    for number, name in ((1, "gone.tlmodel"), (2, "good.tlmodel")):
        project.begin_run(Recipe())
        project.record(number, finished(tmp_path / name))
    state.project = project
    qtbot.waitUntil(lambda: len(lines(panel)) == 2)
    panel.view.setCurrentIndex(panel._runs.index(0, 0))
    with qtbot.waitSignal(panel.model_chosen) as chosen:
        qtbot.keyClick(panel.view, Qt.Key.Key_Return)
    assert chosen.args == [tmp_path / "good.tlmodel"]
    panel.view.setCurrentIndex(panel._runs.index(1, 0))
    with qtbot.assertNotEmitted(panel.model_chosen):
        qtbot.keyClick(panel.view, Qt.Key.Key_Return)


def test_that_an_empty_list_says_so(panel: RunsPanel, state: AppState, project: Project, qtbot: QtBot) -> None:
    state.project = project
    project.begin_run(Recipe())
    panel.refresh()
    qtbot.waitUntil(lambda: len(lines(panel)) == 1)
    state.project = None
    assert lines(panel) == []
    assert panel._pages.currentWidget() is panel.empty
    assert "No runs yet" in panel.empty.text()
    qtbot.waitUntil(lambda: not project.path.with_name(f".{project.path.name}.lock").exists())


def test_that_a_training_in_the_window_is_listed(
    window: MainWindow, draw_photos: Callable[..., Path], qtbot: QtBot
) -> None:
    window.layers.load()
    with qtbot.waitSignal(window.opener.opened, timeout=20_000):
        window.open_photos(draw_photos())
    qtbot.waitUntil(window.training.controls.train_button.isEnabled, timeout=60_000)
    with qtbot.waitSignal(window.training.training_ended, timeout=120_000):
        window.training.start()
    qtbot.waitUntil(lambda: [line["End"] for line in lines(window.runs)] == ["complete"], timeout=20_000)
    assert lines(window.runs)[0]["Model"].endswith(".tlmodel")
    window.runs.view.setCurrentIndex(window.runs._runs.index(0, 0))
    window.state.model_path = None
    qtbot.keyClick(window.runs.view, Qt.Key.Key_Return)
    assert window.state.model_path is not None
