"""Why, in the panel: heat over the picture, words for it, another class, photos that are alike, newest first."""

from collections.abc import Callable
from pathlib import Path

import pytest
from draining import drain
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QTableView, QToolButton
from pytestqt.qtbot import QtBot

from tlstudio.dataset.scan import scan
from tlstudio.foundation.control import Control
from tlstudio.gui.prediction.panel import PredictionPanel
from tlstudio.gui.state import AppState

LONG = 120_000
DropOn = Callable[..., None]


@pytest.fixture
def explained(qtbot: QtBot, ready: PredictionPanel, colours: Path, drop_on: DropOn) -> PredictionPanel:
    """The panel with a red picture, and why it is red."""
    ready.resize(346, 780)
    with qtbot.waitSignal(ready.why.explained, timeout=LONG):
        drop_on(ready, colours / "red" / "red0.png")
    qtbot.waitUntil(ready.one.picture.has_picture, timeout=LONG)
    return ready


def shown(panel: PredictionPanel) -> QImage:
    return panel.one.picture.grab().toImage()


def tiles(panel: PredictionPanel) -> list[QToolButton]:
    return [tile for tile in panel.one.nearest.tiles if tile.isVisible()]


def test_that_heat_lies_over_the_picture_and_is_told_in_words(explained: PredictionPanel) -> None:
    view = explained.one
    assert "speaks for red" in view.heat.sentence.text()
    assert view.picture.accessibleDescription() == view.heat.sentence.text()
    with_heat = shown(explained)
    view.heat.strength.setValue(0)
    without = shown(explained)
    assert with_heat != without
    view.heat.strength.setValue(40)
    assert shown(explained) not in (with_heat, without)


def test_that_another_class_can_be_looked_into_by_key_and_by_mouse(qtbot: QtBot, explained: PredictionPanel) -> None:
    bars = explained.one.bars
    red = shown(explained)
    assert "looking at what speaks for red" in bars.accessibleDescription()
    with qtbot.waitSignal(explained.why.explained, timeout=LONG):
        QTest.keyClick(bars, Qt.Key.Key_Down)
    assert "speaks for green" in explained.one.heat.sentence.text()
    assert shown(explained) != red
    with qtbot.waitSignal(explained.why.explained, timeout=LONG):
        QTest.mouseClick(bars, Qt.MouseButton.LeftButton, pos=bars.rect().topLeft())
    assert "speaks for red" in explained.one.heat.sentence.text()


def test_that_photos_that_are_not_open_are_named_and_those_that_are_can_be_asked_for(
    qtbot: QtBot, explained: PredictionPanel, state: AppState, colours: Path
) -> None:
    assert tiles(explained) == []
    assert "none of them open here: red (" in explained.one.nearest.title.text()
    with qtbot.waitSignal(explained.why.explained, timeout=LONG):
        state.dataset, _ = drain(scan(colours, Control()))
    first, *others = tiles(explained)
    assert len(others) == 3
    assert first.isEnabled()
    assert first.text().startswith("red\n")
    assert not explained.one.nearest.note.isVisible()
    with qtbot.waitSignal(explained.why.photos_wanted) as wanted:
        QTest.keyClick(first, Qt.Key.Key_Space)
    [path] = wanted.args[0]
    assert path.parent == colours / "red"
    assert path.name in first.accessibleName()


def test_that_nothing_is_looked_into_for_a_folder_until_a_row_is_chosen(
    qtbot: QtBot, explained: PredictionPanel, colours: Path, drop_on: DropOn
) -> None:
    with qtbot.waitSignal(explained.answering_ended, timeout=LONG):
        drop_on(explained, colours)
    assert not explained.one.heat.isVisible()
    assert not explained.one.nearest.isVisible()
    table = explained.findChild(QTableView, "predictionTable")
    with qtbot.waitSignal(explained.why.explained, timeout=LONG):
        table.selectRow(15)
    assert "speaks for " in explained.one.heat.sentence.text()


def test_that_the_newest_picture_is_explained_and_no_other(
    qtbot: QtBot, ready: PredictionPanel, colours: Path, drop_on: DropOn
) -> None:
    said: list[str] = []
    ready.why.explained.connect(lambda: said.append(ready.one.heat.sentence.text()))
    for number in range(5):
        drop_on(ready, colours / "red" / f"red{number}.png")
    drop_on(ready, colours / "green" / "green0.png")
    qtbot.waitUntil(lambda: bool(said), timeout=LONG)
    assert "green" in said[0]
    assert len(said) == 1


def test_that_what_is_no_photo_takes_the_heat_away(
    qtbot: QtBot, explained: PredictionPanel, tmp_path: Path, drop_on: DropOn
) -> None:
    (tmp_path / "page.jpg").write_text("<html>")
    with qtbot.waitSignal(explained.answering_ended, timeout=LONG):
        drop_on(explained, tmp_path / "page.jpg")
    assert not explained.one.heat.isVisible()
    assert not explained.one.nearest.isVisible()


def test_that_the_picture_can_be_copied_and_saved_with_its_heat(
    qtbot: QtBot, explained: PredictionPanel, tmp_path: Path
) -> None:
    view = explained.one
    copy, save = view.picture.menu.actions()
    copy.trigger()
    on_show = view.picture.image().convertToFormat(QImage.Format.Format_RGB32)
    assert QGuiApplication.clipboard().image().convertToFormat(QImage.Format.Format_RGB32) == on_show
    with qtbot.waitSignal(view.picture_out.saved, timeout=LONG):
        view.picture_out.save(tmp_path / "why.png")
    saved = QImage.fromData((tmp_path / "why.png").read_bytes())
    assert saved.convertToFormat(QImage.Format.Format_RGB32) == on_show
    assert save.text().endswith("…")


def test_that_a_wide_panel_puts_the_answer_beside_the_picture(explained: PredictionPanel, qtbot: QtBot) -> None:
    view = explained.one
    assert view.answer.y() > view.picture.geometry().bottom()
    explained.resize(900, 780)
    qtbot.waitUntil(lambda: view.answer.x() > view.picture.geometry().right(), timeout=LONG)
