"""What a person sees in the window when a run under way goes wrong."""

import errno
from pathlib import Path
from typing import Any

import pytest
from endless import Endless
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QPushButton

from tlstudio.foundation.errors import StudioError
from tlstudio.foundation.events import EpochEnded, Paused, Resumed
from tlstudio.foundation.files import cannot_write
from tlstudio.training.stepping import Forward


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (
            RuntimeError("CUDA error: unspecified launch failure\nCompile with `TORCH_USE_CUDA_DSA`"),
            "The GPU has failed and cannot be used any more until the studio is started again. What was learned up to "
            "the last checkpoint is kept: start again and go on, on the GPU or on the processor.",
        ),
        (
            ZeroDivisionError("secret detail"),
            "Something unexpected went wrong in the studio itself. Help ▸ Log has the details.",
        ),
    ],
)
def test_that_a_run_that_fails_ends_with_a_sentence_and_the_next_one_runs(
    error: Exception, sentence: str, trained: Endless, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(forward: Forward, batch: Any) -> Any:
        raise error

    trained.begin()
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(Forward, "backward", fails)
        trained.wait_until(lambda: not trained.panel.is_running())
    assert trained.panel.banner.isVisible()
    assert trained.panel.banner.text() == sentence
    trained.begin()
    assert not trained.panel.banner.isVisible()


def test_that_a_full_disk_asks_once_and_says_how_much_is_missing(
    trained: Endless, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def full(path: Path, *rest: object) -> None:
        raise StudioError(cannot_write(path, OSError(errno.ENOSPC, ""), needed=10**18))

    monkeypatch.setattr("tlstudio.training.resuming.write_checkpoint", full)
    monkeypatch.setattr("tlstudio.training.resuming.ResumeFolder.due", lambda folder: True)
    trained.panel.run(trained.recipe())
    assert trained.wait_for(Paused).asks
    banner = trained.panel.steering.banner
    assert banner.text().startswith("No checkpoint could be kept. Cannot write ")
    assert "the disk is full: 1000000.0 TB needed, " in banner.text()
    assert banner.text().endswith("Go on all the same?")
    banner.buttons["answerGoOn"].click()
    trained.wait_for(EpochEnded, 2)
    assert sum(isinstance(event, Paused) for event in trained.said) == 1
    assert any(isinstance(event, Resumed) for event in trained.said)


def test_that_the_window_goes_on_beating_while_a_run_is_under_way(trained: Endless) -> None:
    beats = 0

    def beat() -> None:
        nonlocal beats
        beats += 1

    timer = QTimer(interval=5)
    timer.timeout.connect(beat)
    trained.begin()
    timer.start()
    trained.wait_for(EpochEnded, 3)
    timer.stop()
    assert beats >= 3
    trained.panel.findChild(QPushButton, "stopButton").click()
    trained.wait_until(lambda: not trained.panel.is_running())
