"""Photos without a label come from another folder in one step, which can be undone."""

from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tlstudio.gui.window import MainWindow


@pytest.fixture
def opened(window: MainWindow, draw_photos: Callable[..., Path], qtbot: QtBot) -> MainWindow:
    with qtbot.waitSignals([window.opener.opened, window.search.ended], timeout=20_000):
        window.open_photos(draw_photos())
    return window


def test_that_imported_photos_are_there_and_go_again_by_undo(
    opened: MainWindow, draw_photos: Callable[..., Path], qtbot: QtBot
) -> None:
    others = draw_photos(("a", "b", "blue"), 4, name="others")
    (others / "notes.txt").write_text("no photo")
    with qtbot.waitSignal(opened.search.ended, timeout=20_000):
        opened.files.import_chosen.emit(others)
    qtbot.waitUntil(lambda: [each.path.name for each in opened.state.dataset.skipped] == ["notes.txt"])
    assert len(opened.state.dataset.unlabelled) == 12
    assert len(opened.state.dataset.samples) == 20
    assert opened.state.undo_stack.undoText() == "import 12 photos"
    opened.state.undo_stack.undo()
    qtbot.waitUntil(lambda: opened.state.dataset.unlabelled == ())
    opened.state.undo_stack.redo()
    qtbot.waitUntil(lambda: len(opened.state.dataset.unlabelled) == 12)


def test_that_imported_photos_are_there_when_their_project_is_opened_again(
    opened: MainWindow, draw_photos: Callable[..., Path], tmp_path: Path, qtbot: QtBot
) -> None:
    opened.importer.look_into(draw_photos(("a", "b", "blue"), 4, name="others"))
    qtbot.waitUntil(lambda: len(opened.state.dataset.unlabelled) == 12, timeout=20_000)
    before = opened.state.dataset
    with qtbot.waitSignals([opened.opener.opened, opened.search.ended], timeout=20_000):
        opened.open_photos(tmp_path / "photos")
    assert opened.state.dataset.unlabelled == before.unlabelled


def test_that_a_folder_that_cannot_be_imported_is_refused_in_words(
    opened: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(opened.importer.failed) as refused:
        opened.importer.look_into(tmp_path / "photos" / "red")
    assert "part of these photos already" in refused.args[0]
    assert "part of these photos already" in opened.notice.banner.text()
    assert not opened.state.undo_stack.canUndo()


def test_that_nothing_can_be_imported_while_nothing_is_open(window: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    assert not window.menu_actions["import_photos"].isEnabled()
    with qtbot.waitSignal(window.importer.failed) as refused:
        window.importer.look_into(tmp_path)
    assert refused.args[0] == "Open a folder of photos first."
