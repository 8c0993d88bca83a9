"""Dropping things on the panel: real drop events, the real pool, a real model."""

import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QByteArray, QMimeData, Qt
from PySide6.QtWidgets import QApplication, QLabel, QTableView
from pytestqt.qtbot import QtBot

from tlstudio.gui.prediction.panel import PredictionPanel
from tlstudio.gui.state import AppState

_LONG = 120_000
DropOn = Callable[..., None]


def answer(panel: PredictionPanel) -> str:
    return panel.findChild(QLabel, "predictionAnswer").text()


def sentence(panel: PredictionPanel) -> str:
    return panel.findChild(QLabel, "predictionSentence").text()


def test_that_without_a_model_the_panel_says_what_to_do(panel: PredictionPanel, drop_on: DropOn, colours: Path) -> None:
    assert "Train one" in panel.model_line.text()
    drop_on(panel, colours / "red" / "red0.png")
    assert "Train one" in sentence(panel)
    assert answer(panel) == ""


def test_that_an_open_model_says_what_it_knows_and_how_well(ready: PredictionPanel) -> None:
    assert ready.model_line.text().startswith("green, red · efficientnet_lite0 · ")
    assert "95 % interval" in ready.model_line.text()
    assert ready.model_line.textFormat() == Qt.TextFormat.PlainText


def test_that_a_dropped_picture_is_shown_and_named(
    qtbot: QtBot, ready: PredictionPanel, drop_on: DropOn, colours: Path
) -> None:
    drop_on(ready, colours / "red" / "red0.png")
    qtbot.waitUntil(lambda: answer(ready) == "red", timeout=_LONG)
    qtbot.waitUntil(ready.one.picture.has_picture, timeout=_LONG)
    assert ready.one.bars.accessibleDescription().startswith("red ")
    drop_on(ready, colours / "green" / "green0.png")
    qtbot.waitUntil(lambda: answer(ready) == "green", timeout=_LONG)


def test_that_a_picture_dropped_before_the_model_is_answered_when_it_opens(
    qtbot: QtBot, panel: PredictionPanel, drop_on: DropOn, state: AppState, colours: Path, model: Path
) -> None:
    drop_on(panel, colours / "green" / "green1.png")
    state.model_path = model
    qtbot.waitUntil(lambda: answer(panel) == "green", timeout=_LONG)


def test_that_a_dropped_folder_becomes_a_table(
    qtbot: QtBot, ready: PredictionPanel, drop_on: DropOn, colours: Path
) -> None:
    drop_on(ready, colours)
    table = ready.findChild(QTableView, "predictionTable")
    with qtbot.waitSignal(ready.answering_ended, timeout=_LONG):
        qtbot.waitUntil(table.isVisible, timeout=_LONG)
    model = table.model()
    assert model.rowCount() == 16
    rows = [(model.index(row, 1).data(), model.index(row, 2).data()) for row in range(16)]
    assert rows[0][0] == "green0.png"
    assert all(name.startswith(label) for name, label in rows)
    table.sortByColumn(3, Qt.SortOrder.DescendingOrder)
    sure = [float(model.index(row, 3).data().removesuffix(" %")) for row in range(16)]
    assert sure == sorted(sure, reverse=True)
    assert ready.many.status.text() == "16 files"


def test_that_walking_the_table_shows_each_picture(
    qtbot: QtBot, ready: PredictionPanel, drop_on: DropOn, colours: Path
) -> None:
    with qtbot.waitSignal(ready.answering_ended, timeout=_LONG):
        drop_on(ready, colours)
    table = ready.findChild(QTableView, "predictionTable")
    table.selectRow(15)
    assert answer(ready) == "red"
    assert sentence(ready) == "red7.png"
    table.selectRow(0)
    assert answer(ready) == "green"


def test_that_a_file_that_is_no_photo_gets_its_sentence(
    qtbot: QtBot, ready: PredictionPanel, drop_on: DropOn, tmp_path: Path
) -> None:
    page = tmp_path / "picture.jpg"
    page.write_text("<html><body>Not found</body></html>")
    drop_on(ready, page)
    qtbot.waitUntil(lambda: "no usable photo" in sentence(ready), timeout=_LONG)
    assert answer(ready) == ""
    assert ready.one.picture.accessibleDescription() != ""


def test_that_a_copied_picture_is_named_too(qtbot: QtBot, ready: PredictionPanel, colours: Path) -> None:
    mime = QMimeData()
    mime.setData("image/png", QByteArray((colours / "red" / "red1.png").read_bytes()))
    QApplication.clipboard().setMimeData(mime)
    ready.paste()
    qtbot.waitUntil(lambda: answer(ready) == "red", timeout=_LONG)
    assert ready.one.picture.has_picture() or sentence(ready) == ""


def test_that_a_web_address_is_never_fetched(ready: PredictionPanel, drop_on: DropOn) -> None:
    drop_on(ready, "https://example.org/cat.jpg")
    assert "on this computer" in sentence(ready)


def test_that_a_dropped_model_is_handed_on(qtbot: QtBot, panel: PredictionPanel, drop_on: DropOn, model: Path) -> None:
    with qtbot.waitSignal(panel.model_dropped) as dropped:
        drop_on(panel, model)
    assert dropped.args == [model]


def test_that_a_damaged_model_gives_a_sentence(
    qtbot: QtBot, panel: PredictionPanel, state: AppState, tmp_path: Path
) -> None:
    damaged = tmp_path / "damaged.tlmodel"
    damaged.write_bytes(b"PK\x03\x04 no model")
    state.model_path = damaged
    qtbot.waitUntil(lambda: "damaged.tlmodel" in panel.model_line.text(), timeout=_LONG)
    assert state.predictor is None


def test_that_the_newest_of_many_drops_wins(
    qtbot: QtBot, ready: PredictionPanel, drop_on: DropOn, colours: Path
) -> None:
    for number in range(6):
        drop_on(ready, colours / "red" / f"red{number}.png")
    drop_on(ready, colours / "green" / "green2.png")
    with qtbot.waitSignal(ready.answering_ended, timeout=_LONG):
        pass
    assert answer(ready) == "green"
    assert sentence(ready) == "green2.png"


def test_that_the_window_stays_free_while_it_answers(
    qtbot: QtBot, ready: PredictionPanel, drop_on: DropOn, colours: Path
) -> None:
    began = time.monotonic()
    drop_on(ready, colours)
    assert time.monotonic() - began < 0.2
    with qtbot.waitSignal(ready.answering_ended, timeout=_LONG):
        pass
