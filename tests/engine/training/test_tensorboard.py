"""Logs for TensorBoard: what it reads back from them, and what is said where it is not installed."""

import importlib.util
from collections.abc import Generator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
from draining import drain

from tlstudio.cli.main import run_command_line
from tlstudio.foundation.errors import StudioError, UsageError
from tlstudio.foundation.events import Changed, EpochEnded, Event, Finished, Started, Warned
from tlstudio.training.recipe import Recipe
from tlstudio.training.tensorboard import check_tensorboard, with_logs, write_logs

IS_THERE = importlib.util.find_spec("tensorboard") is not None
needs_it = pytest.mark.skipif(not IS_THERE, reason="needs tensorboard: pip install .[tensorboard]")
RECIPE = Recipe(epochs=2, learning_rate=3e-4)
STARTED = Started(["a", "b"], 16, 4, "efficientnet_lite0", 1, 2, "cpu", 2)
BEGAN = datetime(2026, 11, 21, 12, 0, 0, tzinfo=UTC)


def epoch(number: int) -> EpochEnded:
    return EpochEnded(number, 2, 1.0 / number, 0.5, 2.0 / number, 0.25, 100.0, learning_rate=3e-4, seconds=10.0)


def steps(*events: Event) -> Generator[Event, None, None]:
    yield from events


def read(folder: Path) -> Any:
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

    found = EventAccumulator(str(folder))
    found.Reload()
    return found


@needs_it
def test_that_tensorboard_reads_back_the_curves_of_a_run_under_way(tmp_path: Path) -> None:
    said = [
        STARTED,
        epoch(1),
        Changed(1, 3, 1e-4, None),
        epoch(2),
        Finished("completed", 2, None, None, 1.0, None, None),
    ]
    _, events = drain(with_logs(steps(*said), tmp_path, RECIPE, "my model"))
    assert events == said
    (folder,) = tmp_path.iterdir()
    assert folder.name.endswith("-my-model")
    log = read(folder)
    assert sorted(log.Tags()["scalars"]) == [
        *("accuracy/train", "accuracy/validation", "learning_rate/head", "loss/train", "loss/validation"),
        "photos_per_second",
    ]
    assert [(each.step, each.value) for each in log.Scalars("loss/validation")] == [(1, 2.0), (2, 1.0)]
    text = log.Tensors("recipe/text_summary")[0].tensor_proto.string_val[0].decode()
    assert '"learning_rate": 0.0003' in text
    assert b"0.0001" in log.Tensors("changed/text_summary")[0].tensor_proto.string_val[0]


@needs_it
def test_that_a_run_that_is_over_is_written_with_the_times_it_had(tmp_path: Path) -> None:
    first = write_logs(tmp_path, "run-3", RECIPE, BEGAN, [epoch(1), epoch(2)])
    again = write_logs(tmp_path, "run-3", RECIPE, BEGAN, [epoch(1), epoch(2)])
    assert first.name.endswith("-run-3")
    assert again.name == f"{first.name}-2", "two runs in one folder are one zigzag line"
    moments = [each.wall_time for each in read(first).Scalars("loss/train")]
    assert moments == [BEGAN.timestamp() + 10, BEGAN.timestamp() + 20]


@needs_it
def test_that_the_log_of_a_run_that_goes_on_has_the_epochs_from_before(tmp_path: Path) -> None:
    drain(with_logs(steps(msgspec.structs.replace(STARTED, before=[epoch(1)]), epoch(2)), tmp_path, RECIPE, "a"))
    (folder,) = tmp_path.iterdir()
    assert [each.step for each in read(folder).Scalars("loss/train")] == [1, 2]


@needs_it
def test_that_logs_that_cannot_be_written_end_no_run(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    _, events = drain(with_logs(steps(STARTED, epoch(1)), tmp_path / "file", RECIPE, "a"))
    warned = [event for event in events if isinstance(event, Warned)]
    assert len(warned) == 1
    assert "without TensorBoard logs" in warned[0].text
    assert events[-1] == epoch(1)
    with pytest.raises(StudioError, match="its parent is not a folder"):
        write_logs(tmp_path / "file", "a", RECIPE, BEGAN, [epoch(1)])


@needs_it
def test_that_a_strangers_name_makes_one_folder(tmp_path: Path) -> None:
    made = write_logs(tmp_path, "../up/\u202eback <b>", RECIPE, BEGAN, [epoch(1)])
    assert made.parent == tmp_path


def test_that_without_tensorboard_one_sentence_says_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(UsageError, match=r'pip install "tlstudio\[tensorboard\]"'):
        check_tensorboard()
    out = str(tmp_path / "a.tlmodel")
    assert run_command_line(["train", str(tmp_path), "--out", out, "--tensorboard", str(tmp_path / "logs")]) == 2
    assert "tensorboard" in capsys.readouterr().err
    assert not (tmp_path / "logs").exists()
