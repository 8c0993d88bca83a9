"""A model that was cut, as the start of the next: nothing behind its cut comes back."""

from pathlib import Path

import pytest
import torch
from torch import Tensor

from tlstudio.backbone.catalogue import find, layer_tree
from tlstudio.backbone.network import Network, empty_network, load_network
from tlstudio.backbone.tree import HeadDesign
from tlstudio.foundation.errors import StudioError, UsageError
from tlstudio.modelfile.container import write_model
from tlstudio.modelfile.description import Description, Scores

NAME = "efficientnet_lite0"
DESIGN = HeadDesign((8,), 0.2, "blocks.2")


def describe(network: Network, head: dict[str, object]) -> Description:
    preprocessing = {name: getattr(network.preprocessing, name) for name in network.preprocessing.__struct_fields__}
    return Description(
        classes=["ants", "bees"],
        backbone=NAME,
        backbone_sha256=network.weights_hash,
        frozen=[],
        frozen_sha256=None,
        head=head,
        input={},
        preprocessing=preprocessing,
        recipe={},
        runtime={},
        scores=Scores(2, 2, 1.0, (0.3, 1.0), 0.1, 1, used_to_choose=True),
        versions={},
    )


def save(path: Path, drop: str = "") -> dict[str, Tensor]:
    """A model cut behind blocks.2, without the tensor `drop`; returns its weights, moved away from the publisher's."""
    network = load_network(NAME, 2, seed=0, design=DESIGN)
    weights = {
        name: tensor * 1.25 if tensor.is_floating_point() else tensor.clone()
        for name, tensor in network.state_dict().items()
        if name != drop
    }
    head = {"type": "layers", "features": 40, "hidden": [8], "dropout": 0.2, "cut": "blocks.2"}
    write_model(path, describe(network, head), weights)
    return weights


@pytest.fixture
def model(tmp_path: Path) -> Path:
    save(tmp_path / "cut.tlmodel")
    return tmp_path / "cut.tlmodel"


def test_that_its_tree_ends_where_it_was_cut(model: Path) -> None:
    assert find(str(model)).cut == "blocks.2"
    tree = layer_tree(str(model), 3)
    assert tree.head == HeadDesign(cut="blocks.2")
    assert tree.features == 40
    left = sum(row.parameters for row in tree.rows if row.stateful)
    assert find(str(model)).parameters == pytest.approx(left, rel=0.2)
    assert [row.path for row in tree.rows if row.parent == "blocks"] == ["blocks.0", "blocks.1", "blocks.2"]


def test_that_its_body_is_the_models_and_nothing_behind_the_cut_is_there(tmp_path: Path) -> None:
    path = tmp_path / "cut.tlmodel"
    weights = save(path)
    network = load_network(str(path), 3, seed=0)
    state = network.state_dict()
    body = {name for name in weights if not name.startswith("head.")}
    assert {name for name in state if not name.startswith("head.")} == body
    assert all(torch.equal(state[name], weights[name]) for name in body)
    assert state["head.weight"].shape == (3, 40)
    assert {name for name, _ in network._body.named_parameters()} <= body
    assert not [name for name, module in network.named_modules() if name.startswith(("blocks.3", "conv_head", "bn2"))]


def test_that_it_gives_what_the_models_own_network_gives_there(tmp_path: Path) -> None:
    path = tmp_path / "cut.tlmodel"
    weights = save(path)
    first = empty_network(NAME, 2, DESIGN).eval()
    first.load_state_dict(weights)
    next_one = load_network(str(path), 3, seed=0).eval()
    batch = torch.rand(2, 3, 64, 64)
    with torch.no_grad():
        means = first.split(first.tree.cuts[-1])[0](batch)
        assert torch.equal(next_one.split(next_one.tree.cuts[-1])[0](batch), means)
        assert torch.equal(next_one(batch), next_one.get_submodule("head")(means))


def test_that_it_is_cut_further_in_front_and_not_behind(model: Path) -> None:
    shorter = load_network(str(model), 2, seed=0, design=HeadDesign(cut="blocks.0"))
    assert shorter.tree.features == 16
    assert not [name for name in shorter.state_dict() if name.startswith(("blocks.1", "blocks.2"))]
    again = load_network(str(model), 2, seed=0, design=HeadDesign((4,), cut="blocks.2"))
    assert again.tree.rows[-1].parameters == 41 * 4 + 5 * 2
    with pytest.raises(UsageError, match=r"cannot be cut behind blocks\.4: it ends behind blocks\.2 already"):
        load_network(str(model), 2, seed=0, design=HeadDesign(cut="blocks.4"))


@pytest.mark.parametrize("missing", ["conv_stem.weight", "blocks.2.1.bn3.running_var"])
def test_that_a_model_without_a_tensor_in_front_of_its_cut_is_refused(tmp_path: Path, missing: str) -> None:
    save(tmp_path / "torn.tlmodel", drop=missing)
    with pytest.raises(StudioError, match="changed or is incomplete"):
        load_network(str(tmp_path / "torn.tlmodel"), 2, seed=0)


def test_that_a_model_with_tensors_behind_its_cut_is_refused(tmp_path: Path) -> None:
    network = load_network(NAME, 2, seed=0)
    weights = {name: tensor.clone() for name, tensor in network.state_dict().items()}
    path = tmp_path / "more.tlmodel"
    write_model(path, describe(network, {"type": "linear", "features": 40, "cut": "blocks.2"}), weights)
    with pytest.raises(StudioError, match="changed or is incomplete"):
        load_network(str(path), 2, seed=0)


@pytest.mark.parametrize(
    ("head", "said"),
    [
        ({"hidden": [-1]}, "does not say what its head is made of"),
        ({"cut": ["blocks"]}, "does not say what its head is made of"),
        ({"cut": "no.such\x1b[2Jlayer"}, "cannot be cut behind no.such"),
        ({"hidden": [16_384] * 8}, "its weights do not belong to the network"),
    ],
)
def test_that_a_hostile_head_in_a_model_is_one_sentence(tmp_path: Path, head: dict[str, object], said: str) -> None:
    from tlstudio.prediction.predictor import load_model

    network = load_network(NAME, 2, seed=0)
    path = tmp_path / "hostile.tlmodel"
    write_model(path, describe(network, head), {name: one.clone() for name, one in network.state_dict().items()})
    with pytest.raises(StudioError) as refused:
        load_model(path)
    assert said in str(refused.value)
    assert "\x1b" not in str(refused.value)
    assert "\n" not in str(refused.value)
