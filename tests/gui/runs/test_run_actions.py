"""What can be done with a run: its settings, its note, the table, and what waits."""

import csv
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from tlstudio.foundation.events import EpochEnded
from tlstudio.gui.runs.rows import Column
from tlstudio.gui.window import MainWindow
from tlstudio.training.recipe import Recipe

OF_RUNS = ("run_try", "run_evaluate", "run_settings", "run_note", "runs_table")
OF_QUEUE = ("queue_start", "queue_earlier", "queue_later", "queue_remove")


def open_with_runs(window: MainWindow, photos: Path, qtbot: QtBot, *recipes: Recipe) -> None:
    with qtbot.waitSignal(window.opener.opened, timeout=20_000):
        window.open_photos(photos)
    assert window.state.project
    for recipe in recipes:
        window.state.project.begin_run(recipe)
    window.runs.refresh()
    qtbot.waitUntil(lambda: len(window.runs.runs()) == len(recipes))


def enabled(window: MainWindow, *names: str) -> list[str]:
    return [name for name in names if window.menu_actions[name].isEnabled()]


def test_that_without_runs_everything_says_what_is_missing(window: MainWindow) -> None:
    assert enabled(window, *OF_RUNS, *OF_QUEUE, "queue_add") == []
    assert window.menu_actions["run_settings"].toolTip() == "Select one run in the list of runs."
    assert "folder of photos" in window.menu_actions["queue_add"].toolTip()


def test_that_the_settings_of_a_run_come_back_into_the_window(window: MainWindow, photos: Path, qtbot: QtBot) -> None:
    open_with_runs(window, photos, qtbot, Recipe(epochs=7, seed=3, label_smoothing=0.1), Recipe())
    window.runs.view.selectRow(1)
    assert enabled(window, *OF_RUNS) == ["run_settings", "run_note", "runs_table"]
    with qtbot.waitSignal(window.run_actions.said) as said:
        window.menu_actions["run_settings"].trigger()
    assert said.args == ["The window shows the settings of run 1 now."]
    assert window.training.form.settings()["epochs"] == 7
    assert window.training.form.findChild(QLineEdit, "seedEdit").text() == "3"


def test_that_f2_writes_a_note(window: MainWindow, photos: Path, qtbot: QtBot) -> None:
    open_with_runs(window, photos, qtbot, Recipe())
    window.show()
    window.docks.runs.raise_()
    view = window.runs.view
    view.selectRow(0)
    view.setFocus()
    qtbot.keyClick(view, Qt.Key.Key_F2)
    editor = view.findChild(QLineEdit)
    assert editor is not None
    editor.setText("the one to keep")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: view.order.index(0, Column.NOTE).data() == "the one to keep")


def test_that_the_table_is_saved_as_asked(window: MainWindow, photos: Path, tmp_path: Path, qtbot: QtBot) -> None:
    open_with_runs(window, photos, qtbot, Recipe(epochs=1), Recipe(epochs=2))
    with qtbot.waitSignal(window.run_actions.said, timeout=10_000):
        window.files.runs_save_chosen.emit(tmp_path / "runs.csv")
    rows = list(csv.DictReader((tmp_path / "runs.csv").read_text().splitlines()))
    assert [row["differs"] for row in rows] == ["", "2 epochs instead of 1"]
    with qtbot.waitSignal(window.run_actions.failed, timeout=10_000) as failed:
        window.files.runs_save_chosen.emit(tmp_path / "gone" / "runs.csv")
    assert "the folder does not exist" in failed.args[0]


def test_that_what_waits_is_moved_and_removed_by_its_actions(window: MainWindow, photos: Path, qtbot: QtBot) -> None:
    open_with_runs(window, photos, qtbot, Recipe())
    window.queue._let_wait((Recipe(seed=1), Recipe(seed=2)))
    view = window.runs.view
    view.selectRow(0)
    assert enabled(window, *OF_RUNS, *OF_QUEUE) == [
        *("run_settings", "runs_table", "queue_start", "queue_later", "queue_remove"),
    ]
    window.menu_actions["queue_later"].trigger()
    assert [recipe.seed for recipe in window.queue.waiting] == [2, 1]
    assert [line.recipe.seed for line in window.runs.selected()] == [1]
    qtbot.keyClick(view, Qt.Key.Key_Delete)
    assert [recipe.seed for recipe in window.queue.waiting] == [2]
    assert "differs from run 1 in: seed 0 → 2." in _said_of(window, 0)


def test_that_what_waits_stays_on_top_however_the_runs_are_sorted(
    window: MainWindow, photos: Path, qtbot: QtBot
) -> None:
    open_with_runs(window, photos, qtbot, Recipe(), Recipe(seed=5))
    window.queue._let_wait((Recipe(seed=1), Recipe(seed=2)))
    for order in (Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder):
        window.runs.view.sortByColumn(Column.RUN, order)
        assert [line.place for line in window.runs.view.lines()] == [0, 1, None, None]
    assert [line.name for line in window.runs.view.lines()] == ["the next run", "the 2nd in line", "run 2", "run 1"]


def _said_of(window: MainWindow, row: int) -> str:
    window.runs.view.selectRow(row)
    return window.runs.said.text()


def test_that_the_curves_of_selected_runs_lie_over_the_one_at_hand(
    window: MainWindow, photos: Path, qtbot: QtBot
) -> None:
    open_with_runs(window, photos, qtbot, Recipe(), Recipe(), Recipe())
    project = window.state.project
    assert project
    for run in (1, 2):
        for epoch in (1, 2):
            project.record(run, EpochEnded(epoch, 2, 0.5 * run, 0.5, 0.4 * run, 0.5, 100.0))
    window.runs.refresh()
    qtbot.waitUntil(lambda: len(window.runs.runs()[1].epochs) == 2)
    window.runs.view.selectAll()
    curves = window.training.curves
    assert [other.title for other in curves._others] == ["run 1", "run 2"]
    assert enabled(window, "run_curves", "runs_logs") == ["run_curves", "runs_logs"]
    for event in window.runs.runs()[1].epochs:
        curves.add(event)
    window.runs.refresh()
    qtbot.waitUntil(lambda: [other.title for other in curves._others] == ["run 1"])
    window.runs.view.clearSelection()
    assert curves._others == []
