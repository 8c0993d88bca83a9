"""Someone trains on one set of photos, and takes that model as the start of another: told in the terminal.

The second model keeps what the first had learned, bit for bit, and needs the first one for nothing afterwards.
"""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import torch

from tlstudio.cli.main import run_command_line
from tlstudio.modelfile.container import read_model


def test_that_a_model_is_the_start_of_the_next(
    draw_photos: Callable[..., Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    insects = draw_photos(("ants", "bees"), 6, "insects")
    shapes = draw_photos(("round", "square", "flat"), 6, "shapes", size=64)
    first, second = tmp_path / "insects.tlmodel", tmp_path / "shapes.tlmodel"
    top = ["--strategy", "top", "--epochs", "1", "--learning-rate", "0.01", "--set", "input.size=64"]
    assert run_command_line(["train", str(insects), "--out", str(first), *top]) == 0
    plain = ["train", str(shapes), "--set", "input.size=64", "--json"]
    assert run_command_line([*plain, "--out", str(tmp_path / "without.tlmodel")]) == 0
    capsys.readouterr()
    assert run_command_line([*plain, "--out", str(second), "--backbone", str(first)]) == 0
    events = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert events[-1]["frozen_unchanged"] is True
    features = [event for event in events if event.get("stage") == "features"]
    assert features[-1]["from_cache"] == 0, "what the untrained body made of these photos is another thing"

    (description, weights), (_, before) = read_model(second), read_model(first)
    frozen = [name for name in before if not name.startswith("head.")]
    assert all(torch.equal(weights[name], before[name]) for name in frozen)
    _, untrained = read_model(tmp_path / "without.tlmodel")
    assert not all(torch.equal(weights[name], untrained[name]) for name in frozen)
    assert description.parent
    assert description.parent.model == first.name

    first.unlink()
    photo = shapes / "square" / "square001.jpg"
    assert run_command_line(["predict", str(second), str(photo), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["label"] in ("round", "square", "flat")
