"""Write as Folders, by its dialog: what is chosen there is what lies on the disk, or a sentence says why not."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from draining import drain
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from tlstudio.dataset import writing
from tlstudio.dataset.scan import scan
from tlstudio.foundation.control import Control
from tlstudio.gui.project.write_dialog import WriteDialog
from tlstudio.gui.window import MainWindow
from tlstudio.project.edits import LeaveOut, MoveToPart, Relabel


@pytest.fixture
def photos(draw_photos: Callable[..., Path]) -> Path:
    return draw_photos(count=6)


@pytest.fixture
def opened(window: MainWindow, photos: Path, qtbot: QtBot) -> MainWindow:
    """The window with photos, one of them left out and one called green."""
    with qtbot.waitSignals([window.opener.opened, window.search.ended], timeout=20_000):
        window.open_photos(photos)
    window.state.editor.apply(LeaveOut((photos / "red" / "red001.jpg",)))
    window.state.editor.apply(Relabel((photos / "red" / "red000.jpg",), "green"))
    qtbot.waitUntil(lambda: len(window.state.dataset.left_out) == 1 and window.state.undo_stack.count() == 2)
    return window


@pytest.fixture
def dialog(opened: MainWindow, tmp_path: Path) -> Iterator[WriteDialog]:
    """The dialog, open, with a place to write to."""
    (tmp_path / "there").mkdir()
    opened.menu_actions["write_folders"].trigger()
    dialog = opened.findChild(WriteDialog)
    dialog.set_place(tmp_path / "there")
    dialog.name.setText("new")
    yield dialog
    dialog.close()


def _write(dialog: WriteDialog, qtbot: QtBot) -> None:
    qtbot.mouseClick(dialog.write, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog._worker is None, timeout=20_000)


def _counts(folder: Path) -> dict[str, int]:
    return {each.name: len(list(each.iterdir())) for each in sorted(folder.iterdir())}


def test_that_it_is_off_without_photos(window: MainWindow) -> None:
    assert not window.menu_actions["write_folders"].isEnabled()


def test_that_the_labels_of_now_are_written(dialog: WriteDialog, tmp_path: Path, qtbot: QtBot) -> None:
    assert not dialog.split.isChecked()
    _write(dialog, qtbot)
    assert _counts(tmp_path / "there" / "new") == {"green": 7, "red": 4}
    assert dialog.said.text() == f"11 photos of 2 classes are in {tmp_path / 'there' / 'new'}."
    assert not dialog.show_folder.isHidden()


def test_that_the_split_and_links_are_written_when_they_are_chosen(
    dialog: WriteDialog, opened: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    dialog.split.setChecked(True)
    dialog.ways.buttons()[1].click()
    _write(dialog, qtbot)
    again, _ = drain(scan(tmp_path / "there" / "new", Control()))
    shown = opened.state.dataset.samples
    assert {(each.digest, each.label, each.split) for each in again.samples} == {
        (each.digest, each.label, each.split) for each in shown
    }
    assert {each.path.stat().st_ino for each in again.samples} == {each.path.stat().st_ino for each in shown}


def test_that_a_split_that_a_person_has_made_is_kept(opened: MainWindow, photos: Path, qtbot: QtBot) -> None:
    opened.state.editor.apply(MoveToPart((photos / "red" / "red002.jpg",), "test"))
    qtbot.waitUntil(lambda: opened.state.dataset.split_by_hand)
    opened.menu_actions["write_folders"].trigger()
    assert opened.findChild(WriteDialog).split.isChecked()


def test_that_a_place_that_is_taken_is_said_and_another_name_helps(
    dialog: WriteDialog, tmp_path: Path, qtbot: QtBot
) -> None:
    (tmp_path / "there" / "new").mkdir()
    _write(dialog, qtbot)
    assert "nothing is overwritten" in dialog.said.text()
    assert dialog.show_folder.isHidden()
    dialog.name.setText("newer")
    _write(dialog, qtbot)
    assert _counts(tmp_path / "there") == {"new": 0, "newer": 2}


def test_that_it_is_not_written_among_the_photos(dialog: WriteDialog, photos: Path, qtbot: QtBot) -> None:
    dialog.set_place(photos)
    _write(dialog, qtbot)
    assert "among the photos" in dialog.said.text()
    assert sorted(path.name for path in photos.iterdir()) == ["green", "red"]


def test_that_it_can_be_stopped(
    dialog: WriteDialog, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = writing._write

    def slowly(path: Path, place: Path, way: writing.Way) -> None:
        dialog._worker.stop()
        copy(path, place, way)

    monkeypatch.setattr(writing, "_write", slowly)
    _write(dialog, qtbot)
    assert dialog.said.text() == "Stopped. Nothing was written."
    assert _counts(tmp_path / "there") == {}


@pytest.mark.parametrize("name", ["", "  ", "..", "a/b"])
def test_that_a_name_that_is_none_cannot_be_written_to(dialog: WriteDialog, name: str) -> None:
    dialog.name.setText(name)
    assert not dialog.write.isEnabled()


def test_that_another_place_can_be_chosen_and_is_remembered(
    dialog: WriteDialog, opened: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    (tmp_path / "elsewhere").mkdir()
    dialog.choose.click()
    chooser = opened.findChild(QFileDialog, "writePlaceDialog")
    chooser.fileSelected.emit(str(tmp_path / "elsewhere"))
    chooser.reject()
    assert dialog.folder.text() == str(tmp_path / "elsewhere")
    assert opened.files.last_place_to_write() == tmp_path / "elsewhere"
    _write(dialog, qtbot)
    assert (tmp_path / "elsewhere" / "new").is_dir()
