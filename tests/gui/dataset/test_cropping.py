"""A photo is cropped in the large view, with the mouse or with keys; it can be left, undone and cropped anew."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tlstudio.gui.dataset.crop_frame import CropFrame
from tlstudio.gui.window import MainWindow
from tlstudio.photos.view import View
from tlstudio.project.edits import Crop, Turn

KEYS, SHIFT, LEFT = Qt.Key, Qt.KeyboardModifier.ShiftModifier, Qt.MouseButton.LeftButton
Drag = Callable[[tuple[float, float], tuple[float, float]], None]


@pytest.fixture
def opened(window: MainWindow, tmp_path: Path, qtbot: QtBot) -> MainWindow:
    """The window with four photos, 400 × 200, bright at the left, the first of them large and read."""
    for label in ("a", "b"):
        (tmp_path / "photos" / label).mkdir(parents=True)
        for number in range(2):
            photo = Image.new("RGB", (400, 200), (30, 60 * number, 10))
            photo.paste((250, 250, 240), (0, 0, 200, 200))
            photo.save(tmp_path / "photos" / label / f"{label}{number}.png")
    with qtbot.waitSignals([window.opener.opened, window.search.ended], timeout=20_000):
        window.open_photos(tmp_path / "photos")
    window.show()
    window.activateWindow()
    window.photos.view.select_paths([window.photos.view.photos.sample_at(0).path])
    window.photos.look_at_selected()
    _wait_for_size(window, "400 × 200", qtbot)
    return window


@pytest.fixture
def frame(opened: MainWindow, qtbot: QtBot) -> CropFrame:
    """The frame around the first photo."""
    qtbot.keyClick(opened, KEYS.Key_X, Qt.KeyboardModifier.ControlModifier | SHIFT)
    frame = opened.photos.large.cropping.frame
    assert frame.isVisible()
    qtbot.waitUntil(frame.hasFocus)
    return frame


@pytest.fixture
def drag(opened: MainWindow, frame: CropFrame) -> Drag:
    """Drags from one place on the photo to another, both in shares of it."""

    def place(at: tuple[float, float]) -> QPoint:
        photo = opened.photos.large.canvas.shown()
        return QPoint(round(photo.left() + at[0] * photo.width()), round(photo.top() + at[1] * photo.height()))

    def drag(start: tuple[float, float], end: tuple[float, float]) -> None:
        QTest.mousePress(frame, LEFT, pos=place(start))
        QTest.mouseMove(frame, place(((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)))
        QTest.mouseMove(frame, place(end))
        QTest.mouseRelease(frame, LEFT, pos=place(end))

    return drag


def _wait_for_size(window: MainWindow, size: str, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: f"Size: {size} pixels" in window.photos.large.facts.text(), timeout=10_000)


def _view(window: MainWindow) -> View | None:
    assert window.state.dataset
    return window.state.dataset.samples[0].view


def test_that_a_drawn_box_is_pulled_and_then_cropped_to(
    opened: MainWindow, frame: CropFrame, drag: Drag, qtbot: QtBot
) -> None:
    drag((0.25, 0.2), (0.75, 0.8))
    assert frame.box == pytest.approx((0.25, 0.2, 0.75, 0.8), abs=0.02)
    drag((0.75, 0.5), (0.9, 0.5))
    drag((0.5, 0.5), (0.5, 0.6))
    assert frame.box == pytest.approx((0.25, 0.3, 0.9, 0.9), abs=0.02)
    measure = opened.photos.large.cropping.bar.measure.text()
    expected = frame.box
    qtbot.keyClick(frame, KEYS.Key_Return)
    assert not frame.isVisible()
    qtbot.waitUntil(lambda: _view(opened) is not None)
    assert _view(opened).box == pytest.approx(expected, abs=1e-6)
    _wait_for_size(opened, measure.removesuffix(" pixels"), qtbot)
    shown = opened.photos.large.canvas.shown()
    assert shown.width() / shown.height() == pytest.approx(2 * 0.65 / 0.6, rel=0.05)
    opened.state.undo_stack.undo()
    _wait_for_size(opened, "400 × 200", qtbot)


def test_that_keys_alone_crop(opened: MainWindow, frame: CropFrame, qtbot: QtBot) -> None:
    for _ in range(50):
        qtbot.keyClick(frame, KEYS.Key_Left, SHIFT)
    for _ in range(10):
        qtbot.keyClick(frame, KEYS.Key_Up, SHIFT)
        qtbot.keyClick(frame, KEYS.Key_Right)
        qtbot.keyClick(frame, KEYS.Key_Down)
    assert frame.box == pytest.approx((0.1, 0.1, 0.6, 1.0))
    assert frame.accessibleDescription() == "From 10 to 60 % across, from 10 to 100 % down"
    qtbot.keyClick(frame, KEYS.Key_Return)
    _wait_for_size(opened, "200 × 180", qtbot)
    assert opened.photos.large.hasFocus()
    assert "Seen: Cropped to 50 × 90 %; the file is as it was." in opened.photos.large.facts.text()
    qtbot.keyClick(opened.photos.large, KEYS.Key_Right)
    qtbot.waitUntil(lambda: opened.photos.large.path().name == "a1.png")  # keys wait for what is being kept


def test_that_escape_leaves_all_as_it_was_and_no_key_reaches_what_is_behind(
    opened: MainWindow, frame: CropFrame, drag: Drag, qtbot: QtBot
) -> None:
    drag((0.1, 0.1), (0.5, 0.5))
    for key in (KEYS.Key_1, KEYS.Key_2, KEYS.Key_B, KEYS.Key_Delete, KEYS.Key_Space, KEYS.Key_Plus):
        qtbot.keyClick(frame, key)
    assert opened.photos.large.path().name == "a0.png"
    assert frame.isVisible()
    qtbot.keyClick(frame, KEYS.Key_Escape)
    assert not frame.isVisible()
    assert opened.photos.large.isVisible()
    assert opened.photos.large.buttons["crop"].isVisible()
    qtbot.waitUntil(lambda: not opened.state.editor.busy)
    assert not opened.state.undo_stack.canUndo()


def test_that_a_cropped_and_turned_photo_is_cropped_anew_from_all_of_it(
    opened: MainWindow, drag: Drag, qtbot: QtBot
) -> None:
    large = opened.photos.large
    large.cropping.leave()
    path = large.path()
    opened.state.editor.apply(Turn((path,), 90))
    opened.state.editor.apply(Crop(path, (0.0, 0.0, 1.0, 0.5)))
    _wait_for_size(opened, "200 × 200", qtbot)
    qtbot.mouseClick(large.buttons["crop"], LEFT)
    qtbot.waitUntil(large.cropping.frame.isVisible)
    assert large.cropping.frame.box == (0.0, 0.0, 1.0, 0.5)
    assert large.canvas.photo_size().toTuple() == (200, 400)
    drag((0.5, 0.5), (0.5, 1.2))
    assert large.cropping.frame.box == (0.0, 0.0, 1.0, 1.0)
    qtbot.mouseClick(large.cropping.bar.crop_button, LEFT)
    qtbot.waitUntil(lambda: _view(opened) == View(90))
    assert opened.state.undo_stack.undoText() == "show all of 1 photo"
    _wait_for_size(opened, "200 × 400", qtbot)


def test_that_another_photo_or_a_turn_ends_it(opened: MainWindow, frame: CropFrame, qtbot: QtBot) -> None:
    opened.photos.large.buttons["next"].click()
    assert not frame.isVisible()
    opened.menu_actions["crop"].trigger()
    qtbot.waitUntil(frame.isVisible)
    opened.menu_actions["turn_left"].trigger()
    _wait_for_size(opened, "200 × 400", qtbot)
    assert not frame.isVisible()
    assert opened.photos.large.buttons["crop"].isVisible()


def test_that_a_crop_is_begun_from_the_grid(opened: MainWindow, qtbot: QtBot) -> None:
    large = opened.photos.large
    qtbot.keyClick(large, KEYS.Key_Escape)
    opened.photos.view.select_paths([opened.photos.view.photos.sample_at(3).path])
    qtbot.keyClick(opened, KEYS.Key_X, Qt.KeyboardModifier.ControlModifier | SHIFT)
    qtbot.waitUntil(large.cropping.frame.isVisible)
    assert large.path().name == "b1.png"


def test_that_a_photo_that_cannot_be_read_is_not_cropped(opened: MainWindow, qtbot: QtBot) -> None:
    large = opened.photos.large
    path = opened.photos.view.photos.sample_at(1).path
    path.write_bytes(path.read_bytes()[:60])
    qtbot.keyClick(large, KEYS.Key_Right)
    large.begin_cropping()
    qtbot.waitUntil(lambda: not large.cropping.active)
    assert not large.cropping.frame.isVisible()
    assert large.buttons["crop"].isVisible()
