"""Weights from a file that a person has."""

import io
import os
from pathlib import Path

import pytest
import safetensors.torch
import torch
from draining import drain

from tlstudio.backbone.catalogue import entries, find
from tlstudio.backbone.importing import import_weights
from tlstudio.backbone.network import load_network
from tlstudio.foundation.control import Control
from tlstudio.foundation.errors import StudioError, UsageError

NAME = "test_resnet.r160_in1k"


class Poison:
    """Makes a folder when it is unpickled."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __reduce__(self) -> object:
        return os.mkdir, (str(self.folder),)


@pytest.fixture(autouse=True)
def no_shared_checkpoints(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TORCH_HOME", str(tmp_path / "torch"))


def saved(value: object) -> bytes:
    buffer = io.BytesIO()
    torch.save(value, buffer)
    return buffer.getvalue()


def take(path: Path, name: str = NAME) -> Path | None:
    result, _ = drain(import_weights(path, name, Control()))
    return result


@pytest.mark.parametrize("kind", ["safetensors", "torch"])
def test_that_weights_are_taken_whatever_the_file_is_called(tmp_path: Path, kind: str) -> None:
    state = find(NAME).build().state_dict()
    mine = tmp_path / "mine.bin"
    mine.write_bytes(saved(state) if kind == "torch" else safetensors.torch.save(dict(state)))
    assert next(entry for entry in entries() if entry.name == NAME).state == "download"
    kept = take(mine)
    mine.unlink()
    assert kept
    assert next(entry for entry in entries() if entry.name == NAME).state == "on disk"
    network = load_network(NAME, 2, seed=0)
    assert torch.equal(network.state_dict()["layer1.0.conv1.weight"], state["layer1.0.conv1.weight"])
    data = bytearray(kept.read_bytes())
    data[-1] ^= 1
    kept.write_bytes(data)
    with pytest.raises(StudioError, match="was changed"):
        load_network(NAME, 2, seed=0)


def test_that_imported_weights_come_before_a_publishers_file(tmp_path: Path) -> None:
    (tmp_path / "mine.pth").write_bytes(
        saved({name: value * 0 for name, value in find("squeezenet1_1").build().state_dict().items()})
    )
    kept = take(tmp_path / "mine.pth", "squeezenet1_1")
    assert find("squeezenet1_1").located() == kept
    assert not load_network("squeezenet1_1", 2, seed=0).state_dict()["features.0.weight"].any()


def test_that_poison_runs_nothing_and_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "poison.pth").write_bytes(saved({"conv1.weight": Poison(tmp_path / "ran")}))
    with pytest.raises(StudioError, match="holds tensors of finite numbers and nothing else"):
        take(tmp_path / "poison.pth")
    assert not (tmp_path / "ran").exists()
    assert find(NAME).located() is None


def test_that_weights_of_another_network_are_refused(tmp_path: Path) -> None:
    (tmp_path / "other.safetensors").write_bytes(
        safetensors.torch.save(dict(find("test_vit.r160_in1k").build().state_dict()))
    )
    with pytest.raises(StudioError, match=r"cannot be imported as test_resnet.*other names or shapes"):
        take(tmp_path / "other.safetensors")
    with pytest.raises(UsageError, match="come with the studio"):
        take(tmp_path / "other.safetensors", "efficientnet_lite0")


@pytest.mark.parametrize("classes", [5, 0])
def test_that_a_classifier_for_other_classes_is_no_hindrance(tmp_path: Path, classes: int) -> None:
    state = dict(find(NAME).build().state_dict())
    for name in ("fc.weight", "fc.bias"):
        value = state.pop(name)
        if classes:
            state[name] = value[:classes].clone()
    (tmp_path / "mine.safetensors").write_bytes(safetensors.torch.save(state))
    assert take(tmp_path / "mine.safetensors")
    network = load_network(NAME, 2, seed=0)
    assert torch.equal(network.state_dict()["layer1.0.conv1.weight"], state["layer1.0.conv1.weight"])
