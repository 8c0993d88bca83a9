"""`tlstudio find-rate`: the search as lines of JSON, and as text for people."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from draining import drain

from tlstudio.cli.main import run_command_line
from tlstudio.foundation.control import Control
from tlstudio.project.opening import create
from tlstudio.project.settings import Source

FAST = ["--set", "input.size=64", "--cut", "blocks.2", "--device", "cpu", "--batch-size", "8"]


def test_that_json_ends_with_the_rate_and_all_that_was_tried(
    draw_photos: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_command_line(["find-rate", str(draw_photos()), *FAST, "--json"]) == 0
    events = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert any(event["event"] == "progress" and event["stage"] == "rates" for event in events)
    found = events[-1]
    assert found["event"] == "rate"
    assert 1e-5 < found["rate"] < 1
    assert found["tried"][0]["rate"] == pytest.approx(1e-6)
    assert f"{found['tried'][0]['loss']:.4f}" != f"{found['tried'][-1]['loss']:.4f}"


def test_that_people_read_the_curve_and_the_reason(
    draw_photos: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    assert (
        run_command_line(["find-rate", str(draw_photos()), "--strategy", "top", "--set", "head_start=random", *FAST])
        == 0
    )
    shown = capsys.readouterr().out
    assert "1.0e-06   loss " in shown
    assert "learning rate 0.0" in shown
    assert "the loss fell from" in shown


def test_that_a_head_alone_needs_none(draw_photos: Callable[..., Path], capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command_line(["find-rate", str(draw_photos()), "--set", "input.size=64"]) == 0
    assert "no learning rate is needed" in capsys.readouterr().out
    assert run_command_line(["find-rate"]) == 2


def test_that_what_cannot_be_trained_on_is_said_before_anything_is_computed(
    draw_photos: Callable[..., Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_command_line(["find-rate", str(draw_photos(("red",)))]) == 1
    assert "at least two classes" in capsys.readouterr().err
    with create(tmp_path / "kept.tlproject", Source((draw_photos(name="others"),))) as made:
        drain(made.scan(Control()))
    assert run_command_line(["find-rate", str(tmp_path / "kept.tlproject"), "--validation", str(tmp_path)]) == 2
    assert "knows its validation photos" in capsys.readouterr().err
