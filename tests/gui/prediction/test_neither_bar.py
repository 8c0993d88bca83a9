"""The slider says what it keeps and what it turns away, and judges what is on screen at once."""

from collections.abc import Callable
from pathlib import Path

import msgspec
import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QSlider, QTableView, QWidget
from pytestqt.qtbot import QtBot

from tlstudio.gui.prediction.neither_wording import far_text, kept_text, strangers_text
from tlstudio.gui.prediction.panel import PredictionPanel
from tlstudio.gui.prediction.strangers import Strangers
from tlstudio.gui.state import AppState
from tlstudio.modelfile.container import read_contents, write_model
from tlstudio.prediction.answer import Answer

_LONG = 120_000
DropOn = Callable[..., None]


def slider(panel: PredictionPanel) -> QSlider:
    return panel.findChild(QSlider, "neitherSlider")


def text(panel: PredictionPanel, name: str) -> str:
    return panel.findChild(QLabel, name).text()


@pytest.fixture
def strangers(tmp_path: Path) -> Path:
    """Three pictures of blue stripes, and a file that is none."""
    folder = tmp_path / "strangers"
    folder.mkdir()
    for number in range(3):
        pixels = np.zeros((64, 64, 3), np.uint8)
        pixels[:: number + 2, :, 2] = 255
        Image.fromarray(pixels).save(folder / f"{number}.png")
    (folder / "notes.txt").write_text("nothing to see")
    return folder


def test_that_the_bar_says_what_it_keeps_and_what_to_do_for_more(ready: PredictionPanel) -> None:
    assert ready.neither.isVisibleTo(ready)
    slider(ready).setValue(900)
    assert "90 % of your photos" in text(ready, "neitherSentence")
    assert "Drop a folder of strangers here" in text(ready, "neitherSentence")
    assert "no pictures" in ready.neither.remembers.text()
    assert "at most 200 photos per class" in ready.neither.toolTip()
    assert slider(ready).accessibleName()
    assert "90 % of your photos" in slider(ready).accessibleDescription()


def test_that_strangers_dropped_on_it_are_counted(
    qtbot: QtBot, ready: PredictionPanel, drop_on: DropOn, strangers: Path
) -> None:
    slider(ready).setValue(800)
    drop_on(ready.neither, strangers)
    qtbot.waitUntil(lambda: "of 3 strangers" in text(ready, "neitherSentence"), timeout=_LONG)
    assert "Turns away 3 of 3 strangers (100 %)." in text(ready, "neitherSentence")
    slider(ready).setValue(1000)
    assert "Turns away 0 of 3 strangers (0 %)." in text(ready, "neitherSentence")
    assert text(ready, "neitherSentence").startswith("Keeps all of your photos")


def test_that_moving_it_judges_what_is_on_screen_without_the_network(
    qtbot: QtBot, ready: PredictionPanel, state: AppState, drop_on: DropOn, strangers: Path, colours: Path
) -> None:
    slider(ready).setValue(1000)
    with qtbot.waitSignal(ready.answering_ended, timeout=_LONG):
        drop_on(ready, strangers)
    table = ready.findChild(QTableView, "predictionTable")
    classes = [table.model().index(row, 2).data() for row in range(3)]
    assert set(classes) <= {"red", "green"}
    state.predictor.answer_read = None  # nobody may ask the network now
    table.selectRow(1)
    slider(ready).setFocus()
    QTest.keyClick(slider(ready), Qt.Key.Key_Home)
    assert slider(ready).value() == 500
    assert [table.model().index(row, 2).data() for row in range(3)] == ["Neither"] * 3
    assert text(ready, "predictionAnswer") == "Neither"
    assert text(ready, "predictionSentence").startswith("Further from your photos than all but")
    assert "neither 3" in text(ready, "predictionCounts").lower()
    assert [index.row() for index in table.selectionModel().selectedRows()] == [1]
    QTest.keyClick(slider(ready), Qt.Key.Key_End)
    assert [table.model().index(row, 2).data() for row in range(3)] == classes
    assert text(ready, "predictionAnswer") == classes[1]


def test_that_what_is_in_the_table_can_be_marked_as_strangers(
    qtbot: QtBot, ready: PredictionPanel, drop_on: DropOn, strangers: Path
) -> None:
    assert ready.neither.mark_button.text() == "Choose Strangers…"
    with qtbot.waitSignal(ready.answering_ended, timeout=_LONG):
        drop_on(ready, strangers)
    slider(ready).setValue(500)
    assert ready.neither.mark_button.text() == "These Are Strangers"
    ready.neither.mark_button.click()
    assert "Turns away 3 of 3 strangers (100 %)." in text(ready, "neitherSentence")


def test_that_another_model_is_asked_about_the_same_strangers_at_the_same_rate(
    qtbot: QtBot, ready: PredictionPanel, state: AppState, drop_on: DropOn, strangers: Path
) -> None:
    drop_on(ready.neither, strangers)
    qtbot.waitUntil(lambda: "of 3 strangers" in text(ready, "neitherSentence"), timeout=_LONG)
    slider(ready).setValue(700)
    known = ready.findChild(Strangers)
    assert known is not None
    first, path = list(known.typicalities), state.model_path
    state.model_path = None
    assert not ready.neither.isVisibleTo(ready)
    state.model_path = path
    qtbot.waitUntil(lambda: len(known.typicalities) == 3 and not known.is_looking(), timeout=_LONG)
    assert known.typicalities == first
    assert state.predictor.keep_rate == 0.7


def test_that_a_model_that_remembers_nothing_hides_it_and_says_why(
    qtbot: QtBot, panel: PredictionPanel, state: AppState, model: Path, tmp_path: Path
) -> None:
    contents = read_contents(model)
    old = tmp_path / "old.tlmodel"
    write_model(old, msgspec.structs.replace(contents.description, reference=None), contents.weights)
    assert not panel.neither.isVisibleTo(panel)
    with qtbot.waitSignal(state.predictor_changed, timeout=_LONG):
        state.model_path = old
    qtbot.waitUntil(lambda: state.predictor is not None, timeout=_LONG)
    assert not panel.neither.isVisibleTo(panel)
    assert "It never says “neither”" in panel.model_line.toolTip()


def test_that_everything_in_it_can_be_named_and_reached(ready: PredictionPanel) -> None:
    reachable = [each for each in ready.neither.findChildren(QWidget) if each.focusPolicy() & Qt.FocusPolicy.TabFocus]
    assert {slider(ready), ready.neither.mark_button} <= set(reachable)
    assert all(each.accessibleName() or each.text() for each in (slider(ready), ready.neither.mark_button))


def test_that_the_sentences_fit_what_is_known() -> None:
    assert kept_text(0.955, 1000) == "Keeps 95.5 % of your photos."
    assert "takes at least 19 of them" in kept_text(0.95, 18)
    assert strangers_text(57, 60) == "Turns away 57 of 60 strangers (95 %)."
    assert strangers_text(1, 1) == "Turns the stranger away."
    far = Answer("a.jpg", None, 0.996, (("ants", 0.9),), neither=True, typicality=0.004)
    assert far_text(far) == "Further from your photos than all but 0.4 % of them."
