"""The queue: what waits is kept, starts by itself, and is held when a person stops a run."""

from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from tlstudio.gui.app import create_window
from tlstudio.gui.runs.queue import RunQueue
from tlstudio.gui.runs.rows import Column
from tlstudio.gui.runs.wording import place_text, queue_text
from tlstudio.gui.state import AppState
from tlstudio.gui.training.panel import TrainingPanel
from tlstudio.gui.window import MainWindow
from tlstudio.project.project import Project
from tlstudio.training.recipe import Recipe

_LONG = 180_000


@pytest.fixture
def queue(state: AppState, project: Project, qtbot: QtBot) -> RunQueue:
    training = TrainingPanel(state)
    qtbot.addWidget(training)
    made = RunQueue(state, training, training)
    state.dataset = project.dataset()
    state.photos = str(project.path)
    state.project = project
    qtbot.waitUntil(lambda: not state.editor.busy)
    return made


@pytest.fixture
def trained(window: MainWindow, photos: Path, qtbot: QtBot) -> MainWindow:
    """A window that is ready to train."""
    window.layers.load()
    with qtbot.waitSignal(window.opener.opened, timeout=20_000):
        window.open_photos(photos)
    qtbot.waitUntil(window.training.controls.train_button.isEnabled, timeout=60_000)
    return window


def wait(queue: RunQueue, *seeds: int) -> None:
    queue._let_wait(tuple(Recipe(seed=seed) for seed in seeds))


def seeds(queue: RunQueue) -> list[int]:
    return [recipe.seed for recipe in queue.waiting]


def write(window: MainWindow, key: str, text: str) -> None:
    window.training.form.findChild(QLineEdit, f"{key}Edit").setText(text)


def ends(window: MainWindow) -> list[str]:
    order = window.runs.view.order
    return [order.index(row, Column.END).data() for row in range(order.rowCount())]


def test_that_what_waits_can_be_moved_and_removed_and_is_kept(queue: RunQueue, project: Project, qtbot: QtBot) -> None:
    wait(queue, 1, 2, 3)
    queue.move(2, -2)
    assert seeds(queue) == [3, 1, 2]
    assert not queue.can_move(0, -1)
    assert not queue.can_move(2, 1)
    queue.remove({0, 2})
    assert seeds(queue) == [1]
    qtbot.waitUntil(lambda: [each["seed"] for each in project.state("queue") or ()] == [1])


def test_that_what_waits_is_there_when_the_project_is_opened_again(
    queue: RunQueue, state: AppState, project: Project, qtbot: QtBot
) -> None:
    wait(queue, 5, 6)
    qtbot.waitUntil(lambda: not state.editor.busy)
    training = TrainingPanel(state)
    qtbot.addWidget(training)
    again = RunQueue(state, training, training)
    again._on_project_changed()
    qtbot.waitUntil(lambda: seeds(again) == [5, 6])
    assert again.text().startswith("2 runs wait: the first begins when you press Start Queue")
    assert not training.is_running()


def test_that_a_spoilt_queue_is_an_empty_one(queue: RunQueue, state: AppState, project: Project, qtbot: QtBot) -> None:
    project.set_state("queue", [{"epochs": "many"}])
    queue._on_project_changed()
    qtbot.waitUntil(lambda: not state.editor.busy)
    assert queue.waiting == ()


def test_that_runs_that_wait_start_one_after_the_other_also_after_one_that_fails(
    trained: MainWindow, qtbot: QtBot
) -> None:
    queue = trained.queue
    for epochs in ("1", "2"):
        write(trained, "epochs", epochs)
        trained.menu_actions["queue_add"].trigger()
    assert trained.runs.waits.text().startswith("2 runs wait")
    assert ends(trained) == ["waiting", "waiting"]
    bad = msgspec.structs.replace(queue.waiting[0], backbone="no_such_network")
    queue._let_wait((queue.waiting[0], bad, queue.waiting[1]))
    queue.start()
    qtbot.waitUntil(lambda: ends(trained) == ["complete", "failed", "complete"], timeout=_LONG)
    failed = trained.runs.runs()[1]
    assert "no_such_network" in (failed.failure or "")
    assert [run.recipe.epochs for run in trained.runs.runs()] == [1, 1, 2]
    assert trained.runs.waits.text() == ""
    assert trained.state.project.state("queue") == []


def test_that_a_stop_holds_the_queue_until_a_person_lets_it_go_on(trained: MainWindow, qtbot: QtBot) -> None:
    write(trained, "epochs", "1")
    trained.queue.add()
    write(trained, "epochs", "100000")
    with qtbot.waitSignal(trained.training.run_began, timeout=_LONG):
        trained.training.start()
    assert "when the run under way has ended" in trained.queue.text()
    with qtbot.waitSignal(trained.training.training_ended, timeout=_LONG):
        trained.training.stop()
    qtbot.waitUntil(lambda: trained.queue.text().startswith("You stopped the training"))
    assert not trained.training.is_running()
    assert trained.runs.start_button.isEnabled()
    trained.runs.start_button.click()
    qtbot.waitUntil(lambda: ends(trained) == ["complete", "stopped"], timeout=_LONG)


def test_that_what_waits_survives_closing_the_window(
    trained: MainWindow, photos: Path, qtbot: QtBot, application: Callable[..., object]
) -> None:
    write(trained, "epochs", "3")
    trained.queue.add()
    trained.close()
    again = create_window()
    qtbot.addWidget(again)
    with qtbot.waitSignal(again.opener.opened, timeout=20_000):
        again.open_photos(photos)
    qtbot.waitUntil(lambda: [recipe.epochs for recipe in again.queue.waiting] == [3])
    again.close()


def test_that_closing_begins_nothing(queue: RunQueue, state: AppState) -> None:
    wait(queue, 1)
    queue.close()
    queue.start()
    assert not queue.is_starting


@pytest.mark.parametrize(("place", "words"), [(0, "next"), (1, "2nd"), (10, "11th"), (21, "22nd")])
def test_that_a_place_in_the_queue_is_said_as_people_count(place: int, words: str) -> None:
    assert place_text(place) == words


def test_that_one_run_waits_and_several_wait() -> None:
    assert queue_text(1, False, True).startswith("1 run waits:")
    assert queue_text(2, True, False).endswith("2 runs wait until you press Start Queue.")
