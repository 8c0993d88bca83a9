"""An interrupted run is offered to go on with when its photos are opened again."""

from datetime import datetime
from pathlib import Path

import pytest
from endless import Endless
from filelock import FileLock
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from tlstudio.foundation.events import EpochEnded, Finished, Started
from tlstudio.gui.runs.jobs import runs_order
from tlstudio.gui.state import AppState
from tlstudio.gui.training.offer import ResumeOffer
from tlstudio.gui.training.wording import interrupted_text
from tlstudio.gui.window import MainWindow
from tlstudio.project.project import Project
from tlstudio.training.interrupted import LOCK, Reached, Resumable, folder_of
from tlstudio.training.recipe import Recipe


def interrupt(trained: Endless, state: AppState, qtbot: QtBot) -> tuple[Path, int]:
    """Run, interrupt, and open the photos again; where the model lies, and how many epochs were complete."""
    trained.begin()
    project = state.project
    with qtbot.waitSignal(trained.panel.training_ended, timeout=60_000):
        trained.panel.interrupt()
    end = trained.said[-1]
    assert isinstance(end, Finished)
    assert end.model is not None
    reopen(state, project, qtbot)
    return Path(end.model), sum(isinstance(event, EpochEnded) for event in trained.said)


def reopen(state: AppState, project: Project | None, qtbot: QtBot) -> None:
    """What opening a project does for the offer; the list of runs asks for them."""
    state.project_changed.emit(project)
    with qtbot.waitSignal(state.editor.answered):
        state.editor.ask(runs_order)


def button(offer: ResumeOffer, name: str) -> QPushButton:
    return offer.banner.buttons[name]


def test_that_a_run_goes_on_where_it_was_interrupted(trained: Endless, state: AppState, qtbot: QtBot) -> None:
    offer = trained.panel.offer
    assert not offer.go_on_button.isEnabled()
    model, epochs = interrupt(trained, state, qtbot)
    assert offer.banner.isVisible()
    assert f"was interrupted in epoch {epochs + 1} of 100,000." in offer.banner.text()
    trained.said.clear()
    offer.go_on_button.click()
    assert not offer.banner.isVisible()
    first = trained.wait_for(EpochEnded)
    started = next(event for event in trained.said if isinstance(event, Started))
    assert [epoch.epoch for epoch in started.before] == list(range(1, epochs + 1))
    assert next(event.epoch for event in trained.said if isinstance(event, EpochEnded)) == epochs + 1
    assert trained.panel.curves.loss is not None
    assert trained.panel.current.now.complete >= first.epoch
    with qtbot.waitSignal(trained.panel.training_ended, timeout=60_000):
        trained.panel.stop()
    assert state.project is not None
    (run,) = state.project.runs()
    assert run.finished is not None
    assert run.finished.model == str(model)
    assert not folder_of(model).exists()


def test_that_not_now_keeps_it_for_the_next_time(trained: Endless, state: AppState, qtbot: QtBot) -> None:
    model, _ = interrupt(trained, state, qtbot)
    button(trained.panel.offer, "notNowInterrupted").click()
    assert not trained.panel.offer.banner.isVisible()
    assert folder_of(model).is_dir()
    reopen(state, state.project, qtbot)
    assert trained.panel.offer.banner.isVisible()


def test_that_forgetting_removes_it_and_leaves_the_model(trained: Endless, state: AppState, qtbot: QtBot) -> None:
    model, _ = interrupt(trained, state, qtbot)
    with qtbot.waitSignal(state.editor.answered):
        button(trained.panel.offer, "forgetInterrupted").click()
    assert not trained.panel.offer.banner.isVisible()
    assert not folder_of(model).exists()
    assert model.is_file()
    reopen(state, state.project, qtbot)
    assert not trained.panel.offer.banner.isVisible()


def test_that_a_run_under_way_elsewhere_is_not_offered(trained: Endless, state: AppState, qtbot: QtBot) -> None:
    model, _ = interrupt(trained, state, qtbot)
    with FileLock(folder_of(model) / LOCK):
        reopen(state, state.project, qtbot)
        assert not trained.panel.offer.banner.isVisible()


def test_that_the_window_lists_it_and_goes_on_from_there(window: MainWindow, photos: Path, qtbot: QtBot) -> None:
    with qtbot.waitSignal(window.opener.opened, timeout=20_000):
        window.open_photos(photos)
    trained = Endless(window.training, window.state.photos, qtbot)
    assert not window.menu_actions["train_change"].isEnabled()
    trained.begin()
    assert window.menu_actions["train_change"].isEnabled()
    with qtbot.waitSignal(window.training.training_ended, timeout=60_000):
        window.training.interrupt()
    qtbot.waitUntil(window.menu_actions["train_go_on"].isEnabled)
    window.runs.view.selectRow(0)
    assert window.menu_actions["run_go_on"].isEnabled()
    window.menu_actions["run_go_on"].trigger()
    trained.wait_for(EpochEnded)
    assert not window.menu_actions["run_go_on"].isEnabled()
    window.training.stop()
    trained.wait_for(Finished)
    qtbot.waitUntil(lambda: [run.finished is not None for run in window.runs.runs()] == [True])
    qtbot.waitUntil(lambda: not window.menu_actions["train_go_on"].isEnabled())


@pytest.mark.parametrize(
    ("reached", "expected"),
    [
        (Reached(5, 10), "The run of 14:32 was interrupted in epoch 5 of 10."),
        (Reached(11, 10), "The run of 14:32 was interrupted after its last epoch, while its model was being saved."),
        (None, "The run of 14:32 was interrupted. It can begin again, with the same settings."),
    ],
)
def test_that_the_offer_says_when_and_where(reached: Reached | None, expected: str) -> None:
    began = datetime(2026, 11, 21, 14, 32).astimezone()
    run = Resumable(Path("m.tlmodel"), Recipe(), began.isoformat(), reached)
    assert interrupted_text(run, datetime(2026, 11, 21, 20).astimezone()) == expected
    later = interrupted_text(run, datetime(2026, 11, 22, 20).astimezone())
    assert later.startswith("The run of 2026-11-21 14:32 was interrupted")
