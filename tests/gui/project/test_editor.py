"""Edits in the window: on the disk, shown, undone and redone, in order, and refused in words."""

import os
import stat
import threading
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tlstudio.dataset.sample import Dataset
from tlstudio.gui.state import AppState
from tlstudio.project.edits import LeaveOut, Relabel, RenameClass
from tlstudio.project.opening import open_project
from tlstudio.project.project import Project


@pytest.fixture
def opened(state: AppState, project: Project) -> AppState:
    """A state in which the project is open."""
    state.project = project
    state.dataset = project.dataset()
    return state


def _labels(dataset: Dataset | None) -> dict[str, int]:
    assert dataset
    return {label: sum(each.label == label for each in dataset.samples) for label in dataset.classes}


def _red(state: AppState, count: int) -> tuple[Path, ...]:
    assert state.dataset
    return tuple(each.path for each in state.dataset.samples if each.label == "red")[:count]


def test_that_an_edit_is_shown_and_can_be_undone_and_redone(opened: AppState, qtbot: QtBot) -> None:
    stack = opened.undo_stack
    opened.editor.apply(Relabel(_red(opened, 3), "green"))
    qtbot.waitUntil(lambda: _labels(opened.dataset) == {"green": 13, "red": 7})
    assert stack.undoText() == "label 3 photos “green”"
    stack.undo()
    qtbot.waitUntil(lambda: _labels(opened.dataset) == {"green": 10, "red": 10})
    stack.redo()
    qtbot.waitUntil(lambda: _labels(opened.dataset) == {"green": 13, "red": 7})


def test_that_edits_and_steps_back_given_all_at_once_come_in_order(opened: AppState, qtbot: QtBot) -> None:
    for path in _red(opened, 9):
        opened.editor.apply(Relabel((path,), "green"))
    qtbot.waitUntil(lambda: opened.undo_stack.count() == 9)
    for _ in range(4):
        opened.undo_stack.undo()
    opened.undo_stack.redo()
    qtbot.waitUntil(lambda: _labels(opened.dataset) == {"green": 16, "red": 4})


def test_that_steps_can_still_be_undone_after_a_restart(opened: AppState, project: Project, qtbot: QtBot) -> None:
    project.apply(Relabel(_red(opened, 2), "green"))
    project.apply(RenameClass("red", "crimson"))
    project.undo()
    opened.editor.show_history(project.history())
    assert (opened.undo_stack.undoText(), opened.undo_stack.redoText()) == (
        "label 2 photos “green”",
        "rename “red” to “crimson”",
    )
    opened.undo_stack.undo()
    qtbot.waitUntil(lambda: _labels(opened.dataset) == {"green": 10, "red": 10})


def test_that_photos_read_again_without_a_change_are_not_shown_anew(opened: AppState, qtbot: QtBot) -> None:
    shown = opened.dataset
    with qtbot.assertNotEmitted(opened.dataset_changed, wait=500):
        opened.editor.read_again()
    assert opened.dataset is shown


def test_that_an_edit_that_makes_no_sense_is_refused_in_words(opened: AppState, qtbot: QtBot) -> None:
    with qtbot.waitSignal(opened.editor.failed) as refused:
        opened.editor.apply(RenameClass("violet", "blue"))
    assert "no class “violet”" in refused.args[0]
    assert not opened.undo_stack.canUndo()


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_that_a_folder_that_takes_no_more_leaves_the_steps_as_they_were(opened: AppState, qtbot: QtBot) -> None:
    assert opened.project
    opened.project.path.parent.chmod(stat.S_IRUSR | stat.S_IXUSR)
    with qtbot.waitSignal(opened.editor.failed):
        opened.editor.apply(LeaveOut(_red(opened, 1)))
    assert not opened.undo_stack.canUndo()
    opened.project.path.parent.chmod(stat.S_IRWXU)


def test_that_what_is_open_elsewhere_cannot_be_changed_here(state: AppState, project: Project, qtbot: QtBot) -> None:
    state.project = open_project(project.path, read_only=True)
    state.dataset = state.project.dataset()
    with qtbot.waitSignal(state.editor.failed) as refused:
        state.editor.apply(LeaveOut(_red(state, 1)))
    assert "open in another studio" in refused.args[0]


def test_that_the_project_before_is_let_go(opened: AppState, project: Project, qtbot: QtBot) -> None:
    opened.editor.apply(LeaveOut(_red(opened, 1)))
    opened.project = None
    qtbot.waitUntil(lambda: not project.path.with_name(f".{project.path.name}.lock").exists())
    with open_project(project.path) as again:
        assert len(again.dataset().left_out) == 1


def test_that_what_is_asked_when_another_is_opened_is_meant_for_the_one_before(
    opened: AppState, project: Project, qtbot: QtBot
) -> None:
    opened.editor.leaving.connect(lambda: opened.editor.ask(lambda left: left.set_state("last", str(left.path))))
    opened.project = None
    qtbot.waitUntil(lambda: not project.path.with_name(f".{project.path.name}.lock").exists())
    with open_project(project.path) as again:
        assert again.state("last") == str(project.path)


def test_that_what_is_asked_when_the_worker_has_looked_for_the_last_time_is_done_all_the_same(
    opened: AppState, project: Project, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked, left = threading.Event(), threading.Event()
    photos = project.dataset()

    def slowly() -> Dataset:
        looked.set()
        left.wait(10)
        return photos

    monkeypatch.setattr(project, "dataset", slowly)
    opened.editor.apply(LeaveOut(_red(opened, 1)))
    assert looked.wait(10)
    opened.editor.ask(lambda kept: kept.set_state("last", "asked"))
    opened.project = None
    left.set()
    qtbot.waitUntil(lambda: not project.path.with_name(f".{project.path.name}.lock").exists())
    with open_project(project.path) as again:
        assert again.state("last") == "asked"


def test_that_an_answer_is_told_and_leaves_the_photos_as_they_are(opened: AppState, qtbot: QtBot) -> None:
    before = opened.dataset
    with qtbot.waitSignal(opened.editor.answered) as answered:
        opened.editor.ask(lambda project: len(project.runs()))
    assert answered.args == [0]
    assert opened.dataset is before
