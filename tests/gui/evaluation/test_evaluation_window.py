"""A model judged in its window: the sentence, the cells and their photos, mended labels, and training again."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QComboBox, QWidget
from pytestqt.qtbot import QtBot

from tlstudio.dataset.sample import Dataset
from tlstudio.gui.evaluation.window import EvaluationWindow
from tlstudio.gui.judged.model import LINES_ROLE
from tlstudio.gui.state import AppState
from tlstudio.training.recipe import Recipe

MINUTE = 60_000
OpenWindow = Callable[[], EvaluationWindow]


@pytest.fixture
def shown(open_window: OpenWindow, qtbot: QtBot) -> EvaluationWindow:
    """The window, when the model has answered."""
    window = open_window()
    qtbot.waitUntil(lambda: window.report is not None, timeout=2 * MINUTE)
    return window


def counts(window: EvaluationWindow) -> list[list[int]]:
    model = window.parts.pages.counts
    rows = range(model.rowCount())
    return [[int(model.index(row, column).data()) for column in rows] for row in rows]


def lines(window: EvaluationWindow, row: int) -> tuple[str, ...]:
    shown: tuple[str, ...] = window.parts.photos.photos.index(row).data(LINES_ROLE)
    return shown


def test_that_it_says_how_good_the_model_is_and_shows_the_mistakes(shown: EvaluationWindow) -> None:
    assert shown.parts.headline.text().replace("\u00a0", " ") == (
        "10 of 12 photos are named rightly, 83.3 %. Of 100 new photos like these it would most likely be 55 to 95."
    )
    assert counts(shown) == [[6, 2], [0, 4]]
    assert shown.parts.photos.title.text() == "All 2 mistakes, the surest first"
    assert lines(shown, 0)[0] == "is green"
    assert lines(shown, 0)[1].startswith("✗ red ")
    sures = [float(lines(shown, row)[1].split()[2]) for row in range(2)]
    assert sures == sorted(sures, reverse=True)
    assert not shown.grab().isNull()


def test_that_a_cell_opens_its_photos_by_mouse_and_by_keys(shown: EvaluationWindow, qtbot: QtBot) -> None:
    matrix, photos = shown.parts.pages.matrix, shown.parts.photos
    place = matrix.visualRect(matrix.model().index(1, 1)).center()
    qtbot.mouseClick(matrix.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert photos.title.text() == "4 red were called red, which is right · 100.0 % of 4"
    assert photos.photos.rowCount() == 4
    assert lines(shown, 0)[1].startswith("✓ red ")
    qtbot.keyClick(matrix, Qt.Key.Key_Up)
    assert photos.title.text() == "2 green were called red · 25.0 % of 8"
    assert photos.photos.rowCount() == 2
    qtbot.keyClick(matrix, Qt.Key.Key_Space)
    assert photos.view.hasFocus() or not shown.isActiveWindow()
    photos.all_button.click()
    assert photos.title.text().startswith("All 2 mistakes")


def test_that_a_photo_is_shown_large_with_what_it_is_called(shown: EvaluationWindow, qtbot: QtBot) -> None:
    photos = shown.parts.photos
    qtbot.keyClick(photos.view, Qt.Key.Key_Return)
    assert photos.large.isVisible()
    assert "Model: red" in photos.large.accessibleDescription()
    qtbot.keyClick(photos.large, Qt.Key.Key_Escape)
    assert photos.view.isVisible()


def test_that_a_mended_label_changes_the_figures_at_once_and_undo_brings_them_back(
    shown: EvaluationWindow, state: AppState, qtbot: QtBot
) -> None:
    view = shown.parts.photos.view
    view.select_row(0)
    with qtbot.waitSignal(state.editor.settled, timeout=MINUTE):
        qtbot.keyClick(view, Qt.Key.Key_2)
    assert counts(shown) == [[6, 1], [0, 5]]
    assert shown.parts.photos.title.text() == "1 mistake"
    assert view.selected_count() == 1, "a person goes on with the photo that took its place"
    with qtbot.waitSignal(state.editor.settled, timeout=MINUTE):
        qtbot.keyClick(view, Qt.Key.Key_2)
    assert shown.parts.photos.title.text() == "Every photo is named rightly."
    with qtbot.waitSignal(state.editor.settled, timeout=MINUTE):
        qtbot.keyClick(shown, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert counts(shown) == [[6, 1], [0, 5]]


def test_that_a_class_shows_the_mistakes_about_it(shown: EvaluationWindow) -> None:
    shown.parts.pages.classes.setCurrentCell(1, 0)
    assert shown.parts.photos.title.text() == "0 red called something else, 2 others called red"
    assert shown.parts.photos.photos.rowCount() == 2


def test_that_training_again_takes_the_models_own_settings_and_judges_what_comes_of_it(
    shown: EvaluationWindow, state: AppState, known_model: Path, qtbot: QtBot
) -> None:
    assert state.dataset is not None
    with qtbot.waitSignal(shown.training_wanted) as wanted:
        shown.parts.train_button.click()
    (recipe,) = wanted.args
    assert isinstance(recipe, Recipe)
    assert (recipe.epochs, recipe.photos, recipe.out) == (10, state.photos, None)
    shown.allow_training("A training is under way.")
    assert not shown.parts.train_button.isEnabled()
    assert shown.parts.train_button.accessibleDescription() == "A training is under way."
    other = known_model.with_name("other.tlmodel")
    other.write_bytes(known_model.read_bytes())
    with qtbot.waitSignal(shown.judging.judged, timeout=2 * MINUTE):
        state.model_path = other
    assert "other.tlmodel" in shown.windowTitle()
    assert "Before the last training it was 10 of 12; now it is 10 of 12." in shown.parts.notes.text()


def test_that_another_folder_is_judged_and_its_labels_stay_as_they_are(
    shown: EvaluationWindow, draw_photos: Callable[..., Path], qtbot: QtBot
) -> None:
    elsewhere = draw_photos(count=3, name="elsewhere")
    with qtbot.waitSignal(shown.judging.judged, timeout=2 * MINUTE):
        shown.parts.where.choose_folder(str(elsewhere))
    assert shown.parts.where.currentText() == "elsewhere"
    assert counts(shown) == [[3, 0], [0, 3]]
    assert "cannot be mended here" in shown.parts.notes.text()


def test_that_photos_can_be_shown_in_the_browser(shown: EvaluationWindow, qtbot: QtBot) -> None:
    shown.parts.photos.view.select_row(1)
    with qtbot.waitSignal(shown.photos_wanted) as wanted:
        shown.parts.show_button.click()
    assert wanted.args == [[shown.parts.photos.photos.sample_at(1).path]]


def test_that_a_model_that_went_is_told_in_a_sentence(open_window: OpenWindow, known_model: Path, qtbot: QtBot) -> None:
    known_model.unlink()
    window = open_window()
    qtbot.waitUntil(lambda: "there is no such file" in window.parts.headline.text(), timeout=2 * MINUTE)
    assert not window.parts.progress.isVisible()
    assert not window.parts.save_button.isEnabled()


def test_that_without_open_photos_a_folder_is_asked_for(state: AppState, known_model: Path, qtbot: QtBot) -> None:
    beside = QWidget()
    qtbot.addWidget(beside)
    window = EvaluationWindow(state, known_model, "", beside)
    window.show()
    assert "Choose a folder" in window.parts.headline.text()
    assert not window.parts.train_button.isEnabled()


def test_that_cancel_closes_the_window_and_nothing_comes_after(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window()
    gone: list[bool] = []
    window.destroyed.connect(lambda: gone.append(True))
    window.parts.progress.cancelled.emit()
    qtbot.waitUntil(lambda: gone == [True], timeout=2 * MINUTE)


def test_that_the_window_goes_with_the_photos(shown: EvaluationWindow, state: AppState, qtbot: QtBot) -> None:
    gone: list[bool] = []
    shown.destroyed.connect(lambda: gone.append(True))
    state.dataset = Dataset(Path("elsewhere"), (), ())
    qtbot.waitUntil(lambda: gone == [True])


def test_that_everything_that_can_be_used_has_a_name(shown: EvaluationWindow) -> None:
    kinds = (QAbstractButton, QAbstractItemView, QComboBox)
    parts = [part for kind in kinds for part in shown.findChildren(kind) if part.isVisible() and part.focusPolicy()]
    assert [part.objectName() for part in parts if not (part.accessibleName() or getattr(part, "text", str)())] == []
