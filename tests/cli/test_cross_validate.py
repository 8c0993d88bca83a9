"""`tlstudio cross-validate`: the figures as lines of JSON, and as text for people."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tlstudio.cli.main import run_command_line

FAST = ["--folds", "2", "--repeats", "2", "--set", "input.size=64", "--device", "cpu"]


def test_that_each_fold_and_the_result_are_lines_of_json(
    draw_photos: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_command_line(["cross-validate", str(draw_photos()), *FAST, "--json"]) == 0
    events = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    folds = [event for event in events if event["event"] == "fold"]
    assert folds == [
        {"event": "fold", "repeat": repeat, "fold": fold, "accuracy": 1.0, "photos": 10}
        for repeat in (1, 2)
        for fold in (1, 2)
    ]
    found = events[-1]
    assert found["event"] == "cross_validated"
    assert (found["accuracy"], found["photos"], found["folds"], found["repeats"]) == (1.0, 20, 2, [1.0, 1.0])
    assert found["per_class"]["red"]["photos"] == 10
    assert found["interval"][0] == pytest.approx(0.839, abs=1e-3)


def test_that_people_read_a_line_per_fold_and_a_conclusion(
    draw_photos: Callable[..., Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    apart = draw_photos(count=3, name="apart", size=40)
    recipe = tmp_path / "recipe.json"
    recipe.write_text(json.dumps({"photos": str(draw_photos(count=8)), "validation": str(apart)}))
    assert run_command_line(["cross-validate", "--recipe", str(recipe), *FAST]) == 0
    shown = capsys.readouterr().out
    assert "repeat 2, fold 1: 100.0% of 11 photos right" in shown
    assert "100.0% of 22 photos right (95 % interval 85.1% to 100.0%), the mean of 2 repeats" in shown
    assert "about 100 would be named rightly" in shown


def test_that_it_needs_photos(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command_line(["cross-validate"]) == 2
    assert "PHOTOS" in capsys.readouterr().err
