"""The list of runs: what was tried on the photos that are open, and the way to its model."""

from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from tlstudio.foundation.events import EpochEnded, Failed, Finished, Started
from tlstudio.gui.runs.panel import RunsPanel
from tlstudio.gui.runs.queue import RunQueue
from tlstudio.gui.runs.rows import TITLES, Column
from tlstudio.gui.state import AppState
from tlstudio.gui.training.panel import TrainingPanel
from tlstudio.gui.window import MainWindow
from tlstudio.project.project import Project
from tlstudio.training.recipe import Recipe

STARTED = Started(["green", "red"], 16, 4, "efficientnet_lite0", 1, 2, "cpu", 40)


@pytest.fixture
def panel(state: AppState, qtbot: QtBot) -> RunsPanel:
    training = TrainingPanel(state)
    shown = RunsPanel(state, RunQueue(state, training, training))
    for widget in (training, shown):
        qtbot.addWidget(widget)
    QAbstractItemModelTester(shown._runs, shown._runs)
    QAbstractItemModelTester(shown.view.order, shown.view.order)
    return shown


def finished(model: Path) -> Finished:
    return Finished("early", 3, 0.75, (0.3, 0.954), 8.0, str(model), True)


def lines(panel: RunsPanel) -> list[dict[str, str]]:
    order = panel.view.order
    return [{TITLES[column]: order.index(row, column).data() for column in Column} for row in range(order.rowCount())]


def test_that_each_run_is_listed_with_its_result(
    panel: RunsPanel, state: AppState, project: Project, tmp_path: Path, qtbot: QtBot
) -> None:
    (tmp_path / "good.tlmodel").touch()
    for number, recipe in enumerate([Recipe(), Recipe(strategy="top"), Recipe(frozen=("conv_stem",))]):
        assert project.begin_run(recipe) == number + 1
        project.record(number + 1, replace(STARTED, model=f"{number + 1}.tlmodel"))
    project.record(1, finished(tmp_path / "good.tlmodel"))
    project.record(2, finished(tmp_path / "gone.tlmodel"))
    state.project = project
    qtbot.waitUntil(lambda: len(lines(panel)) == 3)
    last, second, first = lines(panel)
    assert (first["Run"], first["Strategy"], first["End"]) == ("1", "Feature extraction", "got no better")
    assert (first["Right (95 % interval)"], first["Photos"]) == ("75.0 % (30–95 %)", "16 + 4")
    assert (first["Model"], second["Model"], last["Model"]) == ("good.tlmodel", "not there any more", "–")
    assert (last["Strategy"], last["End"]) == ("Custom", "interrupted")
    panel.begin_run("2.tlmodel")
    qtbot.waitUntil(lambda: lines(panel)[1]["End"] == "under way")
    panel.begin_run("3.tlmodel")
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
    panel.view.setCurrentIndex(panel.view.order.index(0, 0))
    with qtbot.waitSignal(panel.model_chosen) as chosen:
        qtbot.keyClick(panel.view, Qt.Key.Key_Return)
    assert chosen.args == [tmp_path / "good.tlmodel"]
    panel.view.setCurrentIndex(panel.view.order.index(1, 0))
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


def test_that_a_run_that_failed_says_why(panel: RunsPanel, state: AppState, project: Project, qtbot: QtBot) -> None:
    project.record(project.begin_run(Recipe(epochs=2)), Failed("The disk is full."))
    project.begin_run(Recipe(epochs=3))
    state.project = project
    qtbot.waitUntil(lambda: len(lines(panel)) == 2)
    assert (lines(panel)[1]["End"], lines(panel)[1]["Right (95 % interval)"]) == ("failed", "–")
    panel.view.selectRow(1)
    assert "Run 1 failed: The disk is full." in panel.said.text()
    panel.view.selectRow(0)
    assert panel.said.text() == "Run 2 differs from run 1 in: 3 epochs instead of 2."


def test_that_two_selected_runs_are_compared_in_words(
    panel: RunsPanel, state: AppState, project: Project, qtbot: QtBot
) -> None:
    for recipe in (Recipe(epochs=2), Recipe(epochs=3), Recipe(epochs=2, seed=1)):
        project.begin_run(recipe)
    state.project = project
    qtbot.waitUntil(lambda: len(lines(panel)) == 3)
    assert "Double click" in panel.said.text()
    assert lines(panel)[0]["Differs in"] == "2 epochs instead of 3 · seed 0 → 1"
    panel.view.selectAll()
    assert panel.said.text() == "The curves of these 3 lie over each other in Training."
    panel.view.clearSelection()
    select = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
    for row in (0, 2):
        panel.view.selectionModel().select(panel.view.order.index(row, 0), select)
    assert panel.said.text() == "Run 3 differs from run 1 in: seed 0 → 1."
    assert [run.number for run in panel.selected_runs()] == [1, 3]


