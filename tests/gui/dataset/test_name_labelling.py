"""Label by Name: what names say is shown, ticked, taken in one step, and taken back in one."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialogButtonBox
from pytestqt.qtbot import QtBot

from tlstudio.gui.dataset.name_dialog import NameDialog
from tlstudio.gui.window import MainWindow


@pytest.fixture
def flat(draw_photos: Callable[..., Path], tmp_path: Path) -> Path:
    """Ten photos each of ants, bees and wasps in one folder, by name, and one of a camera."""
    folder = tmp_path / "flat"
    folder.mkdir()
    for number, path in enumerate(sorted(draw_photos(("ant", "bee", "wasp")).rglob("*.jpg"))):
        shutil.copy(path, folder / f"{path.parent.name}.{number}.jpg")
    (folder / "ant.0.jpg").rename(folder / "IMG_0001.jpg")
    return folder


@pytest.fixture
def opened(window: MainWindow, flat: Path, qtbot: QtBot) -> MainWindow:
    with qtbot.waitSignals([window.opener.opened, window.search.ended], timeout=20_000):
        window.open_photos(flat)
    return window


def _dialog(window: MainWindow, qtbot: QtBot) -> NameDialog:
    window.menu_actions["label_by_name"].trigger()
    qtbot.waitUntil(lambda: window.findChild(NameDialog) is not None)
    return window.findChild(NameDialog)


def test_that_a_flat_folder_opens_as_photos_without_a_label(opened: MainWindow) -> None:
    classes = opened.photos.classes
    lines = [(classes.index(row).data(), classes.shelf_at(row).count) for row in range(classes.rowCount())]
    assert lines == [("All photos", 30), ("Unlabelled", 30), ("Problems", 0)]
    opened.photos.class_list.setCurrentIndex(classes.index(1))
    assert opened.photos.view.photos.rowCount() == 30
    assert "no label yet" in opened.photos.view.photos.index(0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert "0 + 0 photos, 30 without a label" in opened.status.text()


def test_that_the_ticked_classes_are_labelled_in_one_step(opened: MainWindow, qtbot: QtBot) -> None:
    dialog = _dialog(opened, qtbot)
    rows = [[dialog.table.item(row, column).text() for column in range(3)] for row in range(3)]
    assert [row[:2] for row in rows] == [["bee", "10"], ["wasp", "10"], ["ant", "9"]]
    assert rows[2][2].startswith("ant.1.jpg, ant.2.jpg")
    assert dialog.ok.text() == "Label 29 Photos"
    dialog.ticks[1].setCheckState(Qt.CheckState.Unchecked)
    assert dialog.ok.text() == "Label 19 Photos"
    dialog.accept()
    qtbot.waitUntil(lambda: opened.state.dataset.classes == ("ant", "bee"))
    assert len(opened.state.dataset.unlabelled) == 11
    assert opened.state.undo_stack.undoText() == "label 19 photos as 2 classes"
    opened.state.undo_stack.undo()
    qtbot.waitUntil(lambda: len(opened.state.dataset.unlabelled) == 30)


def test_that_nothing_ticked_labels_nothing(opened: MainWindow, qtbot: QtBot) -> None:
    dialog = _dialog(opened, qtbot)
    for tick in dialog.ticks:
        tick.setCheckState(Qt.CheckState.Unchecked)
    assert not dialog.ok.isEnabled()
    dialog.findChild(QDialogButtonBox).button(QDialogButtonBox.StandardButton.Cancel).click()
    assert not opened.state.undo_stack.canUndo()


def test_that_names_that_tell_nothing_are_said_to(window: MainWindow, flat: Path, tmp_path: Path, qtbot: QtBot) -> None:
    (tmp_path / "camera").mkdir()
    shutil.copy(flat / "IMG_0001.jpg", tmp_path / "camera")
    with qtbot.waitSignal(window.opener.opened, timeout=20_000):
        window.open_photos(tmp_path / "camera")
    with qtbot.waitSignal(window.name_labelling.failed):
        window.menu_actions["label_by_name"].trigger()
    assert "tell no classes" in window.notice.banner.text()


def test_that_there_is_nothing_to_label_where_all_have_a_label(
    window: MainWindow, draw_photos: Callable[..., Path], qtbot: QtBot
) -> None:
    assert not window.menu_actions["label_by_name"].isEnabled()
    with qtbot.waitSignal(window.opener.opened, timeout=20_000):
        window.open_photos(draw_photos())
    assert not window.menu_actions["label_by_name"].isEnabled()
    assert window.menu_actions["import_photos"].isEnabled()
