"""timm's networks: what the list says is what timm builds; weights files are safetensors, sealed, and fit exactly."""

import hashlib
import re
from collections.abc import Callable
from pathlib import Path

import pytest
import safetensors.torch
import torch
from torch import Tensor

from tlstudio.backbone.catalogue import entries, find
from tlstudio.backbone.construction import build_unallocated
from tlstudio.backbone.network import load_network
from tlstudio.backbone.seals import Seal, write_seal
from tlstudio.backbone.survey import survey
from tlstudio.backbone.weights import load_weights
from tlstudio.foundation.errors import StudioError, UsageError
from tlstudio.foundation.folders import weights_folder

SMALL = "test_vit.r160_in1k"

Put = Callable[[str, dict[str, Tensor]], Path]


@pytest.fixture
def put() -> Put:
    """Puts tensors into the weights folder as the file of a network, sealed as a download is."""

    def write(name: str, tensors: dict[str, Tensor]) -> Path:
        weights_folder().mkdir(parents=True, exist_ok=True)
        path = weights_folder() / find(name).file
        data = safetensors.torch.save(tensors)
        path.write_bytes(data)
        write_seal(path, Seal(hashlib.sha256(data).hexdigest(), "a test"))
        return path

    return write


def test_that_names_never_meet_torchvisions() -> None:
    names = [entry.name for entry in entries(every=True)]
    assert len(names) == len(set(names)) > 1300
    timms = [entry for entry in entries(every=True) if entry.source == "timm"]
    assert all("." in entry.name for entry in timms)
    assert {"resnet50", "resnet50.a1_in1k"} < set(names)
    with pytest.raises(UsageError, match=r"Near it: mobilenetv4_conv_small\."):
        find("mobilenetv4_conv_small")


def test_that_the_usual_list_has_each_architecture_once() -> None:
    timms = [entry.name for entry in entries() if entry.source == "timm"]
    assert 900 < len(timms) == len({name.partition(".")[0] for name in timms})
    assert "resnet50.a1_in1k" in timms
    assert "resnet50.tv_in1k" not in timms


def test_that_the_list_is_safe_to_fetch_from() -> None:
    for entry in entries(every=True):
        if entry.source == "timm":
            found = find(entry.name)
            assert re.fullmatch(r"https://[^/]+/[\w-]+/[\w.-]+/resolve/main/model\.safetensors", found.url)
            assert re.fullmatch(r"[\w.-]+\.safetensors", found.file)
            assert found.sealed
            assert entry.top1 is None


@pytest.mark.parametrize("name", [SMALL, "test_convnext.r160_in1k", "deit_tiny_distilled_patch16_224.fb_in1k"])
def test_that_the_list_counts_what_timm_builds(name: str) -> None:
    import timm

    pretrained = find(name)
    network = build_unallocated(pretrained.build)
    config = timm.models.get_pretrained_cfg(name)
    assert pretrained.parameters == sum(weight.numel() for weight in network.parameters())
    assert pretrained.bytes == sum(value.numel() * value.element_size() for value in network.state_dict().values())
    assert (pretrained.preprocessing.size, pretrained.preprocessing.mean) == (config.input_size[1], config.mean)


@pytest.mark.parametrize("name", ["test_convnext.r160_in1k", "deit_tiny_distilled_patch16_224.fb_in1k"])
def test_that_what_is_left_of_a_group_called_head_keeps_clear_of_the_new_head(name: str) -> None:
    tree = survey(find(name)).tree
    paths = [row.path for row in tree.rows]
    assert len(paths) == len(set(paths))
    assert paths[-1] == "head"
    assert not any(path.startswith("head.") for path in paths)
    network = load_network(name, 3, seed=0, random_weights=True)
    assert sum(row.parameters for row in tree.rows if row.stateful and row.path != "head") == sum(
        weight.numel() for path, weight in network.named_parameters() if not path.startswith("head.")
    )
    assert network(torch.zeros(1, 3, network.preprocessing.size, network.preprocessing.size)).shape == (1, 3)


def test_that_layers_left_in_the_old_head_can_be_frozen_and_come_after_a_cut() -> None:
    network = load_network("test_convnext.r160_in1k", 2, seed=0, random_weights=True).eval()
    assert "before_head.norm" in [row.path for row in network.tree.rows]
    network.freeze(["before_head.norm"])
    assert not network.get_parameter("before_head.norm.weight").requires_grad
    batch = torch.randn(2, 3, 160, 160, generator=torch.Generator().manual_seed(0))
    with torch.no_grad():
        for cut in network.tree.cuts:
            front, rest = network.split(cut)
            assert torch.equal(rest(front(batch)), network(batch))


def test_that_a_sealed_file_is_loaded(put: Put) -> None:
    original = find(SMALL).build().state_dict()
    assert find(SMALL).located() is None
    path = put(SMALL, original)
    assert next(entry for entry in entries() if entry.name == SMALL).state == "on disk"
    network = load_network(SMALL, 2, seed=0)
    assert network.weights_hash == hashlib.sha256(path.read_bytes()).hexdigest()
    assert torch.equal(network.state_dict()["blocks.0.attn.qkv.weight"], original["blocks.0.attn.qkv.weight"])


def test_that_half_precision_and_older_names_are_understood(put: Put) -> None:
    state = {name: tensor.half() for name, tensor in find("test_convnext.r160_in1k").build().state_dict().items()}
    old = {name.replace("head.fc.", "head."): tensor for name, tensor in state.items()}
    old = {name.replace("head.norm.", "norm."): tensor for name, tensor in old.items()}
    put("test_convnext.r160_in1k", old)
    network = load_network("test_convnext.r160_in1k", 2, seed=0)
    wanted = state["head.norm.weight"].float()
    assert torch.equal(network.state_dict()["before_head.norm.weight"], wanted)


def test_that_a_file_without_a_seal_does_not_count(put: Put) -> None:
    path = put(SMALL, find(SMALL).build().state_dict())
    path.with_name(f"{path.name}.json").unlink()
    with pytest.raises(StudioError, match=r"not on this computer.*--download test_vit"):
        load_network(SMALL, 2, seed=0)


@pytest.mark.parametrize("harm", ["bit", "nan", "name", "shape", "huge", "pickle"])
def test_that_a_file_that_is_not_this_networks_is_never_used(put: Put, harm: str, tmp_path: Path) -> None:
    state = find(SMALL).build().state_dict()
    if harm == "nan":
        state["norm.weight"][0] = float("nan")
    elif harm == "name":
        state["more"] = torch.ones(1)
    elif harm == "shape":
        state["norm.weight"] = torch.ones(7)
    path = put(SMALL, state)
    if harm == "bit":
        data = bytearray(path.read_bytes())
        data[-1] ^= 1
        path.write_bytes(data)
    elif harm in ("huge", "pickle"):
        data = b"\0" * (find(SMALL).most_bytes + 1) if harm == "huge" else b"\x80\x02cos\nmkdir\nU\x05/tmp/x\x85R."
        path.write_bytes(data)
        write_seal(path, Seal(hashlib.sha256(data).hexdigest(), "a poisoner"))
    with pytest.raises(StudioError, match="was changed or is incomplete"):
        load_weights(build_unallocated(find(SMALL).build), find(SMALL))
