"""Benchmarks are run by hand, so nothing else notices when what they import is no longer there."""

import json
import runpy
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
    rows = [("studio", 0.94, 10), ("studio", 0.96, 10), ("tutorial", 0.95, 300), ("fastai", 0.99, 5)]
    made = [{"peer": peer, "accuracy": accuracy, "seconds": seconds} for peer, accuracy, seconds in rows]
    file = tmp_path / "runs.jsonl"
    shared = {"row": "top", "epochs": 10, "warm_seconds": 0.5, "busy": False}
    file.write_text("".join(json.dumps({**run, **shared, "seed": seed}) + "\n" for seed, run in enumerate(made)))
    monkeypatch.setattr(sys, "argv", ["against_peers.py", "--table", str(file)])
    monkeypatch.syspath_prepend(str(FOLDER))
    runpy.run_path(str(FOLDER / "against_peers.py"), run_name="__main__")
    lines = {line.split("  ")[0]: line for line in capsys.readouterr().out.splitlines()}
    assert "95.0% ± 1.0" in lines["top, studio"]
    assert lines["top, tutorial"].endswith("30.0 x  faster, not lower")
    assert lines["top, fastai"].endswith("0.5 x  SLOWER, LOWER")
