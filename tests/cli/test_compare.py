"""`tlstudio compare`: a line for each photo on which two models differ or fail, then a summary."""

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tlstudio.cli.main import run_command_line

FAST = ["--set", "input.size=64", "--device", "cpu", "--validation-fraction", "0.4"]


@pytest.fixture
def models(draw_photos: Callable[..., Path], tmp_path: Path) -> tuple[str, str, str]:
    """Two models of a folder of photos in which some lie in the wrong class, and the folder."""
    photos = draw_photos(count=12)
    first, second = (str(tmp_path / name) for name in ("first.tlmodel", "second.tlmodel"))
    assert run_command_line(["train", str(photos), "--out", first, "--epochs", "3", *FAST]) == 0
    train = ["train", str(photos), "--out", second, "--strategy", "scratch", "--epochs", "1", *FAST]
    assert run_command_line(train) == 0
    return first, second, str(photos)


def test_that_it_lists_the_photos_that_tell_and_sums_up(
    models: tuple[str, str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    table = tmp_path / "compared.csv"
    assert run_command_line(["compare", *models, "--device", "cpu", "--json", "--csv", str(table)]) == 0
    *others, summary = map(json.loads, capsys.readouterr().out.splitlines())
    photos = [each for each in others if each["event"] == "photo"]
    assert {"path", "label", "group", "first", "second"} <= photos[0].keys()
    counts = {group: summary[group] for group in ("fixed", "broken", "both_wrong", "both_right")}
    assert counts["broken"] > 0, "random weights do not name all that a trained network does"
    assert sum(counts.values()) == summary["photos"] < 24
    assert [each["group"] for each in photos].count("broken") == counts["broken"]
    assert len(photos) == summary["photos"] - counts["both_right"]
    assert summary["first"]["accuracy"] == (counts["broken"] + counts["both_right"]) / summary["photos"]
    assert any("left out" in each["text"] for each in others if each["event"] == "warning")
    with table.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert len(rows) == summary["photos"]
    assert rows[0].keys() >= {"path", "label", "group", "first", "second"}

    assert run_command_line(["compare", *models, "--device", "cpu"]) == 0
    shown = capsys.readouterr().out.splitlines()
    assert any(line.startswith("broken ") and "first " in line for line in shown)
    assert any(line.startswith("“second.tlmodel” names ") and "fewer of" in line for line in shown)
    assert shown[-1].startswith("fixed ")


def test_that_what_cannot_be_compared_is_one_clear_line(
    models: tuple[str, str, str], draw_photos: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    first, second, photos = models
    known = draw_photos(("blue",), count=3, name="blue")
    capsys.readouterr()
    assert run_command_line(["compare", first, second, str(known)]) == 1
    assert "know the class of none" in capsys.readouterr().err
    assert run_command_line(["compare", first, str(Path(photos) / "red" / "red000.jpg"), photos]) == 1
    assert "not a tlstudio model" in capsys.readouterr().err
    assert run_command_line(["compare", first, second]) == 2
