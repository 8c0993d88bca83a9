from collections.abc import Callable

import pytest
import torch
from torch import Tensor

from tlstudio.backbone.catalogue import layer_tree
from tlstudio.backbone.freezing import freeze_map, parameter_counts
from tlstudio.backbone.network import Network, empty_network, load_network
from tlstudio.backbone.proof import fingerprint
from tlstudio.foundation.errors import UsageError

MakeBatch = Callable[..., Tensor]
SIZE = 64


@pytest.fixture
def network() -> Network:
    return load_network("efficientnet_lite0", 3, seed=0)


def train_steps(network: Network, batch: Tensor) -> None:
    """Two steps over all parameters, frozen ones included, with everything that could move a weight by itself."""
    optimiser = torch.optim.SGD(network.parameters(), lr=0.1, momentum=0.9, weight_decay=0.1)
    for _ in range(2):
        network.train()
        optimiser.zero_grad()
        network(batch).logsumexp(1).mean().backward()
        optimiser.step()


def test_that_frozen_weights_and_buffers_stay_while_all_others_change(network: Network, make_batch: MakeBatch) -> None:
    network.freeze(freeze_map(network.tree, "top", ["blocks.6.0.bn2"]))
    before = {name: tensor.clone() for name, tensor in network.state_dict().items()}
    proof = fingerprint(network.frozen_state())
    train_steps(network, make_batch(SIZE, 2))
    changed = {name for name, tensor in network.state_dict().items() if not torch.equal(tensor, before[name])}
    assert fingerprint(network.frozen_state()) == proof
    assert not changed & network.frozen_state().keys()
    assert changed == network.state_dict().keys() - network.frozen_state().keys()


def test_that_fine_tuning_everything_changes_every_layer(network: Network, make_batch: MakeBatch) -> None:
    network.freeze(())
    before = {name: tensor.clone() for name, tensor in network.state_dict().items()}
    train_steps(network, make_batch(SIZE, 2))
    assert all(not torch.equal(tensor, before[name]) for name, tensor in network.state_dict().items())


def test_that_a_frozen_batch_norm_keeps_its_statistics(network: Network, make_batch: MakeBatch) -> None:
    network.freeze(("bn1",))
    network.train()
    norms = {path: network.get_submodule(path) for path in ("bn1", "blocks.1.0.bn1")}
    before = {path: norm.running_mean.clone() for path, norm in norms.items()}  # type: ignore[operator, union-attr]
    network(make_batch(SIZE, 2))
    assert torch.equal(norms["bn1"].running_mean, before["bn1"])  # type: ignore[arg-type]
    assert not torch.equal(norms["blocks.1.0.bn1"].running_mean, before["blocks.1.0.bn1"])  # type: ignore[arg-type]


def test_that_freezing_is_a_statement_of_the_whole_state(network: Network) -> None:
    network.freeze(freeze_map(network.tree, "features"))
    network.freeze(("conv_stem",))
    network.freeze(("conv_stem",))
    assert network.frozen == ("conv_stem",)
    assert [name for name, weight in network.named_parameters() if not weight.requires_grad] == ["conv_stem.weight"]
    assert network.frozen_state().keys() == {"conv_stem.weight"}
    assert network.get_submodule("bn1").training


def test_that_a_row_that_does_not_exist_cannot_be_frozen(network: Network) -> None:
    with pytest.raises(UsageError, match=r"blocks\.99 cannot be frozen"):
        network.freeze(("blocks.99",))


def test_that_dropout_rests_only_where_everything_beside_it_is_frozen() -> None:
    network = empty_network("vgg11", 2)
    network.freeze(freeze_map(network.tree, "features"))
    network.train()
    assert not network.get_submodule("classifier.2").training
    network.freeze(freeze_map(network.tree, "features", (), ["classifier.3"]))
    assert network.get_submodule("classifier.2").training


def test_that_drop_path_rests_only_in_frozen_blocks() -> None:
    network = empty_network("efficientnet_b0", 2)
    network.freeze(freeze_map(network.tree, "top"))
    network.train()
    assert not network.get_submodule("features.2.1.stochastic_depth").training
    assert network.get_submodule("features.6.1.stochastic_depth").training
    assert network.get_submodule("classifier.0").training  # the dropout in front of the head


def test_that_a_parameter_without_a_layer_can_be_frozen_by_its_own_name() -> None:
    network = empty_network("vit_b_32", 2)
    network.freeze(("class_token", "encoder.layers.encoder_layer_0.self_attention.in_proj_weight"))
    still = [name for name, weight in network.named_parameters() if not weight.requires_grad]
    assert still == ["class_token", "encoder.layers.encoder_layer_0.self_attention.in_proj_weight"]


@pytest.mark.parametrize("name", ["efficientnet_lite0", "swin_t", "vit_b_32", "googlenet"])
def test_that_names_of_weights_are_the_rows_own_paths(name: str) -> None:
    network = empty_network(name, 5)
    rows = {row.path for row in network.tree.rows if row.stateful}
    for weight, _ in network.named_parameters():
        assert weight in rows or weight.rpartition(".")[0] in rows
    assert network.get_parameter("head.weight").shape == (5, network.tree.features)
    assert parameter_counts(network.tree, ())[1] == sum(weight.numel() for weight in network.parameters())
    assert network.tree == layer_tree(name, 5)


def test_that_an_empty_network_filled_with_the_weights_answers_alike(network: Network, make_batch: MakeBatch) -> None:
    other = empty_network("efficientnet_lite0", 3)
    other.load_state_dict(network.state_dict())
    batch = make_batch(SIZE)
    assert torch.equal(other.eval()(batch), network.eval()(batch))


def test_that_a_filled_vit_has_its_loose_parameters_filled_too(make_batch: MakeBatch) -> None:
    network = load_network("vit_b_32", 2, seed=3, random_weights=True).eval()
    other = empty_network("vit_b_32", 2).eval()
    other.load_state_dict(network.state_dict())
    batch = make_batch(224)
    with torch.no_grad():
        assert torch.equal(other(batch), network(batch))


def test_that_moving_a_network_moves_its_loose_parameters_for_its_body_too(make_batch: MakeBatch) -> None:
    network = load_network("vit_b_32", 2, seed=3, random_weights=True).to(torch.float64).eval()
    with torch.no_grad():
        assert network(make_batch(224).double()).dtype is torch.float64


def test_that_random_weights_and_head_depend_on_the_seed_alone() -> None:
    before = torch.get_rng_state()
    one, same, other = (load_network("resnet18", 2, seed=seed, random_weights=True) for seed in (1, 1, 2))
    assert torch.equal(torch.get_rng_state(), before)
    assert fingerprint(one.state_dict()) == fingerprint(same.state_dict())
    assert not torch.equal(one.get_parameter("conv1.weight"), other.get_parameter("conv1.weight"))
    assert not torch.equal(one.get_parameter("head.weight"), other.get_parameter("head.weight"))
    assert not one.get_parameter("head.bias").any()
    assert one.weights_hash == ""
