"""`tlstudio backbones` and `train --download`, with a hub on this very computer."""

import hashlib
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import safetensors.torch
import torch
from serving import Server, serving

from tlstudio.backbone.catalogue import find
from tlstudio.backbone.timm_networks import timm_networks
from tlstudio.cli.main import run_command_line
from tlstudio.foundation.folders import weights_folder

NAME = "test_convnext.r160_in1k"


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """Has random weights of the smallest network, and states their hash as the real hub does."""
    import huggingface_hub.constants

    with torch.random.fork_rng(devices=[]):
        data = safetensors.torch.save(dict(find(NAME).build().state_dict()))
    with serving(data, etag=f'"{hashlib.sha256(data).hexdigest()}"') as server:
        monkeypatch.setattr(huggingface_hub.constants, "ENDPOINT", server.url.removesuffix("/weights.bin"))
        timm_networks.cache_clear()
        _forget()
        yield server
    monkeypatch.undo()
    timm_networks.cache_clear()
    _forget()


def _forget() -> None:
    from tlstudio.backbone import catalogue

    catalogue._known.cache_clear()


def test_that_the_list_is_searched(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command_line(["backbones", "mobilenetv4", "--json"]) == 0
    names = [json.loads(line)["name"] for line in capsys.readouterr().out.splitlines()]
    assert len(names) > 10
    assert all("mobilenetv4" in name for name in names)


def test_that_training_downloads_nothing_unless_it_may(
    hub: Server, draw_photos: Callable[..., Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "m.tlmodel"
    arguments = ["train", str(draw_photos(count=4)), "--out", str(out), "--backbone", NAME]
    assert run_command_line(arguments) == 1
    words = capsys.readouterr().err
    assert f"--download {NAME}" in words
    assert words.count("\n") == 1
    assert hub.asked == []

    assert run_command_line([*arguments, "--download", "--json"]) == 0
    events = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert events[-1]["frozen_unchanged"] is True
    assert len(hub.asked) == 1
    assert run_command_line([*arguments, "--download", "--json"]) == 0
    assert len(hub.asked) == 1


def test_that_a_download_is_told_and_a_failed_one_is_one_line(hub: Server, capsys: pytest.CaptureFixture[str]) -> None:
    hub.status = 404
    assert run_command_line(["backbones", "--download", NAME]) == 1
    assert "does not have the file any more" in capsys.readouterr().err
    hub.status = 200
    assert run_command_line(["backbones", "--download", NAME]) == 0
    assert str(weights_folder()) in capsys.readouterr().out
    assert run_command_line(["backbones", "--download", "nonsense"]) == 2


def test_that_import_needs_to_know_for_whom(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "mine.safetensors"
    file.write_bytes(safetensors.torch.save(dict(find(NAME).build().state_dict())))
    assert run_command_line(["backbones", "--import", str(file)]) == 2
    assert run_command_line(["backbones", "--import", str(file), "--as", NAME]) == 0
    assert f"{NAME} now has the weights" in capsys.readouterr().out


@pytest.mark.skipif(os.name != "posix", reason="sends a signal")
def test_that_ctrl_c_keeps_what_has_come(hub: Server, home: Path) -> None:
    hub.held_at = 100_000
    process = subprocess.Popen(
        [sys.executable, "-P", "-W", "ignore", "-m", "tlstudio", "backbones", "--download", NAME, "--json"],
        env=os.environ | {"HF_ENDPOINT": hub.url.removesuffix("/weights.bin")},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    for line in process.stdout:
        if json.loads(line)["done"] == 100_000:
            process.send_signal(signal.SIGINT)
            break
    process.stdout.close()
    assert process.wait(30) == 130
    (part,) = weights_folder().glob("*.part")
    assert part.stat().st_size == 100_000
    assert find(NAME).located() is None


def test_that_a_refused_file_is_one_sentence_without_a_librarys_warnings(tmp_path: Path) -> None:
    file = tmp_path / "mine.pth"
    file.write_bytes(b"\x80\x04}\x94.")  # an empty dict, in a protocol that torch warns of
    command = [sys.executable, "-m", "tlstudio", "backbones", "--import", str(file), "--as", "resnet18"]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert ended.returncode == 1
    assert re.fullmatch(r"tlstudio: .*mine\.pth cannot be imported: [^\n]*\n", ended.stderr)
