"""A run through the panel, on drawn photos, with the real engine."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from draining import drain
from PySide6.QtWidgets import QCheckBox, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from tlstudio.backbone.freezing import freeze_map
from tlstudio.backbone.tree import Cut, LayerTree, Row
from tlstudio.dataset.scan import scan
from tlstudio.foundation.control import Control
from tlstudio.foundation.events import Finished, Problem, Progress, Warned
from tlstudio.gui.state import AppState
from tlstudio.gui.training.panel import TrainingPanel

DrawPhotos = Callable[..., Path]
_LONG = 180_000


@pytest.fixture
def panel(qtbot: QtBot, state: AppState) -> TrainingPanel:
    shown = TrainingPanel(state)
    qtbot.addWidget(shown)
    shown.show()
    return shown


def open_photos(state: AppState, folder: Path) -> None:
    """What opening a folder and loading a network leave in the state."""
    dataset, _ = drain(scan(folder, Control()))
    stem = Row("stem", "", "Conv2d", 0, 10, (4, 4, 4), 0, stateful=True)
    head = Row("head", "", "Linear", 1, 8, (2,), 0, stateful=True)
    state.photos = str(folder)
    state.dataset = dataset
    state.tree = LayerTree("hand-made", (stem, head), (Cut("stem", "stem", frozenset({"stem"}), (4,)),), 3)
    state.frozen = freeze_map(state.tree, "features")


def write(panel: TrainingPanel, key: str, text: str) -> None:
    panel.form.findChild(QLineEdit, f"{key}Edit").setText(text)


def button(panel: TrainingPanel, name: str) -> QPushButton:
    return panel.findChild(QPushButton, name)


def test_that_start_is_off_and_says_why_before_there_are_photos(panel: TrainingPanel) -> None:
    start = button(panel, "trainButton")
    assert not start.isEnabled()
    assert "folder of photos" in start.toolTip()
    assert panel.controls.status.text() == start.toolTip()


def test_that_one_class_is_not_enough(panel: TrainingPanel, state: AppState, draw_photos: DrawPhotos) -> None:
    open_photos(state, draw_photos(("red",)))
    assert not button(panel, "trainButton").isEnabled()
    assert "two classes" in panel.controls.status.text()


def test_that_everything_frozen_turns_start_off(panel: TrainingPanel, state: AppState, draw_photos: DrawPhotos) -> None:
    open_photos(state, draw_photos())
    assert button(panel, "trainButton").isEnabled()
    state.frozen = ("head", "stem")
    assert not button(panel, "trainButton").isEnabled()
    assert "frozen" in button(panel, "trainButton").toolTip()


def test_that_the_recipe_says_what_is_on_screen(panel: TrainingPanel, state: AppState, draw_photos: DrawPhotos) -> None:
    photos = draw_photos()
    open_photos(state, photos)
    write(panel, "epochs", "4")
    assert (panel.recipe().photos, panel.recipe().epochs) == (str(photos), 4)
    assert (panel.recipe().strategy, panel.recipe().frozen) == ("features", None)
    state.strategy, state.frozen = "custom", ("head",)
    assert panel.recipe().frozen == ("head",)
    state.strategy = "scratch"
    assert (panel.recipe().strategy, panel.recipe().frozen) == ("scratch", None)


def test_that_a_run_draws_its_curves_and_leaves_a_model(
    qtbot: QtBot, panel: TrainingPanel, state: AppState, draw_photos: DrawPhotos, home: Path
) -> None:
    open_photos(state, draw_photos(count=12))
    write(panel, "epochs", "3")
    saved: list[Path] = []
    panel.model_saved.connect(saved.append)
    with qtbot.waitSignal(panel.training_ended, timeout=_LONG):
        button(panel, "trainButton").click()
        assert panel.is_running()
        assert not button(panel, "trainButton").isEnabled()
    (path,) = saved
    assert path.is_file()
    assert home in path.parents
    assert panel.curves.loss is not None
    assert all(line.epochs == [1, 2, 3] for line in panel.curves.loss.lines())
    assert [mark.words for mark in panel.curves.loss.marks.marks()] == ["kept"]
    assert "validation photos right" in panel.report.result.text()
    assert "frozen layers unchanged, bit for bit" in panel.report.result.text()
    assert path.name in panel.report.result.text()
    assert "Epoch 3 of 3" in panel.curves.accessibleDescription()
    assert button(panel, "trainButton").isEnabled()


def test_that_stop_ends_the_run_within_a_batch_and_keeps_the_best_epoch(
    qtbot: QtBot, panel: TrainingPanel, state: AppState, draw_photos: DrawPhotos
) -> None:
    open_photos(state, draw_photos(count=12))
    write(panel, "epochs", "100000")
    write(panel, "batch_size", "4")
    panel.start()
    qtbot.waitUntil(
        lambda: "Epoch 1 of" not in panel.curves.latest() and "of 100000" in panel.curves.latest(), timeout=_LONG
    )
    with qtbot.waitSignals([panel.model_saved, panel.training_ended], timeout=20_000):
        button(panel, "stopButton").click()
        assert "Stopping" in panel.controls.status.text()
    assert "Stopped after" in panel.report.caveat.text()


def test_that_a_paused_run_waits_and_goes_on(
    qtbot: QtBot, panel: TrainingPanel, state: AppState, draw_photos: DrawPhotos
) -> None:
    open_photos(state, draw_photos(count=12))
    write(panel, "epochs", "100000")
    write(panel, "batch_size", "4")
    panel.start()
    qtbot.waitUntil(lambda: "of 100000" in panel.curves.latest(), timeout=_LONG)
    button(panel, "pauseButton").click()
    qtbot.waitUntil(lambda: "Paused" in panel.controls.status.text(), timeout=20_000)
    waited_at = panel.curves.latest()
    qtbot.wait(200)
    assert panel.curves.latest() == waited_at
    button(panel, "pauseButton").click()
    qtbot.waitUntil(lambda: panel.curves.latest() != waited_at, timeout=20_000)
    assert panel.stop_and_wait(20_000)


def test_that_closing_waits_for_the_run_to_end(
    qtbot: QtBot, panel: TrainingPanel, state: AppState, draw_photos: DrawPhotos
) -> None:
    open_photos(state, draw_photos(count=12))
    panel.start()
    began = time.monotonic()
    assert panel.stop_and_wait(60_000)
    assert time.monotonic() - began < 60
    qtbot.waitUntil(lambda: not panel.is_running())


def test_that_a_failure_is_a_sentence_in_the_banner(
    qtbot: QtBot, panel: TrainingPanel, state: AppState, draw_photos: DrawPhotos, home: Path
) -> None:
    photos = draw_photos()
    open_photos(state, photos)
    photos.rename(photos.with_name("moved away"))
    with qtbot.waitSignal(panel.training_ended, timeout=_LONG):
        panel.start()
    assert panel.banner.isVisible()
    assert "photos" in panel.banner.text()
    assert "Traceback" not in panel.banner.text()


def test_that_unusable_photos_are_counted_and_can_be_listed(qtbot: QtBot, panel: TrainingPanel) -> None:
    panel.show_event(Problem("/photos/<b>a</b>.jpg", "It is cut short."))
    panel.show_event(Problem("/photos/b.jpg", "It is no photo."))
    listed = panel.findChild(QPushButton, "problemsButton")
    assert listed.isVisible()
    assert listed.text() == "2 photos could not be used…"


def test_that_everybody_knows_the_recipe_that_start_would_run(
    panel: TrainingPanel, state: AppState, draw_photos: DrawPhotos
) -> None:
    open_photos(state, draw_photos())
    write(panel, "views", "3")
    panel.form.findChild(QCheckBox, "exactBox").click()
    assert (state.recipe.views, state.recipe.precision) == (3, "exact")
    state.strategy, state.device = "top", "cpu"
    assert state.recipe == panel.recipe()


def test_that_warnings_stay_readable_to_the_end_and_after(
    panel: TrainingPanel, caplog: pytest.LogCaptureFixture
) -> None:
    for number in range(5):
        panel.show_event(Warned(f"The disk is nearly full ({number})."))
    panel.show_event(Progress("features", 398, 398, from_cache=212))
    panel.show_event(Finished("completed", 2, 0.9, (0.8, 0.95), 8.0, "a.tlmodel", frozen_unchanged=True))
    said = panel.report.caveat.text()
    assert "Training is complete" in said
    assert "For 212 of 398 photos the frozen part came from the cache." in said
    assert "The disk is nearly full (0)." in said
    assert "and 2 more" in said
    assert "The disk is nearly full (4)." in caplog.text


def test_that_cross_validation_is_offered_where_too_few_photos_are_left_to_check_with(
    panel: TrainingPanel, qtbot: QtBot
) -> None:
    panel.show_event(Warned("The disk is nearly full."))
    assert panel.report.cross_validate_button.isHidden()
    panel.show_event(Warned("The 6 photos to check with are too few.", remedy="cross_validation"))
    assert not panel.report.cross_validate_button.isHidden()
    with qtbot.waitSignal(panel.cross_validation_wanted):
        panel.report.cross_validate_button.click()
