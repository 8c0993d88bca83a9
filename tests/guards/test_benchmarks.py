"""Benchmarks are run by hand, so nothing else notices when what they import is no longer there."""

import json
import runpy
import subprocess
import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[1] / "benchmarks"
SCRIPTS = sorted(path.name for path in FOLDER.glob("*.py") if "__main__" in path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("script", SCRIPTS)
def test_that_every_benchmark_still_starts_and_is_listed(
    script: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", [script, "--help"])
    monkeypatch.syspath_prepend(str(FOLDER))
    with pytest.raises(SystemExit) as ended:
        runpy.run_path(str(FOLDER / script), run_name="__main__")
    assert ended.value.code == 0
    assert f"python tests/benchmarks/{script}" in capsys.readouterr().out
    assert script in (FOLDER / "README.md").read_text(encoding="utf-8")


def test_that_runs_beside_others_are_judged_by_time_and_by_accuracy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = _runs(tmp_path, [("studio", 0.94, 10), ("studio", 0.96, 10), ("tutorial", 0.95, 300), ("fastai", 0.99, 5)])
    _run_against_peers(monkeypatch, "--table", str(file))
    lines = {line.split("  ")[0]: line for line in capsys.readouterr().out.splitlines()}
    assert "95.0% ± 1.0" in lines["top, studio"]
    assert lines["top, tutorial"].endswith("30.0 x  faster, not lower")
    assert lines["top, fastai"].endswith("0.5 x  SLOWER, LOWER")


def test_that_runs_that_have_ended_are_not_repeated_nor_mixed_with_shorter_ones(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = _runs(tmp_path, [("tutorial", 0.95, 300)])
    options = ["--out", str(file), "--seeds", "1", "--rows", "top", "--only", "tutorial", "--epochs-tutorial"]
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: pytest.fail("a run was started"))
    _run_against_peers(monkeypatch, *options, "25")
    assert "top, tutorial" in capsys.readouterr().out
    with pytest.raises(SystemExit, match="another number of epochs: take another file"):
        _run_against_peers(monkeypatch, *options, "1")


def _runs(folder: Path, rows: list[tuple[str, float, float]]) -> Path:
    """A file with a run, each of another seed, for each peer, accuracy and seconds."""
    shared = {"row": "top", "epochs": 25, "asked": 25, "warm_seconds": 0.5, "busy": False}
    runs = [
        {"peer": peer, "accuracy": accuracy, "seconds": seconds, "seed": seed, **shared}
        for seed, (peer, accuracy, seconds) in enumerate(rows)
    ]
    file = folder / "runs.jsonl"
    file.write_text("".join(json.dumps(run) + "\n" for run in runs), encoding="utf-8")
    return file


def _run_against_peers(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> None:
    monkeypatch.setattr(sys, "argv", ["against_peers.py", *arguments])
    monkeypatch.syspath_prepend(str(FOLDER))
    runpy.run_path(str(FOLDER / "against_peers.py"), run_name="__main__")