def test_that_two_runs_with_models_can_be_compared_photo_by_photo(
    panel: RunsPanel, state: AppState, project: Project, tmp_path: Path, qtbot: QtBot
) -> None:
    for number in (1, 2, 3):
        (tmp_path / f"{number}.tlmodel").touch()
        project.begin_run(Recipe())
        project.record(number, finished(tmp_path / f"{number}.tlmodel"))
    (tmp_path / "2.tlmodel").unlink()
    state.project = project
    qtbot.waitUntil(lambda: len(lines(panel)) == 3)
    select = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
    panel.view.selectionModel().select(panel.view.order.index(0, 0), select)
    assert panel.compare_button.isHidden()
    panel.view.selectionModel().select(panel.view.order.index(2, 0), select)
    assert not panel.compare_button.isHidden()
    with qtbot.waitSignal(panel.comparison_wanted) as wanted:
        panel.compare_button.click()
    assert wanted.args[0].names == ("run 1", "run 3")
    panel.view.clearSelection()
    for row in (0, 1):
        panel.view.selectionModel().select(panel.view.order.index(row, 0), select)
    assert panel.compare_button.isHidden()


def test_that_a_click_on_a_title_sorts_and_the_selection_stays(
    panel: RunsPanel, state: AppState, project: Project, qtbot: QtBot
) -> None:
    for share in (0.5, 0.9, None, 0.7):
        number = project.begin_run(Recipe())
        if share is not None:
            project.record(number, Finished("completed", 1, share, (0.1, 0.95), 60.0 * share, None, True))
    state.project = project
    qtbot.waitUntil(lambda: len(lines(panel)) == 4)
    panel.view.selectRow(0)
    panel.view.sortByColumn(Column.RIGHT, Qt.SortOrder.DescendingOrder)
    assert [line["Run"] for line in lines(panel)] == ["2", "4", "1", "3"]
    assert [run.number for run in panel.selected_runs()] == [4]
    panel.view.sortByColumn(Column.TIME, Qt.SortOrder.AscendingOrder)
    assert [line["Time"] for line in lines(panel)] == ["–", "30 s", "42 s", "54 s"]
    project.begin_run(Recipe())
    panel.refresh()
    qtbot.waitUntil(lambda: len(lines(panel)) == 5)
    assert [run.number for run in panel.selected_runs()] == [4]


def test_that_a_note_is_kept_with_its_run(panel: RunsPanel, state: AppState, project: Project, qtbot: QtBot) -> None:
    project.begin_run(Recipe())
    state.project = project
    qtbot.waitUntil(lambda: len(lines(panel)) == 1)
    index = panel.view.order.index(0, Column.NOTE)
    assert panel.view.order.setData(index, " the best one ")
    qtbot.waitUntil(lambda: lines(panel)[0]["Note"] == "the best one")
    assert project.runs()[0].note == "the best one"
    assert not panel.view.order.index(0, Column.END).flags() & Qt.ItemFlag.ItemIsEditable


def test_that_a_column_that_is_not_wanted_stays_away(panel: RunsPanel, state: AppState, qtbot: QtBot) -> None:
    action = next(each for each in panel.view.columns.actions() if each.text() == "Photos")
    action.trigger()
    assert panel.view.isColumnHidden(Column.PHOTOS)
    training = TrainingPanel(state)
    again = RunsPanel(state, RunQueue(state, training, training))
    for widget in (training, again):
        qtbot.addWidget(widget)
    assert again.view.isColumnHidden(Column.PHOTOS)
    assert not again.view.isColumnHidden(Column.MODEL)


def test_that_the_time_of_a_run_without_an_end_is_that_of_its_epochs(
    panel: RunsPanel, state: AppState, project: Project, qtbot: QtBot
) -> None:
    number = project.begin_run(Recipe())
    for epoch in (1, 2):
        project.record(number, EpochEnded(epoch, 2, 0.5, 0.5, 0.5, 0.5, 100.0, seconds=2.0))
    state.project = project
    qtbot.waitUntil(lambda: [line["Time"] for line in lines(panel)] == ["4 s"])


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
    window.runs.view.setCurrentIndex(window.runs.view.order.index(0, 0))
    window.state.model_path = None
    qtbot.keyClick(window.runs.view, Qt.Key.Key_Return)
    assert window.state.model_path is not None
