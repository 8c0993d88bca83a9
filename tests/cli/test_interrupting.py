"""A run that is ended from outside, and goes on in the terminal."""

import json
import os
import signal
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from tlstudio.cli.main import run_command_line
from tlstudio.cli.output import Printer
from tlstudio.foundation.events import EpochEnded
from tlstudio.training.resuming import folder_of

pytestmark = pytest.mark.skipif(os.name == "nt", reason="POSIX signals")
OPTIONS = [
    "--strategy",
    "top",
    "--cut",
    "blocks.2",
    "--set",
    "input.size=64",
    "--set",
    "batch_size=4",
    "--device",
    "cpu",
]


@pytest.mark.parametrize(("number", "code"), [("SIGINT", 130), ("SIGTERM", 143), ("SIGHUP", 129)])
def test_that_a_run_ended_by_a_signal_goes_on_where_it_was(
    draw_photos: Callable[..., Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    number: str,
    code: int,
) -> None:
    out, show = tmp_path / "model.tlmodel", Printer.show

    def show_and_signal(printer: Printer, item: msgspec.Struct, text: str | None = None) -> None:
        show(printer, item, text)
        if isinstance(item, EpochEnded) and item.epoch == 2:
            os.kill(os.getpid(), signal.Signals[number])

    monkeypatch.setattr(Printer, "show", show_and_signal)
    command = ["train", str(draw_photos()), "--out", str(out), "--epochs", "4", *OPTIONS, "--json"]
    assert run_command_line(command) == code
    first = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert (first[-1]["reason"], first[-1]["resume"]) == ("stopped", str(folder_of(out)))
    assert run_command_line([*command, "--resume"]) == 0
    second = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    epochs = [event["epoch"] for event in first + second if event["event"] == "epoch"]
    assert epochs == [1, 2, 3, 4]
    assert second[-1]["reason"] == "completed"
    assert not folder_of(out).exists()
