"""Text in one line, which gives way where there is no room for it."""

import pytest
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from tlstudio.gui.training.one_line import MoreButton, OneLine

_LONG = "94 % of <b>153</b> validation photos right · kept as a file whose name is long"


@pytest.fixture
def shown(qtbot: QtBot) -> QWidget:
    """One short line, one long one, and the button that opens them."""
    whole = QWidget()
    qtbot.addWidget(whole)
    column = QVBoxLayout(whole)
    lines = [OneLine(), OneLine()]
    lines[0].setText("short")
    for part in (*lines, MoreButton(*lines)):
        column.addWidget(part)
    whole.resize(200, 100)
    whole.show()
    lines[1].setText(_LONG)
    qtbot.waitUntil(lambda: lines[1].is_cut)
    return whole


def test_that_text_that_is_cut_is_whole_in_the_tool_tip_and_not_as_html(shown: QWidget) -> None:
    short, long = shown.findChildren(OneLine)
    assert (short.is_cut, short.toolTip()) == (False, "")
    assert long.text() == _LONG
    assert "&lt;b&gt;153" in long.toolTip()


def test_that_the_button_is_there_while_something_is_cut_and_opens_it(qtbot: QtBot, shown: QWidget) -> None:
    (button,) = shown.findChildren(MoreButton)
    _, long = shown.findChildren(OneLine)
    height = long.height()
    assert button.isVisible()
    button.click()
    qtbot.waitUntil(lambda: long.height() > height)
    button.click()
    qtbot.waitUntil(lambda: long.height() == height)
    shown.resize(2000, 100)
    qtbot.waitUntil(lambda: not button.isVisible())
