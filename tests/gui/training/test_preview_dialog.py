"""The preview in the window: real photos of the folder, varied in the background, taken over with one press."""

from collections.abc import Callable
from pathlib import Path

import pytest
from draining import drain
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from tlstudio.backbone.freezing import freeze_map
from tlstudio.backbone.tree import Cut, LayerTree, Row
from tlstudio.dataset.sample import Dataset
from tlstudio.dataset.scan import scan
from tlstudio.foundation.control import Control
from tlstudio.gui.state import AppState
from tlstudio.gui.training.preview_dialog import PreviewDialog
from tlstudio.gui.window import MainWindow
from tlstudio.training.recipe import Recipe

MINUTE = 60_000


@pytest.fixture
def dataset(draw_photos: Callable[..., Path]) -> Dataset:
    found: Dataset
    found, _ = drain(scan(draw_photos(count=6), Control()))
    return found


@pytest.fixture
def dialog(state: AppState, dataset: Dataset, qtbot: QtBot) -> PreviewDialog:
    """With what the studio chooses: nothing is frozen, so photos are cut out anew."""
    stem = Row("stem", "", "Conv2d", 0, 10, (4, 4, 4), 0, stateful=True)
    head = Row("head", "", "Linear", 1, 8, (2,), 0, stateful=True)
    state.tree = LayerTree("hand-made", (stem, head), (Cut("stem", "stem", frozenset({"stem"}), (4,)),), 3)
    shown = PreviewDialog(state, dataset, ())
    qtbot.addWidget(shown)
    with qtbot.waitExposed(shown):
        shown.show()
    qtbot.waitUntil(lambda: shown.view.photos.rowCount() > 0, timeout=MINUTE)
    return shown


def pictures(dialog: PreviewDialog) -> list[list[object]]:
    model = dialog.view.photos
    return [
        [model.index(row, column).data(Qt.ItemDataRole.DecorationRole) for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def test_that_some_photos_of_each_class_are_shown_in_six_epochs(dialog: PreviewDialog) -> None:
    model = dialog.view.photos
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    labels = [model.headerData(row, Qt.Orientation.Vertical) for row in range(model.rowCount())]
    titles = [model.headerData(column, Qt.Orientation.Horizontal) for column in range(model.columnCount())]
    assert labels == ["green", "red"] * 3
    assert titles == ["As it is", *(f"Epoch {epoch}" for epoch in range(1, 7))]
    assert dialog.said.text() == "Crop, as epochs 1 to 6 of the next training show these photos."
    assert "epoch 3" in model.index(0, 3).data(Qt.ItemDataRole.AccessibleTextRole)


def test_that_another_choice_and_again_show_other_pictures(dialog: PreviewDialog, qtbot: QtBot) -> None:
    before = pictures(dialog)
    dialog.box.choose("strong")
    qtbot.waitUntil(lambda: dialog.said.text().startswith("Strong"), timeout=MINUTE)
    strong = pictures(dialog)
    assert [row[0] for row in strong] == [row[0] for row in before]
    assert strong != before
    qtbot.mouseClick(dialog.again_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "epochs 7 to 12" in dialog.said.text(), timeout=MINUTE)
    assert [row[0] for row in pictures(dialog)] == [row[0] for row in before]
    assert pictures(dialog) != strong


def test_that_frozen_layers_without_kept_views_mean_that_nothing_is_varied(
    dialog: PreviewDialog, state: AppState, qtbot: QtBot
) -> None:
    assert state.tree
    state.frozen = freeze_map(state.tree, "features")
    dialog.again_button.click()
    qtbot.waitUntil(lambda: dialog.said.text().startswith("None"), timeout=MINUTE)
    assert all(picture == row[0] for row in pictures(dialog) for picture in row)


def test_that_photos_that_are_not_for_training_are_told_apart(state: AppState, dataset: Dataset, qtbot: QtBot) -> None:
    state.recipe = Recipe(augmentation="crop")
    dialog = PreviewDialog(state, dataset, dataset.part("validation"))
    qtbot.addWidget(dialog)
    qtbot.waitUntil(lambda: "validation or test are varied here only" in dialog.said.text(), timeout=MINUTE)


def test_that_use_hands_over_the_choice_and_closes(dialog: PreviewDialog, qtbot: QtBot) -> None:
    dialog.box.choose("gentle")
    with qtbot.waitSignal(dialog.used) as used:
        qtbot.mouseClick(dialog.use_button, Qt.MouseButton.LeftButton)
    assert used.args == ["gentle"]
    assert dialog.result() == QDialog.DialogCode.Accepted


def test_that_a_photo_that_cannot_be_read_is_named_and_the_others_are_shown(
    state: AppState, dataset: Dataset, qtbot: QtBot
) -> None:
    broken, good = dataset.samples[0], dataset.samples[1]
    broken.path.write_bytes(b"no photo")
    state.recipe = Recipe(augmentation="crop")
    dialog = PreviewDialog(state, dataset, (broken, good))
    qtbot.addWidget(dialog)
    qtbot.waitUntil(lambda: dialog.view.photos.rowCount() == 1, timeout=MINUTE)
    assert dialog.banner.text().startswith(f"{broken.path.name} cannot be read: ")


def test_that_the_menu_opens_it_with_the_selected_photos_and_use_reaches_the_recipe(
    window: MainWindow, dataset: Dataset, qtbot: QtBot
) -> None:
    action = window.menu_actions["preview_augmentation"]
    assert not action.isEnabled()
    with qtbot.waitSignal(window.layers.loaded, timeout=MINUTE):
        window.layers.load()
    window.state.dataset = dataset
    assert action.isEnabled()
    window.photos.view.select_row(2)
    action.trigger()
    (dialog,) = window.findChildren(PreviewDialog)
    qtbot.waitUntil(lambda: dialog.view.photos.rowCount() == 1, timeout=MINUTE)
    dialog.box.choose("strong")
    dialog.use_button.click()
    assert window.training.recipe().augmentation == "strong"
    assert window.state.recipe.augmentation == "strong"
