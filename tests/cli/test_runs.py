"""`tlstudio runs` as people and programs see it."""

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tlstudio.cli.main import run_command_line
from tlstudio.foundation.events import EpochEnded, Failed, Finished, Started
from tlstudio.project.opening import create
from tlstudio.project.own import open_own
from tlstudio.project.project import Project
from tlstudio.project.settings import Source
from tlstudio.training.recipe import Recipe


@pytest.fixture
def photos(draw_photos: Callable[..., Path]) -> Path:
    return draw_photos()


def fill(project: Project) -> None:
    first = project.begin_run(Recipe(epochs=2))
    project.record(first, Started(["a", "b"], 16, 4, "efficientnet_lite0", 1, 2, "cpu", 2, trains=["head"]))
    project.record(first, EpochEnded(1, 2, 0.5, 0.5, 0.5, 0.5, 100.0))
    project.record(first, Finished("stopped", 1, 0.75, (0.3, 0.954), 8.0, "m.tlmodel", True))
    second = project.begin_run(Recipe(epochs=4, learning_rate=3e-4))
    project.record(second, Failed("The disk is full."))


def test_that_runs_are_listed_with_what_differs(
    photos: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with create(tmp_path / "a.tlproject", Source((photos,))) as project:
        fill(project)
    assert run_command_line(["runs", str(tmp_path / "a.tlproject")]) == 0
    first, second, differs = capsys.readouterr().out.splitlines()
    assert first.startswith("run 1 ")
    assert "75.0% right (95 % interval 30.0% to 95.4%)   stopped after 1 epoch, about 8 s" in first
    assert "failed: The disk is full." in second
    assert differs.strip() == "learning rate as usual → 0.0003 · 4 epochs instead of 2"


def test_that_json_and_csv_have_a_line_for_each_run(
    photos: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with create(tmp_path / "a.tlproject", Source((photos,))) as project:
        fill(project)
    table = tmp_path / "runs.csv"
    assert run_command_line(["runs", str(tmp_path / "a.tlproject"), "--json", "--csv", str(table)]) == 0
    first, second = map(json.loads, capsys.readouterr().out.splitlines())
    assert (first["run"], first["validation_interval"], first["differs"]) == (1, [0.3, 0.954], [])
    assert (second["end"], second["failure"], second["recipe"]["epochs"]) == ("failed", "The disk is full.", 4)
    rows = list(csv.DictReader(table.read_text().splitlines()))
    assert [row["end"] for row in rows] == ["stopped", "failed"]
    assert rows[1]["differs"] == "learning rate as usual → 0.0003 · 4 epochs instead of 2"


def test_that_a_folder_stands_for_the_project_that_the_window_keeps_of_it(
    photos: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_command_line(["runs", str(photos)]) == 2
    assert "open it in the window" in capsys.readouterr().err
    with open_own(Source((photos,))) as project:
        fill(project)
    assert run_command_line(["runs", str(photos)]) == 0
    assert "run 2" in capsys.readouterr().out


def test_that_a_project_without_runs_says_how_to_make_one(
    photos: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    create(tmp_path / "a.tlproject", Source((photos,))).close()
    assert run_command_line(["runs", str(tmp_path / "a.tlproject")]) == 0
    assert capsys.readouterr().out.startswith("No runs yet.")
