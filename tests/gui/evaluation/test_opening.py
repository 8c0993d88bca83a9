"""Evaluations opened from the studio's window: from the menu, after a run, and again after training again."""

from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

import tlstudio
from tlstudio.foundation.events import Finished
from tlstudio.gui.evaluation.window import EvaluationWindow
from tlstudio.gui.window import MainWindow
from tlstudio.training.recipe import Input

MINUTE = 60_000


@pytest.fixture
def trained(draw_photos: Callable[..., Path], tmp_path: Path) -> Path:
    """A model of small pictures, trained on the photos that will be opened; the features are kept."""
    out, small = tmp_path / "small.tlmodel", Input(size=64)
    recipe = tlstudio.Recipe(photos=str(draw_photos()), out=str(out), input=small, epochs=2, device="cpu")
    for _event in tlstudio.run(recipe):
        pass
    return out


def shown(window: MainWindow) -> list[EvaluationWindow]:
    return window.findChildren(EvaluationWindow)


def judged(evaluation: EvaluationWindow, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: evaluation.report is not None, timeout=2 * MINUTE)


def test_that_it_is_in_the_menu_once_there_is_a_model(window: MainWindow, trained: Path, qtbot: QtBot) -> None:
    action = window.menu_actions["evaluate"]
    assert not action.isEnabled()
    window.open_model(trained)
    assert action.isEnabled()
    action.trigger()
    (evaluation,) = shown(window)
    assert "small.tlmodel" in evaluation.windowTitle()
    window.evaluations.close()
    qtbot.waitUntil(lambda: shown(window) == [])


def test_that_it_is_offered_when_a_run_has_left_a_model(window: MainWindow, qtbot: QtBot) -> None:
    panel = window.training
    panel.show_event(Finished("stopped", None, None, None, 1.0, None, frozen_unchanged=None))
    assert panel.report.evaluate_button.isHidden()
    panel.show_event(Finished("completed", 2, 0.9, (0.8, 0.95), 8.0, "a.tlmodel", frozen_unchanged=True))
    assert not panel.report.evaluate_button.isHidden()
    panel.report.evaluate_button.click()
    assert [evaluation.windowTitle() for evaluation in shown(window)] == ["Evaluate a.tlmodel"]


def test_that_training_again_judges_the_new_model(
    window: MainWindow, trained: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(window.opener.opened, timeout=MINUTE):
        window.open_photos(tmp_path / "photos")
    window.open_model(trained)
    window.evaluations.open_current()
    (evaluation,) = shown(window)
    judged(evaluation, qtbot)
    with qtbot.waitSignal(window.training.training_ended, timeout=2 * MINUTE):
        evaluation.parts.train_button.click()
        assert "under way" in evaluation.parts.train_button.toolTip()
    qtbot.waitUntil(lambda: "Before the last training" in evaluation.parts.notes.text(), timeout=2 * MINUTE)
    assert evaluation.parts.train_button.isEnabled()
    assert window.state.model_path != trained
    assert window.state.project is not None
    assert [run.recipe.epochs for run in window.state.project.runs()] == [2]
    qtbot.waitUntil(lambda: bool(window.runs.runs()), timeout=MINUTE)
    window.runs.view.selectRow(0)
    window.menu_actions["run_evaluate"].trigger()
    assert len(shown(window)) == 2
