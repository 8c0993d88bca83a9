"""`tlstudio advise`: the advice as a line of JSON, and as text for people."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tlstudio.cli.main import run_command_line


def test_that_programs_read_one_line_with_all_of_it_and_people_what_to_do_and_why(
    draw_photos: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    photos = draw_photos(count=10)
    assert run_command_line(["advise", str(photos), "--json", "--device", "cpu"]) == 0
    events = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    advice = events[-1]
    assert advice["event"] == "advice"
    assert advice["strategy"] == "features"
    assert "conv_stem" in advice["frozen"]
    assert advice["proof"] is None
    assert advice["measured"]["counts"] == {"green": 10, "red": 10}
    assert len(advice["reasons"]) > 3
    assert not any(event["event"] == "probed" for event in events)

    # what people read
    assert run_command_line(["advise", str(photos), "--device", "cpu"]) == 0
    shown = capsys.readouterr().out
    assert "Keep everything frozen but the new head (Feature extraction)." in shown
    assert "  · 20 photos in 2 classes" in shown


def test_that_it_needs_photos(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command_line(["advise"]) == 2
    assert "PHOTOS" in capsys.readouterr().err
