"""Someone goes through sixty photos with the keyboard, labels fifty anew, takes all of it back and does it again."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tlstudio.dataset.sample import Dataset
from tlstudio.gui.app import create_window
from tlstudio.gui.window import MainWindow
from tlstudio.project.opening import open_project

MINUTE = 60_000
FIFTY = 50


@pytest.fixture
def photos(draw_photos: Callable[..., Path]) -> Path:
    return draw_photos(("ants", "bees", "wasps"), 20)


@pytest.fixture
def opened(window: MainWindow, photos: Path, qtbot: QtBot) -> MainWindow:
    """The window with the photos open and nothing going on behind it, the grid ready for keys."""
    open_photos(window, photos, qtbot)
    choose(window, 0)
    return window


def test_that_fifty_labels_given_by_keyboard_are_undone_redone_and_kept(
    opened: MainWindow, photos: Path, qtbot: QtBot
) -> None:
    before, grid = labels(opened.state.dataset), opened.photos.view
    wanted = dict(before)
    for number, name in enumerate(sorted(before)[:FIFTY]):
        key, label = [(Qt.Key.Key_1, "ants"), (Qt.Key.Key_2, "bees"), (Qt.Key.Key_3, "wasps")][(number + 1) % 3]
        wanted[name] = label
        QTest.keyClick(grid, key)
        QTest.keyClick(grid, Qt.Key.Key_Right)
    settle(opened, qtbot)
    assert labels(opened.state.dataset) == wanted == kept_labels(opened)
    assert [path.name for path in opened.photos.selected_paths()] == [sorted(before)[FIFTY]]
    assert sum(wanted[name] != before[name] for name in wanted) > FIFTY // 2

    for _ in range(FIFTY):
        QTest.keySequence(grid, QKeySequence(QKeySequence.StandardKey.Undo))
    settle(opened, qtbot)
    assert labels(opened.state.dataset) == before == kept_labels(opened)
    assert not opened.state.undo_stack.canUndo()

    for _ in range(FIFTY):
        QTest.keySequence(grid, QKeySequence(QKeySequence.StandardKey.Redo))
    settle(opened, qtbot)
    assert labels(opened.state.dataset) == wanted == kept_labels(opened)

    look_from_all_sides(opened, wanted)
    assert labels(opened.state.dataset) == wanted
    opened.close()
    again = create_window()
    qtbot.addWidget(again)
    again.show()
    open_photos(again, photos, qtbot)
    assert labels(again.state.dataset) == wanted == kept_labels(again)
    assert again.state.undo_stack.index() == FIFTY
    again.close()
    assert Counter(path.parent.name for path in photos.rglob("*.jpg")) == {"ants": 20, "bees": 20, "wasps": 20}


def test_that_keys_typed_faster_than_the_disk_mark_one_photo_after_the_other(opened: MainWindow, qtbot: QtBot) -> None:
    opened.photos.class_list.setCurrentIndex(opened.photos.classes.index(1))
    grid = opened.photos.view
    choose(opened, 2)
    for _ in range(8):
        QTest.keyClick(grid, Qt.Key.Key_2)
    QTest.keyClick(grid, Qt.Key.Key_Right)
    QTest.keyClick(grid, Qt.Key.Key_Delete)
    settle(opened, qtbot)
    found = labels(opened.state.dataset)
    assert [name for name in sorted(found) if name.startswith("ants") and found[name] == "bees"] == [
        f"ants{number:03}.jpg" for number in range(2, 10)
    ]
    assert [sample.path.name for sample in opened.state.dataset.left_out] == ["ants011.jpg"]


def look_from_all_sides(window: MainWindow, wanted: dict[str, str]) -> None:
    """Each class, a search, another order: each shows what it must."""
    panel = window.photos
    for row, label in enumerate(panel.classes.labels(), start=1):
        panel.class_list.setCurrentIndex(panel.classes.index(row))
        assert shown(window) == [name for name in sorted(wanted) if wanted[name] == label]
    panel.class_list.setCurrentIndex(panel.classes.index(0))
    panel.filter_bar.search.setText("7.jpg")
    assert shown(window) == [name for name in sorted(wanted) if name.endswith("7.jpg")]
    panel.filter_bar.search.clear()
    panel.filter_bar.orders.setCurrentIndex(panel.filter_bar.orders.findData("class"))
    assert [wanted[name] for name in shown(window)] == sorted(wanted.values())


def open_photos(window: MainWindow, photos: Path, qtbot: QtBot) -> None:
    with qtbot.waitSignals([window.opener.opened, window.search.ended], timeout=MINUTE):
        window.open_photos(photos)
    settle(window, qtbot)
    window.photos.view.setFocus()


def choose(window: MainWindow, row: int) -> None:
    """Select that photo alone."""
    grid, alone = window.photos.view, QItemSelectionModel.SelectionFlag.ClearAndSelect
    grid.selectionModel().setCurrentIndex(grid.photos.index(row), alone)


def settle(window: MainWindow, qtbot: QtBot) -> None:
    """Until all that was ordered is on the disk and on show."""
    qtbot.waitUntil(lambda: not window.state.editor.busy, timeout=MINUTE)


def labels(dataset: Dataset) -> dict[str, str]:
    return {sample.path.name: sample.label for sample in dataset.samples}


def kept_labels(window: MainWindow) -> dict[str, str]:
    """As the project's file has them."""
    with open_project(window.state.project.path, read_only=True) as project:
        return labels(project.dataset())


def shown(window: MainWindow) -> list[str]:
    model = window.photos.view.photos
    return [model.sample_at(row).path.name for row in range(model.rowCount())]
