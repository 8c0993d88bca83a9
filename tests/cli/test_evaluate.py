"""`tlstudio evaluate`: figures with intervals, the worst mistakes, a page, a table, and what the model has seen."""

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tlstudio.cli.main import run_command_line

FAST = ["--set", "input.size=64", "--device", "cpu", "--epochs", "2", "--validation-fraction", "0.4"]


@pytest.fixture
def model(draw_photos: Callable[..., Path], tmp_path: Path) -> tuple[str, str]:
    """A model, and photos of which one lies in the wrong folder: half of them it has learned from."""
    photos = draw_photos(count=10)
    (photos / "red" / "red003.jpg").rename(photos / "green" / "odd.jpg")
    model = str(tmp_path / "m.tlmodel")
    assert run_command_line(["train", str(photos), "--out", model, *FAST]) == 0
    return model, str(photos)


def test_that_it_tells_what_was_measured_and_what_the_model_has_seen(
    model: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    table = tmp_path / "said.csv"
    assert run_command_line(["evaluate", *model, "--device", "cpu", "--json", "--csv", str(table)]) == 0
    report = json.loads(capsys.readouterr().out.splitlines()[-1])
    documented = {"accuracy", "interval", "per_class", "confusion", "classes", "expected_calibration_error"}
    assert documented <= report.keys()
    assert report["neither"] is None, "it knows too few photos to keep 95 % of such"
    assert report["expected_calibration_error_before"] == pytest.approx(report["expected_calibration_error"]), "too few"
    assert {"precision", "recall", "f1", "photos", "f1_interval"} <= report["per_class"]["red"].keys()
    assert report["photos"] == sum(map(sum, report["confusion"])) == 20
    assert 0 < report["unseen"]["photos"] < 20
    assert sum(each["photos"] for each in report["calibration"]) == 20
    assert report["thresholds"][0]["answered"] == 20
    wrong = round(20 * (1 - report["accuracy"]))
    assert len(report["mistakes"]) == wrong
    with table.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert [row["right"] for row in rows].count("no") == wrong
    assert {row["learned from"] for row in rows} == {"yes", "no"}

    assert run_command_line(["evaluate", *model, "--device", "cpu"]) == 0
    shown = capsys.readouterr().out
    assert shown.startswith("accuracy ")
    assert "The model has learned from" in shown
    assert "With 90 % confidence or more" in shown


def test_that_the_page_shows_photos_only_when_asked(model: tuple[str, str], tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    command = ["evaluate", *model, "--device", "cpu", "--report", str(page)]
    assert run_command_line(command) == 0
    bare = page.read_text(encoding="utf-8")
    assert "Evaluation of m.tlmodel" in bare
    assert "data:image" not in bare
    if "odd.jpg" in bare:
        assert run_command_line([*command, "--with-photos"]) == 0
        assert "data:image/jpeg" in page.read_text(encoding="utf-8")


def test_that_photos_without_a_page_are_wrong_usage(model: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command_line(["evaluate", *model, "--with-photos"]) == 2
    assert "--report" in capsys.readouterr().err
