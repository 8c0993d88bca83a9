"""The menu of marks: enabled where it can be done, else it says why; the same with the right button."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from tlstudio.gui.window import MainWindow

OF_PHOTOS = ("label_as", "part_train", "part_validation", "part_test", "part_own", "leave_out")
OF_A_CLASS = ("rename_class", "merge_class")


@pytest.fixture
def opened(window: MainWindow, draw_photos: Callable[..., Path], qtbot: QtBot) -> MainWindow:
    """The window with three classes open and shown, nothing selected."""
    window.show()
    with qtbot.waitSignals([window.opener.opened, window.search.ended], timeout=20_000):
        window.open_photos(draw_photos(("ants", "bees", "wasps"), 4))
    qtbot.waitUntil(lambda: not window.state.editor.busy)
    return window


def _enabled(window: MainWindow, names: tuple[str, ...]) -> set[bool]:
    return {window.menu_actions[name].isEnabled() for name in names}


def _select(window: MainWindow, row: int) -> None:
    window.photos.view.setCurrentIndex(window.photos.view.photos.index(row))


def test_that_before_anything_is_open_all_say_why(window: MainWindow) -> None:
    assert _enabled(window, (*OF_PHOTOS, *OF_A_CLASS, "new_class", "take_back")) == {False}
    assert window.menu_actions["new_class"].toolTip() == "Open a folder of photos first."


def test_that_what_needs_photos_waits_for_a_selection(opened: MainWindow) -> None:
    assert _enabled(opened, OF_PHOTOS) == {False}
    assert opened.menu_actions["label_as"].toolTip() == "Select photos first."
    _select(opened, 0)
    assert _enabled(opened, OF_PHOTOS) == {True}
    assert not opened.menu_actions["take_back"].isEnabled()


def test_that_what_needs_a_class_waits_for_one(opened: MainWindow) -> None:
    assert _enabled(opened, OF_A_CLASS) == {False}
    assert opened.menu_actions["new_class"].isEnabled()
    opened.photos.class_list.setCurrentIndex(opened.photos.classes.index(2))
    assert _enabled(opened, OF_A_CLASS) == {True}


def test_that_photos_move_to_a_part_and_back_by_menu(opened: MainWindow, qtbot: QtBot) -> None:
    _select(opened, 2)
    path = opened.photos.selected_paths()[0]
    before = {sample.path: sample.split for sample in opened.state.dataset.samples}
    opened.menu_actions["part_test"].trigger()
    qtbot.waitUntil(lambda: [sample.path for sample in opened.state.dataset.part("test")] == [path])
    opened.menu_actions["part_own"].trigger()
    qtbot.waitUntil(lambda: {each.path: each.split for each in opened.state.dataset.samples} == before)


def test_that_delete_is_the_key_of_the_one_that_can_be_done(opened: MainWindow, qtbot: QtBot) -> None:
    _select(opened, 2)
    leave_out, take_back = opened.menu_actions["leave_out"], opened.menu_actions["take_back"]
    assert (leave_out.shortcut().toString(), take_back.shortcut().toString()) == ("Del", "")
    leave_out.trigger()
    qtbot.waitUntil(lambda: len(opened.state.dataset.left_out) == 1)
    states = opened.photos.filter_bar.states
    states.setCurrentIndex(states.findData("left_out"))
    _select(opened, 0)
    assert (leave_out.shortcut().toString(), take_back.shortcut().toString()) == ("", "Del")
    assert not leave_out.isEnabled()
    take_back.trigger()
    qtbot.waitUntil(lambda: not opened.state.dataset.left_out)


def test_that_delete_elsewhere_leaves_nothing_out(opened: MainWindow, qtbot: QtBot) -> None:
    _select(opened, 2)
    search = opened.photos.filter_bar.search
    search.setText("ants")
    search.setFocus()
    qtbot.keyClick(search, Qt.Key.Key_Home)
    qtbot.keyClick(search, Qt.Key.Key_Delete)
    assert search.text() == "nts"
    qtbot.keyClick(opened.photos.class_list, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: not opened.state.editor.busy)
    assert not opened.state.undo_stack.canUndo()
    assert not opened.state.dataset.left_out


def test_that_f2_renames_in_place(opened: MainWindow, qtbot: QtBot) -> None:
    classes = opened.photos.class_list
    classes.setCurrentIndex(opened.photos.classes.index(2))
    opened.menu_actions["rename_class"].trigger()
    field = classes.viewport().focusWidget() or classes.indexWidget(classes.currentIndex())
    field.selectAll()
    qtbot.keyClicks(field, "honey bees")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: opened.photos.classes.labels() == ["ants", "honey bees", "wasps"])
    assert classes.chosen_class() == "honey bees"


@pytest.mark.parametrize(
    ("part", "first"), [("view", "label_as"), ("large", "label_as"), ("class_list", "rename_class")]
)
def test_that_the_right_button_brings_the_menu(opened: MainWindow, part: str, first: str, qtbot: QtBot) -> None:
    _select(opened, 0)
    widget = getattr(opened.photos, part)
    widget.customContextMenuRequested.emit(QPoint(5, 5))
    shown = [menu for menu in opened.photos.findChildren(QMenu) if menu.isVisible()]
    assert [menu.actions()[0].objectName() for menu in shown] == [first]
    shown[0].close()
