"""The adviser: in the background when nothing else goes on, never beside a run, and only where it is wanted."""

from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
from draining import drain
from pytestqt.qtbot import QtBot

from tlstudio.backbone.catalogue import layer_tree
from tlstudio.dataset.scan import scan
from tlstudio.evaluation.advised import Advice
from tlstudio.foundation.control import Control
from tlstudio.foundation.errors import StudioError
from tlstudio.foundation.events import Progress
from tlstudio.gui.advice import adviser as module
from tlstudio.gui.advice.adviser import Adviser
from tlstudio.gui.layers.panel import LayersPanel
from tlstudio.gui.state import AppState
from tlstudio.gui.training.panel import TrainingPanel
from tlstudio.gui.worker import stop_all

SECONDS = 30_000
Job = Callable[..., Generator[Progress, None, Advice | None]]


class Parts:
    """The adviser with the panels that it looks at."""

    def __init__(self, state: AppState, qtbot: QtBot) -> None:
        self.training, self.layers = TrainingPanel(state), LayersPanel(state)
        for panel in (self.training, self.layers):
            qtbot.addWidget(panel)
        self.adviser = Adviser(state, self.training, self.layers.probing, self.layers)
        qtbot.addWidget(self.adviser.bar)
        self.said: list[Any] = []
        self.adviser.advised.connect(self.said.append)


@pytest.fixture
def jobs(advice: Advice, monkeypatch: pytest.MonkeyPatch) -> list[Control]:
    """The controls of the jobs that were begun; each gives the advice at once, unless it is stopped."""
    begun: list[Control] = []

    def job(
        recipe: object, dataset: object, pool: object, control: Control
    ) -> Generator[Progress, None, Advice | None]:
        begun.append(control)
        yield Progress("curve", 1, 2)
        return None if control.stopped else advice

    monkeypatch.setattr(module, "advice_about", job)
    monkeypatch.setattr(module, "_PATIENCE_MILLISECONDS", 10)
    return begun


@pytest.fixture
def parts(state: AppState, photos: Path, jobs: list[Control], qtbot: QtBot) -> Iterator[Parts]:
    """With photos and a network open."""
    made = Parts(state, qtbot)
    state.dataset = drain(scan(photos, Control()))[0]
    state.tree = layer_tree("efficientnet_lite0", 2)
    yield made
    made.adviser.stop()
    assert stop_all(SECONDS)


def test_that_advice_comes_by_itself_once_the_libraries_are_there(
    parts: Parts, jobs: list[Control], advice: Advice, qtbot: QtBot
) -> None:
    qtbot.wait(60)
    assert jobs == []
    parts.adviser.start()
    qtbot.waitUntil(lambda: parts.said[-1:] == [advice], timeout=SECONDS)
    assert len(jobs) == 1
    assert parts.adviser.bar.isHidden()


def test_that_other_labels_take_it_away_and_bring_new_advice(
    parts: Parts, state: AppState, photos: Path, advice: Advice, qtbot: QtBot
) -> None:
    parts.adviser.start()
    qtbot.waitUntil(lambda: parts.adviser.advice is advice, timeout=SECONDS)
    state.dataset = drain(scan(photos, Control()))[0]
    assert parts.said[-1] is None
    qtbot.waitUntil(lambda: parts.adviser.advice is advice, timeout=SECONDS)


def test_that_another_head_changes_nothing(parts: Parts, state: AppState, advice: Advice, qtbot: QtBot) -> None:
    parts.adviser.start()
    qtbot.waitUntil(lambda: parts.adviser.advice is advice, timeout=SECONDS)
    state.tree = layer_tree("efficientnet_lite0", 3)
    assert parts.adviser.advice is advice


def test_that_a_run_ends_it_and_it_waits_for_the_run(
    parts: Parts, jobs: list[Control], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    running = [True]
    monkeypatch.setattr(parts.training, "is_running", lambda: running[0])
    parts.adviser.start()
    qtbot.wait(100)
    assert jobs == []
    running[0] = False
    qtbot.waitUntil(lambda: parts.adviser.advice is not None, timeout=SECONDS)
    parts.training.training_started.emit()
    assert jobs[-1].stopped


def test_that_nothing_is_measured_where_it_is_not_wanted_unless_somebody_asks(
    parts: Parts, state: AppState, jobs: list[Control], advice: Advice, qtbot: QtBot
) -> None:
    state.give_advice = False
    parts.adviser.start()
    qtbot.wait(100)
    assert jobs == []
    parts.adviser.ask()
    assert not parts.adviser.bar.isHidden()
    qtbot.waitUntil(lambda: parts.said[-1:] == [advice], timeout=SECONDS)
    assert parts.adviser.bar.isHidden()


def test_that_who_asks_hears_why_there_is_none(
    parts: Parts, state: AppState, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    state.give_advice = False
    parts.adviser.start()

    def fails(*_: object) -> Generator[Progress, None, None]:
        yield Progress("prepare", 0, 1)
        raise StudioError("The photos are too few.")

    monkeypatch.setattr(module, "advice_about", fails)
    parts.adviser.ask()
    qtbot.waitUntil(lambda: parts.adviser.bar.text.text() == "The photos are too few.", timeout=SECONDS)
    state.dataset = None
    parts.adviser.ask()
    assert parts.adviser.bar.text.text().startswith("There is nothing to advise about yet")
