"""The advice in the whole window: what its buttons do can be undone, and a switch turns it off."""

import pytest
from pytestqt.qtbot import QtBot

from tlstudio.backbone.catalogue import layer_tree
from tlstudio.backbone.freezing import freeze_map
from tlstudio.evaluation.advised import Advice
from tlstudio.gui.advice.reasons_dialog import ReasonsDialog
from tlstudio.gui.preferences import PreferencesDialog, recall_preferences
from tlstudio.gui.state import AppState
from tlstudio.gui.window import MainWindow


@pytest.fixture
def advised(window: MainWindow, advice: Advice) -> MainWindow:
    """A network is open, and the advice is to fine-tune its top."""
    window.state.whole_tree = layer_tree("efficientnet_lite0", 2)
    window.state.frozen = freeze_map(window.state.whole_tree, "features")
    window.advising.adviser.advised.emit(advice)
    return window


def test_that_the_advice_can_be_used_and_undone(advised: MainWindow) -> None:
    before = advised.state.frozen
    advised.advising.banner.use_button.click()
    assert advised.state.strategy == "top"
    assert len(advised.state.frozen) < len(before)
    assert not advised.advising.banner.use_button.isEnabled()
    advised.state.undo_stack.undo()
    assert (advised.state.strategy, advised.state.frozen) == ("features", before)
    assert advised.advising.banner.use_button.isEnabled()


def test_that_a_candidate_with_a_shorter_network_is_one_step_back(advised: MainWindow) -> None:
    advised.advising._on_used("features", "blocks.4")
    assert advised.state.head.cut == "blocks.4"
    advised.state.undo_stack.undo()
    assert advised.state.head.cut is None


def test_that_the_reasons_are_shown(advised: MainWindow, qtbot: QtBot) -> None:
    advised.advising.banner.why_button.click()
    dialog = advised.findChild(ReasonsDialog)
    assert dialog
    assert dialog.isVisible()
    dialog.reject()


def test_that_nothing_is_tried_beside_a_run(advised: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(advised.training, "is_running", lambda: True)
    advised.training.training_started.emit()
    assert not advised.advising.banner.prove_button.isEnabled()


def test_that_a_switch_in_the_preferences_turns_it_off(window: MainWindow, state: AppState, qtbot: QtBot) -> None:
    dialog = PreferencesDialog(window.state, window._theme, {}, window.cache)
    qtbot.addWidget(dialog)
    assert dialog._advice.isChecked()
    dialog._advice.click()
    assert not window.state.give_advice
    recall_preferences(state)
    assert not state.give_advice
