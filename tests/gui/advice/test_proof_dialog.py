"""Prove It: curves and figures while it goes on, the verdict at its end, and what is known when it is cancelled."""

from collections.abc import Generator, Iterator
from typing import Any

import pytest
from msgspec.structs import replace
from pytestqt.qtbot import QtBot

from tlstudio.dataset.sample import Dataset
from tlstudio.evaluation.advised import Advice, TrialEnded, TrialEpoch
from tlstudio.foundation.control import Control
from tlstudio.foundation.events import Progress, Warned
from tlstudio.gui.advice import proof_dialog as module
from tlstudio.gui.advice.proof_dialog import ProofDialog
from tlstudio.gui.state import AppState
from tlstudio.gui.worker import stop_all
from tlstudio.training.recipe import Recipe

SECONDS = 30_000


@pytest.fixture
def dialog(
    state: AppState, advice: Advice, proven: Advice, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> Iterator[ProofDialog]:
    """A proof that waits, paused, after its first fold."""

    def job(
        advice: object, recipe: object, dataset: object, pool: object, control: Control
    ) -> Generator[Any, None, Advice]:
        yield Progress("trial", 0, 5)
        yield Warned("“all” is left out.")
        for name, right in (("top", 0.5), ("features", 1.0)):
            yield TrialEpoch(name, 1, 1, 4, 0.5, 0.6)
            yield TrialEpoch(name, 1, 2, 4, 0.4, 0.8)
            yield TrialEnded(name, 1, right, 10, 2.0)
        control.pause()
        yield from control.wait_while_paused()
        return proven

    monkeypatch.setattr(module, "proof_of", job)
    shown = ProofDialog(state, replace(advice, cut=None), Recipe(), Dataset(tmp_path, ("a", "b"), ()))
    qtbot.addWidget(shown)
    qtbot.waitUntil(lambda: cell(shown, 1, 1) == "100.0 %", timeout=SECONDS)
    yield shown
    assert stop_all(SECONDS)


def cell(dialog: ProofDialog, row: int, column: int) -> str:
    item = dialog.table.item(row, column)
    return item.text() if item else ""


def test_that_it_shows_right_answers_so_far_and_the_curves_over_each_other(dialog: ProofDialog) -> None:
    assert [cell(dialog, row, 0) for row in range(3)] == [
        "Fine-tune the top",
        "Feature extraction",
        "Fine-tune everything",
    ]
    assert (cell(dialog, 0, 1), cell(dialog, 0, 2), cell(dialog, 0, 4)) == ("50.0 %", "so far", "24–76 %")
    parts, values = dialog.plot.curves["top"].getData()
    assert (list(parts), list(values)) == ([25, 50], [60, 80])
    assert "features: 80 % right" in dialog.plot.accessibleDescription()
    assert "left out" in dialog.notes.text()


def test_that_cancelling_keeps_what_is_known_and_says_the_verdict(
    dialog: ProofDialog, proven: Advice, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(dialog.proven, timeout=SECONDS) as said:
        dialog.bar.cancelled.emit()
    assert said.args == [proven]
    assert dialog.verdict.text() == proven.verdict
    assert cell(dialog, 1, 2) == "20 gained, 0 lost: hardly luck"
    assert cell(dialog, 0, 2) == "advised"
    assert cell(dialog, 2, 2) == "not tried to the end"
    assert dialog.bar.isHidden()


def test_that_a_candidate_can_be_taken(dialog: ProofDialog, qtbot: QtBot) -> None:
    assert not dialog.use_button.isEnabled()
    dialog.table.setCurrentCell(1, 0)
    with qtbot.waitSignal(dialog.used) as used:
        dialog.use_button.click()
    assert used.args == ["features", None]


def test_that_closing_it_ends_the_work_and_says_nothing(dialog: ProofDialog, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(dialog.proven):
        dialog.reject()
        assert stop_all(SECONDS)
