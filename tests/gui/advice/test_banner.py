"""The banner: a sentence, what can be done about it, and the verdict once there is one."""

import pytest
from PySide6.QtGui import QAccessible
from pytestqt.qtbot import QtBot

from tlstudio.evaluation.advised import Advice
from tlstudio.gui.advice.banner import AdviceBanner
from tlstudio.gui.advice.reasons_dialog import ReasonsDialog


@pytest.fixture
def banner(qtbot: QtBot) -> AdviceBanner:
    shown = AdviceBanner()
    qtbot.addWidget(shown)
    return shown


def test_that_it_says_what_to_do_and_offers_to_do_it(banner: AdviceBanner, advice: Advice, qtbot: QtBot) -> None:
    assert banner.isHidden()
    banner.show_advice(advice, "features")
    assert not banner.isHidden()
    assert banner.text().startswith("Let the last group of layers learn along with the head (Fine-tune the top).")
    with qtbot.waitSignal(banner.used) as used:
        banner.use_button.click()
    assert used.args == ["top"]
    banner.follow("top")
    assert not banner.use_button.isEnabled()
    assert banner.use_button.toolTip() == "The ticks are set like that already."


def test_that_the_verdict_takes_the_place_of_the_summary(banner: AdviceBanner, proven: Advice) -> None:
    banner.show_advice(proven, "features")
    assert banner.text().startswith("The advice was wrong: “Feature extraction” names 20 more of 30 photos right")


def test_that_it_goes_when_it_is_dismissed_and_when_it_holds_no_more(
    banner: AdviceBanner, advice: Advice, qtbot: QtBot
) -> None:
    banner.show_advice(advice, "features")
    with qtbot.waitSignal(banner.dismissed):
        banner.dismiss_button.click()
    assert banner.isHidden()
    banner.show_advice(advice, "features")
    banner.show_advice(None, "features")
    assert banner.isHidden()


def test_that_everything_in_it_has_a_name(banner: AdviceBanner, advice: Advice) -> None:
    banner.show_advice(advice, "features")
    assert banner.accessibleName().startswith("Advice: Let the last group")
    for button in (banner.use_button, banner.prove_button, banner.why_button, banner.dismiss_button):
        assert QAccessible.queryAccessibleInterface(button).text(QAccessible.Text.Name)


def test_that_the_reasons_are_all_there(advice: Advice, qtbot: QtBot) -> None:
    dialog = ReasonsDialog(advice)
    qtbot.addWidget(dialog)
    assert dialog.summary.text() == advice.summary
    assert [label.text() for label in dialog.reasons] == [f"•  {reason}" for reason in advice.reasons]
