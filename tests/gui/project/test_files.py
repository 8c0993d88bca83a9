"""Projects as files: opened, dropped, saved elsewhere; and photos that were moved."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from tlstudio.gui.window import MainWindow
from tlstudio.project.edits import LeaveOut, Relabel
from tlstudio.project.opening import create, open_project
from tlstudio.project.own import is_own, own_path
from tlstudio.project.settings import Source


@pytest.fixture
def photos(draw_photos: Callable[..., Path]) -> Path:
    """Four red and four green photos."""
    return draw_photos(count=4)


@pytest.fixture
def opened(window: MainWindow, photos: Path, qtbot: QtBot) -> MainWindow:
    """The window with these photos open, one red photo called green."""
    with qtbot.waitSignals([window.opener.opened, window.search.ended], timeout=20_000):
        window.open_photos(photos)
    window.state.editor.apply(Relabel((photos / "red" / "red000.jpg",), "green"))
    qtbot.waitUntil(window.state.undo_stack.canUndo)
    return window


@pytest.fixture
def project(photos: Path, tmp_path: Path) -> Path:
    """A project of these photos in a file."""
    create(tmp_path / "mine.tlproject", Source((photos,))).close()
    return tmp_path / "mine.tlproject"


def _choose(window: MainWindow, name: str, path: Path) -> None:
    """Answer the dialog that is open."""
    dialog = window.findChild(QFileDialog, f"{name}Dialog")
    dialog.fileSelected.emit(str(path))
    dialog.reject()


def _labels(window: MainWindow) -> dict[str, str]:
    return {each.path.name: each.label for each in window.state.dataset.samples}


def test_that_what_needs_a_project_waits_for_one(window: MainWindow, opened: MainWindow) -> None:
    assert opened.menu_actions["save_project"].isEnabled()
    assert opened.menu_actions["locate"].isEnabled()


def test_that_without_a_project_nothing_can_be_saved_or_located(window: MainWindow) -> None:
    assert not window.menu_actions["save_project"].isEnabled()
    assert not window.menu_actions["locate"].isEnabled()


def test_that_a_project_is_opened_from_the_menu(window: MainWindow, project: Path, qtbot: QtBot) -> None:
    window.menu_actions["open_project"].trigger()
    with qtbot.waitSignal(window.opener.opened, timeout=20_000):
        _choose(window, "project", project)
    assert window.state.project.path == project
    assert window.recent.entries() == [(project,)]


def test_that_a_dropped_project_is_opened(
    window: MainWindow,
    project: Path,
    photos: Path,
    drop: Callable[[QWidget, QMimeData], QDropEvent],
    addresses: Callable[[Sequence[str]], QMimeData],
    qtbot: QtBot,
) -> None:
    with qtbot.waitSignal(window.opener.opened, timeout=20_000):
        drop(window, addresses([photos.as_uri(), project.as_uri()]))
    assert window.state.project.path == project


def test_that_the_window_goes_on_with_a_copy(opened: MainWindow, photos: Path, tmp_path: Path, qtbot: QtBot) -> None:
    own, copy = own_path(Source((photos,))), tmp_path / "copy.tlproject"
    opened.photos.view.selectAll()
    opened.menu_actions["save_project"].trigger()
    with qtbot.waitSignal(opened.state.editor.saved_as, timeout=20_000):
        _choose(opened, "project", copy.with_suffix(""))
    opened.state.editor.apply(LeaveOut((photos / "red" / "red001.jpg",)))
    qtbot.waitUntil(lambda: len(opened.state.dataset.left_out) == 1, timeout=20_000)
    assert (opened.state.project.path, opened.state.photos) == (copy, str(copy))
    assert _labels(opened)["red000.jpg"] == "green"
    assert opened.state.undo_stack.count() == 2
    assert opened.photos.view.selected_count() == 7
    assert opened.recent.entries()[0] == (copy,)
    with open_project(own) as before:
        assert before.dataset().left_out == ()
        assert len(before.history()) == 1


def test_that_edits_right_before_and_after_saving_are_in_the_copy(
    opened: MainWindow, photos: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    editor, red = opened.state.editor, [photos / "red" / f"red00{number}.jpg" for number in range(4)]
    editor.apply(Relabel((red[1],), "green"))
    editor.save_as(tmp_path / "copy.tlproject")
    editor.apply(LeaveOut((red[2],)))
    qtbot.waitUntil(lambda: opened.state.dataset is not None and len(opened.state.dataset.left_out) == 1)
    opened.close()
    with open_project(tmp_path / "copy.tlproject") as copy:
        assert [step.words for step in copy.history()] == ["label 1 photo “green”"] * 2 + ["leave out 1 photo"]
    with open_project(own_path(Source((photos,)))) as before:
        assert len(before.history()) == 2


def test_that_a_project_in_use_is_not_replaced_and_all_goes_on(
    opened: MainWindow, photos: Path, project: Path, qtbot: QtBot
) -> None:
    with open_project(project), qtbot.waitSignal(opened.state.editor.failed, timeout=20_000) as refused:
        opened.commands.save_project_at(project)
    assert "open in another studio" in refused.args[0]
    assert is_own(opened.state.project.path)
    assert opened.state.undo_stack.count() == 1


def test_that_moved_photos_are_located_with_their_labels(
    opened: MainWindow, photos: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    photos.rename(tmp_path / "moved")
    opened.menu_actions["locate"].trigger()
    with qtbot.waitSignal(opened.opener.opened, timeout=20_000):
        _choose(opened, "photos", tmp_path / "moved")
    assert _labels(opened)["red000.jpg"] == "green"
    assert {each.path.parents[1] for each in opened.state.dataset.samples} == {tmp_path / "moved"}
    assert opened.state.dataset.missing == ()
    assert opened.state.undo_stack.count() == 1
    with qtbot.waitSignal(opened.opener.opened, timeout=20_000):
        opened.open_photos(tmp_path / "moved")
    assert _labels(opened)["red000.jpg"] == "green", "it is this folder's own project from now on"


def test_that_a_project_whose_photos_were_moved_finds_them_again(
    window: MainWindow, project: Path, photos: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    with qtbot.waitSignals([window.opener.opened, window.search.ended], timeout=20_000):
        window.open_project(project)
    with qtbot.waitSignals([window.opener.opened, window.search.ended], timeout=20_000):
        window.open_photos(photos)
    (tmp_path / "far").mkdir()
    photos.rename(tmp_path / "far" / "moved")
    with qtbot.waitSignals([window.opener.opened, window.opener.failed], timeout=20_000):
        window.open_project(project)
    with qtbot.waitSignal(window.opener.opened, timeout=20_000):
        window.opener.locate(tmp_path / "far" / "moved")
    assert window.state.project.path == project
    assert len(window.state.dataset.samples) == 8
    assert window.recent.entries()[0] == (project,)


def test_that_the_wrong_folder_changes_nothing(
    opened: MainWindow, photos: Path, draw_photos: Callable[..., Path], qtbot: QtBot
) -> None:
    others = draw_photos(("a", "b"), count=2, name="others", size=40)
    with qtbot.waitSignal(opened.opener.failed, timeout=20_000) as refused:
        opened.opener.locate(others)
    assert "Not one of this project's photos" in refused.args[0]
    assert len(opened.state.dataset.samples) == 8
    assert opened.state.project.source().photos == (photos,)


def test_that_photos_with_marks_of_their_own_are_not_taken_over(
    opened: MainWindow, draw_photos: Callable[..., Path], tmp_path: Path, qtbot: QtBot
) -> None:
    twin = draw_photos(count=4, name="twin")
    create(own_path(Source((twin,))), Source((twin,))).close()
    with qtbot.waitSignal(opened.opener.failed, timeout=20_000) as refused:
        opened.opener.locate(twin)
    assert "Save Project As" in refused.args[0]


def test_that_the_project_before_can_be_opened_right_after_saving(
    opened: MainWindow, photos: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(opened.state.editor.saved_as, timeout=20_000):
        opened.commands.save_project_at(tmp_path / "copy.tlproject")
    with qtbot.waitSignal(opened.opener.opened, timeout=20_000):
        opened.open_photos(photos)
    assert opened.state.project.path == own_path(Source((photos,)))
    assert not opened.state.project.read_only
