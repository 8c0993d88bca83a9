"""Someone drops a picture, the answer is wrong; one key puts it right, and the model has learned it."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QGuiApplication, QImage, QKeySequence
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QLabel, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from tlstudio.foundation.events import Finished
from tlstudio.gui.prediction.retraining import LONG_SECONDS
from tlstudio.gui.window import MainWindow
from tlstudio.project.project import Project
from tlstudio.training.recipe import Input, Recipe

MINUTE = 60_000


@pytest.fixture
def photos(draw_photos: Callable[..., Path]) -> Path:
    return draw_photos(("red", "green"), 8)


@pytest.fixture
def odd(tmp_path: Path) -> Path:
    """Three pictures far from the photos, blue as none of those, and a web page."""
    folder = tmp_path / "odd"
    folder.mkdir()
    for number in range(3):
        noise = np.random.default_rng([7, number]).integers(0, 60, (48, 48, 3)) + np.array([0, 0, 190])
        Image.fromarray(noise.clip(0, 255).astype(np.uint8)).save(folder / f"blue{number}.png")
    (folder / "page.png").write_text("<html>")
    return folder


@pytest.fixture
def trained(window: MainWindow, photos: Path, qtbot: QtBot) -> MainWindow:
    """The window with the photos and a model of them."""
    with qtbot.waitSignals([window.opener.opened, window.search.ended], timeout=MINUTE):
        window.open_photos(photos)
    qtbot.waitUntil(lambda: window.state.tree is not None, timeout=MINUTE)
    window.state.device = "cpu"
    recipe = Recipe(photos=window.state.photos, input=Input(size=64), device="cpu", epochs=6)
    with qtbot.waitSignal(window.training.training_ended, timeout=MINUTE):
        window.training.run(recipe)
    qtbot.waitUntil(lambda: window.state.predictor is not None, timeout=MINUTE)
    settle(window, qtbot)
    return window


def settle(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not window.state.editor.busy and not window.correcting.busy, timeout=MINUTE)


def drop(window: MainWindow, path: Path, qtbot: QtBot) -> None:
    window.prediction.show_photos((path,))
    qtbot.waitUntil(lambda: [each[0] for each in window.prediction.chosen.pictures()] == [path], timeout=MINUTE)
    window.prediction.one.picture.setFocus()


def put_right(window: MainWindow, key: Qt.Key, qtbot: QtBot) -> None:
    QTest.keyClick(window.prediction.one.picture, key)
    qtbot.waitUntil(lambda: window.correcting.busy, timeout=MINUTE)
    settle(window, qtbot)


def project_of(window: MainWindow) -> Project:
    assert window.state.project
    return window.state.project


def in_dataset(window: MainWindow, path: Path) -> str | None:
    assert window.state.dataset
    return next((each.label for each in window.state.dataset.samples if each.path == path), None)


def offered(window: MainWindow) -> set[str]:
    buttons = window.prediction.correct.findChildren(QToolButton)
    return {button.accessibleName() for button in buttons if button.isVisible()}


def said(window: MainWindow) -> str:
    label = window.prediction.findChild(QLabel, "changedText")
    assert isinstance(label, QLabel)
    return label.text() if label.isVisible() else ""


def test_that_one_key_puts_a_picture_right_and_says_what_it_changed(
    trained: MainWindow, odd: Path, qtbot: QtBot
) -> None:
    before, runs = trained.state.model_path, len(project_of(trained).runs())
    QAbstractItemModelTester(trained.prediction.correct.changed.model, trained)
    drop(trained, odd / "blue0.png", qtbot)
    wrong = trained.prediction.chosen.pictures()[0][1].label
    right = "red" if wrong == "green" else "green"
    put_right(trained, Qt.Key.Key_2 if right == "red" else Qt.Key.Key_1, qtbot)
    assert in_dataset(trained, odd / "blue0.png") == right
    changes = trained.prediction.correct.changed.changes
    assert changes is not None
    assert [(pair.photo.name, pair.before.label, pair.label) for pair in changes.corrected] == [  # type: ignore[union-attr]
        ("blue0.png", wrong, right)
    ]
    assert changes.asked == 16
    assert "blue0.png is " in said(trained)
    assert trained.state.model_path != before
    assert len(project_of(trained).runs()) == runs + 1
    qtbot.waitUntil(lambda: trained.prediction.one.answer.text() == changes.corrected[0].after.label, timeout=MINUTE)

    trained.state.undo_stack.undo()
    settle(trained, qtbot)
    assert in_dataset(trained, odd / "blue0.png") is None
    assert said(trained).startswith("Undone.")
    trained.state.undo_stack.redo()
    settle(trained, qtbot)
    assert in_dataset(trained, odd / "blue0.png") == right
    assert (odd / "blue0.png").exists()


def test_that_a_picture_can_be_of_a_class_that_is_typed(trained: MainWindow, odd: Path, qtbot: QtBot) -> None:
    drop(trained, odd / "blue0.png", qtbot)
    popup = trained.correcting.asking.popup
    QTest.keyClick(trained.prediction.one.picture, Qt.Key.Key_B, Qt.KeyboardModifier.NoModifier)
    qtbot.waitUntil(popup.isVisible, timeout=MINUTE)
    assert popup.offered() == ["New class “b”"]
    QTest.keyClicks(popup.field, "lue")
    QTest.keyClick(popup.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: trained.correcting.busy, timeout=MINUTE)
    settle(trained, qtbot)
    assert in_dataset(trained, odd / "blue0.png") == "blue"
    qtbot.waitUntil(lambda: trained.prediction.one.answer.text() == "blue", timeout=MINUTE)
    buttons = trained.prediction.correct.row.buttons
    assert [button.text() for button in buttons] == ["1  blue", "2  green", "3  red"]


def test_that_several_rows_of_the_table_are_put_right_at_once(trained: MainWindow, odd: Path, qtbot: QtBot) -> None:
    with qtbot.waitSignal(trained.prediction.answering_ended, timeout=MINUTE):
        trained.prediction.show_photos((odd,))
    table = trained.prediction.many.view
    table.selectAll()
    assert len(trained.prediction.chosen.pictures()) == 3  # not the web page
    QTest.keyClick(table, Qt.Key.Key_1)
    qtbot.waitUntil(lambda: trained.correcting.busy, timeout=MINUTE)
    settle(trained, qtbot)
    assert [in_dataset(trained, odd / f"blue{number}.png") for number in range(3)] == ["green"] * 3
    assert project_of(trained).history()[-1].words == "put 3 photos into “green”"
    changes = trained.prediction.correct.changed.changes
    assert changes is not None
    shown = dict(trained.prediction.chosen.all())
    assert {pair.photo: pair.after for pair in changes.corrected} == shown
    line = trained.prediction.correct.changed.view
    line.setCurrentIndex(trained.prediction.correct.changed.model.index(1))
    assert trained.prediction.chosen.pictures()[0][0] == odd / "blue1.png"


def test_that_what_is_there_already_is_said_and_needs_no_training(
    trained: MainWindow, photos: Path, qtbot: QtBot
) -> None:
    runs = project_of(trained).runs()
    drop(trained, photos / "green" / "green000.jpg", qtbot)
    put_right(trained, Qt.Key.Key_1, qtbot)
    assert said(trained) == "green000.jpg is already among your photos as “green”."
    assert project_of(trained).runs() == runs


def test_that_a_validation_photo_gets_its_label_and_keeps_its_part(trained: MainWindow, qtbot: QtBot) -> None:
    assert trained.state.dataset
    checked = next(each for each in trained.state.dataset.part("validation") if each.label == "red")
    drop(trained, checked.path, qtbot)
    put_right(trained, Qt.Key.Key_1, qtbot)
    assert in_dataset(trained, checked.path) == "green"
    assert f"{checked.path.name} is a validation photo" in said(trained)
    assert checked.path in {each.path for each in trained.state.dataset.part("validation")}


def test_that_a_pasted_picture_is_told_where_it_will_be_kept(trained: MainWindow, odd: Path, qtbot: QtBot) -> None:
    mime = QMimeData()
    mime.setImageData(QImage(str(odd / "blue1.png")))
    QGuiApplication.clipboard().setMimeData(mime)
    trained.prediction.paste()
    note = trained.prediction.correct.note
    qtbot.waitUntil(lambda: "has no file of its own" in note(), timeout=MINUTE)
    folder = Path(note().partition("kept in ")[2].removesuffix("."))
    assert folder.parent == project_of(trained).path.parent
    put_right(trained, Qt.Key.Key_1, qtbot)
    kept = list(folder.iterdir())
    assert len(kept) == 1
    assert in_dataset(trained, kept[0]) == "green"
    QGuiApplication.clipboard().clear()


def test_that_a_training_under_way_is_not_disturbed(trained: MainWindow, odd: Path, qtbot: QtBot) -> None:
    drop(trained, odd / "blue0.png", qtbot)
    recipe = Recipe(photos=trained.state.photos, input=Input(size=64), device="cpu", strategy="top", epochs=200)
    trained.training.run(recipe)
    QTest.keyClick(trained.prediction.one.picture, Qt.Key.Key_1)
    assert trained.prediction.correct.note().startswith("Training is under way.")
    assert not trained.correcting.busy
    with qtbot.waitSignal(trained.training.training_ended, timeout=MINUTE):
        trained.training.stop()
    settle(trained, qtbot)
    assert in_dataset(trained, odd / "blue0.png") is None


def test_that_a_long_training_is_asked_for_first(
    trained: MainWindow, odd: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tlstudio.gui.prediction.retraining.LONG_SECONDS", -1.0)
    assert LONG_SECONDS > 0
    drop(trained, odd / "blue0.png", qtbot)
    put_right(trained, Qt.Key.Key_1, qtbot)
    question = trained.prediction.correct.question
    assert question.isVisible()
    assert in_dataset(trained, odd / "blue0.png") == "green"
    button = question.findChild(QPushButton, "correctLater")
    assert isinstance(button, QPushButton)
    button.click()
    assert said(trained).startswith("Not trained again.")
    ended = [run for run in project_of(trained).runs() if isinstance(run.finished, Finished)]
    assert len(ended) == 1


def test_that_pictures_put_right_during_the_training_are_learned_behind_it(
    trained: MainWindow, odd: Path, qtbot: QtBot
) -> None:
    for number, key in enumerate((Qt.Key.Key_1, Qt.Key.Key_2, Qt.Key.Key_1)):
        drop(trained, odd / f"blue{number}.png", qtbot)
        QTest.keyClick(trained.prediction.one.picture, key)
    settle(trained, qtbot)
    assert [in_dataset(trained, odd / f"blue{number}.png") for number in range(3)] == ["green", "red", "green"]
    last = project_of(trained).runs()[-1]
    assert last.began is not None
    assert last.began.train_photos + last.began.validation_photos == 19
    changes = trained.prediction.correct.changed.changes
    assert changes is not None
    assert len(changes.corrected) == 3


def test_that_without_photos_a_wrong_answer_cannot_be_put_right(trained: MainWindow, odd: Path, qtbot: QtBot) -> None:
    trained.state.dataset = None
    drop(trained, odd / "blue0.png", qtbot)
    assert trained.prediction.correct.note() == (
        "Open the photos that the model has learned from to put its answers right."
    )
    assert trained.prediction.correct.row.isHidden()


def test_that_every_button_says_what_it_does(trained: MainWindow, odd: Path, qtbot: QtBot) -> None:
    drop(trained, odd / "blue0.png", qtbot)
    wanted = {"It is green", "It is red", "Another class, or a new one"}
    qtbot.waitUntil(lambda: offered(trained) == wanted, timeout=MINUTE)
    assert QKeySequence("Ctrl+Shift+L") == trained.menu_actions["correct"].shortcut()
