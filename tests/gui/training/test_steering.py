"""Steering a real run through the panel: changed, paused, asked, stopped."""

import shutil
from pathlib import Path

import pytest
from endless import Endless
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from tlstudio.foundation.events import Changed, EpochEnded, Finished, Paused, Resumed
from tlstudio.gui.state import AppState
from tlstudio.gui.training.ask_banner import AskBanner
from tlstudio.gui.training.change_dialog import ChangeDialog
from tlstudio.gui.training.run_now import RunNow


def change_dialog(trained: Endless) -> ChangeDialog:
    trained.panel.controls.change_button.click()
    found = trained.panel.findChild(ChangeDialog, "changeDialog")
    assert found.isVisible()
    return found


def test_that_a_run_under_way_takes_another_rate_and_another_number_of_epochs(trained: Endless) -> None:
    assert not trained.panel.controls.change_button.isEnabled()
    trained.begin(learning_rate=1e-3)
    dialog = change_dialog(trained)
    assert (dialog.rate.text(), dialog.epochs.value()) == ("0.001", 100_000)
    assert not dialog.apply.isEnabled(), "nothing differs yet"
    dialog.rate.setText("")
    dialog.rate.insert("0,0005")
    last = trained.panel.current.now.epoch + 3
    dialog.epochs.setValue(last)
    dialog.apply.click()
    changed = trained.wait_for(Changed)
    assert (changed.learning_rate, changed.epochs) == (5e-4, last)
    assert dialog.said.text() == f"Done in epoch {changed.epoch}: learning rate 0.0005, {last} epochs in all."
    assert f"Changed in epoch {changed.epoch}: learning rate 0.0005, {last}" in trained.panel.report.caveat.text()
    trained.wait_until(lambda: not trained.panel.is_running())
    ended = [event for event in trained.said if isinstance(event, EpochEnded)][-1]
    assert (ended.epoch, ended.epochs) == (last, last)
    trained.wait_until(lambda: trained.panel.findChild(ChangeDialog) is None)
    assert f"Changed in epoch {changed.epoch}" in trained.panel.report.caveat.text()
    assert not trained.panel.controls.change_button.isEnabled()


def test_that_what_cannot_be_is_said_beside_the_fields(trained: Endless) -> None:
    trained.begin()
    dialog = change_dialog(trained)
    for text in ("0", "quick", "1e9"):
        dialog.rate.setText(text)
        dialog.rate.textEdited.emit(text)
        dialog.apply.click()
        assert dialog.said.text() == "The learning rate must be above 0 and at most 1000."
    trained.wait_for(EpochEnded)
    assert not [event for event in trained.said if isinstance(event, Changed)]


def test_that_what_is_typed_stays_while_the_run_goes_on(trained: Endless) -> None:
    trained.begin(learning_rate=4e-3)
    dialog = change_dialog(trained)
    dialog.findChild(QPushButton, "halveRate").click()
    assert dialog.rate.text() == "0.002"
    trained.wait_for(EpochEnded, 2)
    assert dialog.rate.text() == "0.002"
    dialog.findChild(QPushButton, "doubleRate").click()
    assert dialog.rate.text() == "0.004"
    assert not dialog.apply.isEnabled()


def test_that_a_change_of_a_paused_run_comes_when_it_goes_on(trained: Endless, qtbot: QtBot) -> None:
    trained.begin()
    trained.panel.controls.pause_button.click()
    trained.wait_for(Paused)
    assert trained.panel.controls.status.text().startswith("Paused.")
    dialog = change_dialog(trained)
    dialog.epochs.setValue(50_000)
    qtbot.keyClick(dialog.epochs, Qt.Key.Key_Return)
    assert "when the run goes on" in dialog.said.text()
    trained.panel.controls.pause_button.click()
    changed = trained.wait_for(Changed)
    assert changed == Changed(changed.epoch, changed.batch, None, 50_000)
    assert trained.panel.current.now.epochs == 50_000


def test_that_a_run_that_finds_its_own_steps_has_no_rate_to_change(trained: Endless) -> None:
    trained.panel.run(trained.recipe(strategy="features", batch_size=None, epochs=100_000))
    trained.wait_until(lambda: trained.panel.current.now.learns or not trained.panel.is_running())
    dialog = ChangeDialog(RunNow(epochs=40, rate=None), trained.panel)
    assert not dialog.findChild(QLineEdit, "changeRateEdit").isEnabled()
    assert not dialog.factors[0].isEnabled()
    assert trained.panel.current.now.rate is None
    dialog.deleteLater()


def test_that_a_run_whose_photos_have_gone_asks_and_goes_on(trained: Endless, state: AppState) -> None:
    trained.begin(strategy="all")
    assert state.dataset is not None
    state.dataset.part("train")[0].path.unlink()
    asked = trained.wait_for(Paused)
    assert asked.asks
    banner = trained.panel.steering.banner
    assert banner.isVisible()
    assert "cannot be read any more" in banner.text()
    assert trained.panel.controls.pause_button.text() == "Go On"
    banner.buttons["answerGoOn"].click()
    assert not banner.isVisible()
    trained.wait_for(Resumed)
    assert trained.panel.controls.pause_button.text() == "Pause"


def test_that_a_question_is_as_high_as_its_lines(qtbot: QtBot) -> None:
    banner = AskBanner("test", {"yes": ("Yes", "Do it.")})
    qtbot.addWidget(banner)
    banner.ask("Some words " * 20)
    line = banner.fontMetrics().lineSpacing()
    banner.resize(1600, 10)
    qtbot.waitUntil(lambda: banner.minimumSizeHint().height() < 4 * line)
    banner.resize(300, 10)
    qtbot.waitUntil(lambda: banner.minimumSizeHint().height() > 6 * line)
    banner.put_away()
    assert not banner.buttons["yes"].isEnabled()


@pytest.mark.parametrize("by_banner", [True, False])
def test_that_no_to_a_question_stops_the_run(by_banner: bool, trained: Endless, photos: Path) -> None:
    trained.begin(strategy="all")
    shutil.rmtree(photos / "red")
    trained.wait_for(Paused)
    stop = trained.panel.steering.banner.buttons["answerStop"] if by_banner else trained.panel.controls.stop_button
    stop.click()
    assert not trained.panel.steering.banner.isVisible()
    finished = trained.wait_for(Finished)
    assert finished.reason == "stopped"
    assert finished.model is not None


def test_that_where_a_run_stands_follows_from_what_it_says() -> None:
    now = RunNow(epochs=10, epoch=4, rate=0.1)
    now.hear(Changed(4, 2, None, 2))
    assert (now.epochs, now.rate) == (4, 0.1), "the epoch at hand is finished"
    now.hear(Changed(4, 3, 0.05, None))
    assert (now.epochs, now.rate, len(now.changes)) == (4, 0.05, 2)
