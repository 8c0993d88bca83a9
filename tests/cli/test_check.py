"""`tlstudio check` as people and programs see it."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from draining import drain

from tlstudio.cli.main import run_command_line
from tlstudio.foundation.control import Control
from tlstudio.project.edits import LeaveOut, Relabel
from tlstudio.project.opening import create
from tlstudio.project.settings import Source

DrawPhotos = Callable[..., Path]


@pytest.fixture
def photos(draw_photos: DrawPhotos) -> Path:
    """Two classes of 5 photos, one of them twice, and a web page."""
    folder = draw_photos(("ants", "bees"), count=5)
    (folder / "bees" / "page.jpg").write_bytes(b"<html>")
    (folder / "bees" / "twice.jpg").write_bytes((folder / "bees" / "bees000.jpg").read_bytes())
    return folder


def test_that_json_is_a_line_per_finding_and_then_the_summary(photos: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command_line(["check", str(photos), "--quick", "--json"]) == 0
    page, twice, summary = map(json.loads, capsys.readouterr().out.splitlines())
    assert page == {
        "event": "problem", "path": str(photos / "bees" / "page.jpg"), "kind": "html", "reason": page["reason"],
        "with": [], "score": None, "fix": "none", "label": None,
    }  # fmt: skip
    assert (twice["kind"], twice["fix"]) == ("duplicate", "keep one")
    assert twice["with"] == [str(photos / "bees" / "twice.jpg")]
    assert summary == {
        "event": "summary", "photos": 11, "classes": {"ants": 5, "bees": 6}, "problems": {"html": 1, "duplicate": 1},
        "refused": 1, "kept_together": 2,
    }  # fmt: skip


def test_that_text_is_a_readable_line_per_finding_and_the_counts(
    photos: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_command_line(["check", str(photos), "--quick"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].endswith("page.jpg: This is a web page, not a photo: save the picture itself from the browser.")
    assert "twice.jpg)" in lines[1]
    assert lines[-4:] == [
        "11 usable photos, 1 file not used",
        "classes: ants 5, bees 6",
        "split: 2 photos kept on one side with their copies and bursts",
        "findings: duplicate 1, html 1",
    ]


def test_that_of_a_project_the_labels_parts_and_left_out_photos_count(
    photos: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bees = photos / "bees"
    with create(tmp_path / "kept.tlproject", Source((photos,))) as project:
        drain(project.scan(Control()))
        project.apply(Relabel((bees / "twice.jpg",), "ants"))
        project.apply(LeaveOut((bees / "bees001.jpg",)))
    assert run_command_line(["check", str(tmp_path / "kept.tlproject"), "--quick", "--json"]) == 0
    *found, summary = map(json.loads, capsys.readouterr().out.splitlines())
    assert [(each["kind"], Path(each["path"]).name) for each in found if each["kind"] in ("conflict", "html")] == [
        ("conflict", "bees000.jpg"),
        ("html", "page.jpg"),
    ]
    assert (summary["photos"], summary["classes"]) == (10, {"ants": 6, "bees": 4})


def test_that_without_quick_a_network_looks_for_wrong_labels(
    draw_photos: DrawPhotos, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = draw_photos(("ants", "bees"), count=12)
    (folder / "ants" / "ants000.jpg").rename(folder / "bees" / "swapped.jpg")
    assert run_command_line(["check", str(folder), "--device", "cpu", "--json"]) == 0
    *found, summary = map(json.loads, capsys.readouterr().out.splitlines())
    first = next(each for each in found if each["kind"] == "mislabelled")
    assert (Path(first["path"]).name, first["fix"], first["label"]) == ("swapped.jpg", "relabel", "ants")
    assert summary["problems"]["mislabelled"] == 1


def test_that_a_place_that_is_not_there_is_wrong_usage(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command_line(["check", str(tmp_path / "nowhere")]) == 2
    output = capsys.readouterr()
    assert output.out == ""
    assert "nowhere" in output.err
