"""The small question that is answered with the name of a class."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tlstudio.gui.dataset.class_popup import ClassPopup, Question

NAMES = ("ants", "bees", "Big ants", "wasps")


@pytest.fixture
def popup(application: QApplication, qtbot: QtBot) -> Iterator[ClassPopup]:
    parent = QWidget()
    qtbot.addWidget(parent)
    parent.show()
    popup = ClassPopup(parent)
    popup.ask(Question("Label as…", NAMES), QRect(100, 100, 50, 50))
    yield popup
    parent.close()


def test_that_what_begins_so_comes_first_and_a_new_class_last(popup: ClassPopup, qtbot: QtBot) -> None:
    assert popup.offered() == list(NAMES)
    qtbot.keyClicks(popup.field, "B")
    assert popup.offered() == ["bees", "Big ants", "New class “B”"]
    popup.field.setText("ant")
    assert popup.offered() == ["ants", "Big ants", "New class “ant”"]
    popup.field.setText(" ants ")
    assert popup.offered() == ["ants", "Big ants"]


def test_that_arrows_and_enter_choose(popup: ClassPopup, qtbot: QtBot) -> None:
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Up):
        qtbot.keyClick(popup.field, key)
    assert popup.field.accessibleDescription() == "bees, 2 of 4"
    with qtbot.waitSignal(popup.chosen) as chosen:
        qtbot.keyClick(popup.field, Qt.Key.Key_Return)
    assert chosen.args == ["bees"]
    assert not popup.isVisible()


def test_that_a_click_chooses_and_a_new_name_may_be_typed(popup: ClassPopup, qtbot: QtBot) -> None:
    popup.field.setText("  moths")
    line = popup.list.visualItemRect(popup.list.item(0)).center()
    with qtbot.waitSignal(popup.chosen) as chosen:
        qtbot.mouseClick(popup.list.viewport(), Qt.MouseButton.LeftButton, pos=line)
    assert chosen.args == ["moths"]


def test_that_escape_chooses_nothing(popup: ClassPopup, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(popup.chosen):
        qtbot.keyClick(popup.field, Qt.Key.Key_Escape)
    assert not popup.isVisible()


def test_that_where_no_new_class_may_come_nothing_unknown_is_chosen(popup: ClassPopup, qtbot: QtBot) -> None:
    popup.ask(Question("Merge into…", NAMES, may_be_new=False), QRect(0, 0, 1, 1), "zebra")
    assert popup.offered() == []
    with qtbot.assertNotEmitted(popup.chosen):
        qtbot.keyClick(popup.field, Qt.Key.Key_Return)


@pytest.mark.parametrize("corner", [QPoint(0, 0), QPoint(5000, 5000), QPoint(750, 300)])
def test_that_it_stays_on_the_screen(popup: ClassPopup, corner: QPoint) -> None:
    popup.ask(Question("Label as…", NAMES), QRect(corner, QSize(60, 60)))
    assert QApplication.primaryScreen().availableGeometry().contains(popup.frameGeometry())
