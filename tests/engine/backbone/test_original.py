"""The copy of a pre-trained network in memory is as trustworthy as its file, and nobody's work shows in another's."""

import dataclasses
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch
from torch import nn

from tlstudio.backbone import construction
from tlstudio.backbone import original as module
from tlstudio.backbone.catalogue import find
from tlstudio.backbone.network import load_network
from tlstudio.backbone.original import original
from tlstudio.backbone.pretrained import Pretrained
from tlstudio.backbone.proof import fingerprint
from tlstudio.foundation.errors import StudioError


@pytest.fixture
def lite0_copy(tmp_path: Path) -> Iterator[Pretrained]:
    """The embedded network with its weights file copied to a place where it can be damaged; nothing is remembered."""
    real = find("efficientnet_lite0")
    shutil.copy(real.weights_file(), tmp_path / real.file)
    yield dataclasses.replace(real, folders=lambda: (tmp_path,))
    module._kept.cache_clear()


def test_that_two_networks_share_no_weight_and_answer_the_same() -> None:
    one, other = (load_network("efficientnet_lite0", 2, seed=0).eval() for _ in range(2))
    photos = torch.rand(1, 3, 64, 64, generator=torch.Generator().manual_seed(1))
    with torch.no_grad():
        answer = other(photos)
        assert torch.equal(one(photos), answer)
        for tensor in (*one.parameters(), *one.buffers()):
            tensor.zero_()
        assert torch.equal(other(photos), answer)


def test_that_a_file_that_was_damaged_meanwhile_is_noticed(lite0_copy: Pretrained) -> None:
    assert original(lite0_copy) is original(lite0_copy)
    path = lite0_copy.weights_file()
    data = bytearray(path.read_bytes())
    data[1_000_000] ^= 1
    path.write_bytes(data)
    os.utime(path, (1, 1))
    with pytest.raises(StudioError, match="was changed or is incomplete"):
        original(lite0_copy)
    path.unlink()
    with pytest.raises(StudioError, match="missing"):
        original(lite0_copy)


@pytest.mark.parametrize("name", ["conv_stem.weight", "bn1.running_mean"])
def test_that_a_changed_tensor_is_hashed_anew(name: str) -> None:
    network = load_network("efficientnet_lite0", 2, seed=0)
    network.freeze(["conv_stem", "bn1"])
    network.to(memory_format=torch.channels_last)
    loaded = network.fingerprint(network.frozen_state())
    assert loaded == fingerprint(network.frozen_state())
    with torch.no_grad():
        network.state_dict()[name][0] += 1
    assert network.fingerprint(network.frozen_state()) == fingerprint(network.frozen_state()) != loaded


def test_that_what_is_unchanged_is_not_hashed_again(monkeypatch: pytest.MonkeyPatch) -> None:
    networks = [load_network("efficientnet_lite0", 2, seed=seed) for seed in (0, 1)]
    for network in networks:
        network.freeze(["conv_stem", "bn1"])
    first = networks[0].fingerprint(networks[0].frozen_state())
    monkeypatch.setattr(module, "fingerprint", None)
    assert networks[1].fingerprint(networks[1].frozen_state()) == first


def test_that_weights_that_changed_in_memory_are_never_vouched_for(lite0_copy: Pretrained) -> None:
    loaded = original(lite0_copy)
    name, tensor = next(iter(loaded._body.state_dict().items()))
    with torch.no_grad():
        tensor.view(-1)[0] += 1
    with pytest.raises(StudioError, match="changed in this computer's memory"):
        loaded.fingerprint([name])
    assert original(lite0_copy) is not loaded


def test_that_a_network_too_large_to_keep_is_loaded_each_time(
    lite0_copy: Pretrained, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_KEPT_AT_MOST", 1000)
    assert original(lite0_copy) is None
    network = load_network("efficientnet_lite0", 2, seed=0)
    network.freeze(["conv_stem"])
    assert network.fingerprint(network.frozen_state()) == fingerprint(network.frozen_state())
    assert network.weights_hash == lite0_copy.sha256


class Tied(nn.Module):
    """Keeps a layer in two places, and in a list that torch does not know when it is told to."""

    def __init__(self, hidden: bool) -> None:
        super().__init__()
        self.first = nn.Linear(2, 2)
        self.second = self.first
        self.third = nn.Linear(2, 2)
        self.third.weight = self.first.weight
        self.register_buffer("steps", torch.zeros(1))
        self.hidden = [self.first] if hidden else []


@pytest.mark.parametrize("hidden", [False, True])
def test_that_a_copy_has_its_own_tensors_tied_as_in_the_first(hidden: bool) -> None:
    network = Tied(hidden)
    network.third.weight.requires_grad_(False)
    twin = construction.copier(network)()
    assert twin.first is twin.second is not network.first
    assert twin.third.weight is twin.first.weight
    assert not twin.third.weight.requires_grad
    assert not {id(tensor) for tensor in twin.state_dict(keep_vars=True).values()} & {
        id(tensor) for tensor in network.state_dict(keep_vars=True).values()
    }
    assert twin.hidden == ([twin.first] if hidden else [])
    twin.register_forward_hook(lambda *_: None)
    assert not network._forward_hooks
