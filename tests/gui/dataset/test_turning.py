"""Photos are turned with keys and buttons, in the grid and the large view: seen at once, undone, and there again."""

from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tlstudio.gui.app import create_window
from tlstudio.gui.window import MainWindow
from tlstudio.photos.view import View, Viewed
from tlstudio.project.edits import Turn

KEYS, MODIFIERS = Qt.Key, Qt.KeyboardModifier


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    """Six photos, 60 × 40, in two classes: the upper half is bright."""
    for label in ("a", "b"):
        (tmp_path / "photos" / label).mkdir(parents=True)
        for number in range(3):
            photo = Image.new("RGB", (60, 40), (40, 30 * number, 0))
            photo.paste((255, 250, 230), (0, 0, 60, 20))
            photo.save(tmp_path / "photos" / label / f"{label}{number}.png")
    return tmp_path / "photos"


def _open(window: MainWindow, photos: Path, qtbot: QtBot) -> MainWindow:
    with qtbot.waitSignals([window.opener.opened, window.search.ended], timeout=20_000):
        window.open_photos(photos)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(lambda: bool(_thumbnail_sizes(window)), timeout=10_000)
    return window


@pytest.fixture
def opened(window: MainWindow, photos: Path, qtbot: QtBot) -> MainWindow:
    """The window with these photos open, and a project of theirs."""
    return _open(window, photos, qtbot)


def _views(window: MainWindow) -> dict[str, View]:
    assert window.state.dataset
    return {sample.path.name: sample.view for sample in window.state.dataset.samples if sample.view}


def _thumbnail_sizes(window: MainWindow) -> list[tuple[int, int]]:
    pictures = [window.photos.view.photos.index(row).data(Qt.ItemDataRole.DecorationRole) for row in range(6)]
    return [picture.size().toTuple() for picture in pictures if picture]


def _select(window: MainWindow, *rows: int) -> None:
    window.photos.view.select_paths([window.photos.view.photos.sample_at(row).path for row in rows])
    window.photos.view.setFocus()


def test_that_a_key_turns_all_selected_photos_and_their_thumbnails(opened: MainWindow, qtbot: QtBot) -> None:
    _select(opened, 0, 4)
    qtbot.keyClick(opened, KEYS.Key_R, MODIFIERS.ControlModifier)
    qtbot.waitUntil(lambda: _views(opened) == {"a0.png": View(90), "b1.png": View(90)})
    qtbot.waitUntil(lambda: _thumbnail_sizes(opened) == [(40, 60), *[(60, 40)] * 3, (40, 60), (60, 40)])
    assert [path.name for path in opened.photos.selected_paths()] == ["a0.png", "b1.png"]
    qtbot.keyClick(opened, KEYS.Key_R, MODIFIERS.ControlModifier | MODIFIERS.ShiftModifier)
    qtbot.waitUntil(lambda: _views(opened) == {})
    assert opened.state.undo_stack.undoText() == "turn 2 photos left"
    opened.state.undo_stack.undo()
    qtbot.waitUntil(lambda: _thumbnail_sizes(opened)[4] == (40, 60))


def test_that_as_it_was_is_one_step_and_leaves_others_alone(opened: MainWindow, qtbot: QtBot) -> None:
    _select(opened, 0, 1)
    for _ in range(2):
        opened.menu_actions["turn_right"].trigger()
    qtbot.waitUntil(lambda: _views(opened) == {"a0.png": View(180), "a1.png": View(180)})
    _select(opened, 1, 2)
    opened.menu_actions["as_it_was"].trigger()
    qtbot.waitUntil(lambda: _views(opened) == {"a0.png": View(180)})
    opened.state.undo_stack.undo()
    qtbot.waitUntil(lambda: _views(opened) == {"a0.png": View(180), "a1.png": View(180)})
    _select(opened, 2)
    opened.menu_actions["as_it_was"].trigger()
    assert opened.state.undo_stack.canRedo(), "what is as it was already is no step"


def test_that_nothing_is_turned_where_nothing_is_selected(opened: MainWindow) -> None:
    opened.photos.view.clearSelection()
    assert not opened.menu_actions["turn_left"].isEnabled()


def test_that_the_large_view_shows_the_photo_turned(opened: MainWindow, qtbot: QtBot) -> None:
    large = opened.photos.large
    _select(opened, 1)
    qtbot.keyClick(opened.photos.view, KEYS.Key_Return)
    qtbot.waitUntil(lambda: "60 × 40" in large.facts.text())
    qtbot.mouseClick(large.buttons["turn_left"], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "40 × 60 pixels" in large.facts.text())
    assert "Seen: Turned left; the file is as it was." in large.facts.text()
    assert large.isVisible()
    shown = large.canvas.shown().size()
    assert shown.height() == pytest.approx(1.5 * shown.width())
    picture = large.canvas.grab().toImage()
    middle = large.canvas.rect().center()
    left, right = (middle.x() + step * round(shown.width() / 4) for step in (-1, 1))
    assert (
        picture.pixelColor(left, middle.y()).lightness() > 200 > 60 > picture.pixelColor(right, middle.y()).lightness()
    )
    qtbot.mouseClick(large.buttons["as_it_was"], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "60 × 40 pixels" in large.facts.text())


def test_that_another_photos_change_leaves_the_large_view_alone(opened: MainWindow, qtbot: QtBot) -> None:
    large = opened.photos.large
    _select(opened, 1)
    opened.photos.look_at_selected()
    qtbot.waitUntil(lambda: "60 × 40" in large.facts.text())
    large.canvas.zoom(3)
    scale = large.canvas.scale()
    dataset = opened.state.dataset
    opened.state.editor.apply(Turn((opened.photos.view.photos.sample_at(0).path,), 90))
    qtbot.waitUntil(lambda: opened.state.dataset is not dataset)
    assert large.canvas.scale() == scale
    assert "60 × 40" in large.facts.text()


def test_that_photos_are_turned_again_after_a_restart_and_their_files_untouched(
    opened: MainWindow, photos: Path, qtbot: QtBot
) -> None:
    before = {path: path.read_bytes() for path in photos.rglob("*.png")}
    _select(opened, 0)
    opened.menu_actions["turn_left"].trigger()
    qtbot.waitUntil(lambda: opened.state.undo_stack.canUndo())
    opened.close()
    again = _open(create_window(), photos, qtbot)
    qtbot.addWidget(again)
    assert _views(again) == {"a0.png": View(270)}
    qtbot.waitUntil(lambda: _thumbnail_sizes(again)[0] == (40, 60))
    again.state.undo_stack.undo()
    qtbot.waitUntil(lambda: _views(again) == {})
    again.close()
    assert {path: path.read_bytes() for path in photos.rglob("*.png")} == before


def test_that_who_is_asked_about_a_turned_photo_is_shown_it_turned(opened: MainWindow, qtbot: QtBot) -> None:
    _select(opened, 0)
    with qtbot.waitSignal(opened.photos.photo_chosen, check_params_cb=lambda photo: isinstance(photo, Viewed)):
        opened.menu_actions["turn_right"].trigger()
    path = opened.photos.selected_paths()[0]
    with qtbot.waitSignal(opened.prediction.picture_shown) as shown:
        opened.menu_actions["classify"].trigger()
    assert shown.args == [Viewed(path, View(90))]
    opened.menu_actions["as_it_was"].trigger()
    qtbot.waitUntil(lambda: _views(opened) == {})
    with qtbot.waitSignal(opened.prediction.picture_shown) as shown:
        opened.menu_actions["classify"].trigger()
    assert shown.args == [path]
