"""Cross-validating in the window: the figures are the engine's, with intervals, and it can be stopped."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tlstudio.backbone.catalogue import layer_tree
from tlstudio.dataset.sample import Dataset
from tlstudio.dataset.scan import scan
from tlstudio.foundation.control import Control
from tlstudio.foundation.steps import Steps
from tlstudio.gui.cross_validation.dialog import CrossValidationDialog
from tlstudio.gui.state import AppState
from tlstudio.gui.worker import stop_all
from tlstudio.training.recipe import Input, Recipe

SECONDS = 60_000


def scanned(photos: Path) -> Dataset:
    steps = Steps(scan(photos, Control()))
    for _ in steps:
        pass
    return steps.result


@pytest.fixture
def dialog(state: AppState, photos: Path, qtbot: QtBot) -> Iterator[CrossValidationDialog]:
    """On twenty photos, with two folds and two repeats."""
    state.dataset = scanned(photos)
    state.tree = layer_tree("efficientnet_lite0", 2)
    state.frozen = tuple(row.path for row in state.tree.rows if row.path != "head")
    state.recipe = Recipe(input=Input(size=64), device="cpu")
    shown = CrossValidationDialog(state, "")
    qtbot.addWidget(shown)
    shown.folds.setValue(2)
    shown.repeats.setValue(2)
    yield shown
    stop_all(SECONDS)


def cells(dialog: CrossValidationDialog) -> list[list[str]]:
    rows, columns = range(dialog.table.rowCount()), range(dialog.table.columnCount())
    found = [[dialog.table.item(row, column) for column in columns] for row in rows]
    return [[item.text() if item else "" for item in row] for row in found]


def test_that_the_result_has_a_sentence_and_an_interval_for_each_class(
    dialog: CrossValidationDialog, qtbot: QtBot
) -> None:
    dialog.start_button.click()
    assert not dialog.start_button.isEnabled()
    qtbot.waitUntil(dialog.start_button.isEnabled, timeout=SECONDS)
    assert "Of 100 new photos like these, about 100 would be named rightly" in dialog.conclusion.text()
    assert cells(dialog) == [
        ["All photos", "20", "100.0 %", "84–100 %"],
        ["green", "10", "100.0 %", "72–100 %"],
        ["red", "10", "100.0 %", "72–100 %"],
    ]
    assert "the 2 repeats all gave 100.0 %" in dialog.notes.text()
    assert not dialog.table.isHidden()


def test_that_it_ends_without_a_figure_when_it_is_cancelled(dialog: CrossValidationDialog, qtbot: QtBot) -> None:
    dialog.repeats.setValue(20)
    dialog.start()
    dialog.bar.cancelled.emit()
    qtbot.waitUntil(dialog.start_button.isEnabled, timeout=SECONDS)
    assert dialog.conclusion.text() == "Stopped before the end, so there is no figure."
    assert dialog.table.isHidden()


def test_that_closing_it_ends_the_work(dialog: CrossValidationDialog, qtbot: QtBot) -> None:
    dialog.repeats.setValue(20)
    dialog.show()
    dialog.start()
    dialog.reject()
    assert stop_all(SECONDS)


def test_that_it_says_beforehand_how_much_there_is_to_do(dialog: CrossValidationDialog, state: AppState) -> None:
    assert dialog.amount.text().startswith("4 trainings. What the frozen layers make")
    state.frozen = ()
    dialog.folds.setValue(5)
    assert dialog.amount.text().startswith("10 trainings on whole photos, each as long as a run.")


def test_that_it_says_why_it_cannot_start(state: AppState, qtbot: QtBot) -> None:
    shown = CrossValidationDialog(state, "Open a folder of photos first.")
    qtbot.addWidget(shown)
    assert shown.conclusion.text() == "Open a folder of photos first."
    assert not shown.start_button.isEnabled()
    shown.start()
    assert not shown.bar.isVisible()
