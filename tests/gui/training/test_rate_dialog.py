"""The search for a learning rate in the window: real steps in the background, a plot that answers mouse and keys."""

import math
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from draining import drain
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from tlstudio.dataset.sample import Dataset
from tlstudio.dataset.scan import scan
from tlstudio.foundation.control import Control
from tlstudio.gui.state import AppState
from tlstudio.gui.training.rate_dialog import RateDialog
from tlstudio.gui.window import MainWindow
from tlstudio.training.recipe import Input, Recipe

MINUTE = 60_000
SMALL = Recipe(input=Input(size=64), cut="blocks.2", batch_size=8, device="cpu")


@pytest.fixture
def dataset(draw_photos: Callable[..., Path]) -> Dataset:
    found: Dataset
    found, _ = drain(scan(draw_photos(count=6), Control()))
    return found


@pytest.fixture
def dialog(state: AppState, dataset: Dataset, qtbot: QtBot) -> RateDialog:
    state.recipe = SMALL
    shown = RateDialog(state, dataset, "")
    qtbot.addWidget(shown)
    with qtbot.waitExposed(shown):
        shown.show()
    qtbot.waitUntil(lambda: shown.plot is not None, timeout=2 * MINUTE)
    return shown


def test_that_the_found_rate_is_marked_moved_by_all_means_and_handed_over(dialog: RateDialog, qtbot: QtBot) -> None:
    plot = dialog.plot
    assert plot is not None
    suggested = dialog.rate()
    assert suggested == pytest.approx(10 ** plot.suggested.value(), rel=0.06)
    assert "loss fell from" in dialog.reason.text()
    assert plot.accessibleDescription().startswith("Loss 2.")
    assert " at 0.000001, " in plot.accessibleDescription()
    assert 10 < len(plot.dots.getData()[0]) == len(plot.curve.getData()[0])
    qtbot.keyClick(plot, Qt.Key.Key_PageDown)
    assert dialog.rate() == pytest.approx(suggested * 10**0.25, rel=0.1)
    qtbot.keyClick(plot, Qt.Key.Key_Home)
    assert dialog.rate() == suggested
    plot.chosen.setValue(-2)
    plot.chosen.sigDragged.emit(plot.chosen)
    assert dialog.edit.text() == "0.01"
    dialog.edit.setText("0,003")
    assert plot.chosen.value() == pytest.approx(math.log10(0.003))
    with qtbot.waitSignal(dialog.used) as used:
        qtbot.keyClick(dialog.edit, Qt.Key.Key_Return)
    assert used.args == [0.003]
    assert dialog.result() == QDialog.DialogCode.Accepted


def test_that_nonsense_cannot_be_used(dialog: RateDialog) -> None:
    dialog.edit.setText("fast")
    assert dialog.rate() is None
    assert not dialog.use_button.isEnabled()


def test_that_a_head_alone_needs_none_and_closing_stops_the_search(
    state: AppState, dataset: Dataset, qtbot: QtBot
) -> None:
    state.recipe = msgspec.structs.replace(SMALL, batch_size=None)
    dialog = RateDialog(state, dataset, "")
    qtbot.addWidget(dialog)
    qtbot.waitUntil(lambda: "no learning rate is needed" in dialog.reason.text(), timeout=MINUTE)
    assert dialog.plot is None
    assert not dialog.use_button.isEnabled()
    state.recipe = SMALL
    other = RateDialog(state, dataset, "")
    qtbot.addWidget(other)
    other.reject()
    qtbot.waitUntil(lambda: other.reason.text().startswith("Stopped"), timeout=MINUTE)
    assert other.plot is None


def test_that_the_menu_opens_it_and_the_rate_reaches_the_recipe(
    window: MainWindow, dataset: Dataset, qtbot: QtBot
) -> None:
    action = window.menu_actions["find_rate"]
    assert not action.isEnabled()
    with qtbot.waitSignal(window.layers.loaded, timeout=MINUTE):
        window.layers.load()
    window.state.dataset = dataset
    assert action.isEnabled()
    action.trigger()
    (dialog,) = window.findChildren(RateDialog)
    dialog.used.emit(0.0042)
    assert window.training.recipe().learning_rate == 0.0042
    qtbot.waitUntil(lambda: dialog.reason.text() != "", timeout=MINUTE)
