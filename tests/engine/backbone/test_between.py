"""The part of a network between two cuts."""

from collections.abc import Callable

import pytest
import torch
from torch import Tensor

from tlstudio.backbone.network import Network, load_network

MakeBatch = Callable[..., Tensor]


@pytest.mark.parametrize("name", ["efficientnet_lite0", "densenet121", "swin_t"])
def test_that_parts_one_after_another_give_what_the_whole_gives(name: str, make_batch: MakeBatch) -> None:
    network = load_network(name, 3, seed=1, random_weights=True).eval()
    batch = make_batch(network.preprocessing.size)
    first, second = network.tree.cuts[1], network.tree.cuts[-2]
    parts = [network.between(None, first), network.between(first, second), network.between(second, None)]
    with torch.no_grad():
        whole = network(batch)
        assert torch.equal(network.between(None, None)(batch), whole)
        for part in parts:
            batch = part(batch)
    assert torch.equal(batch, whole)


def test_that_all_cuts_are_seen_in_one_run(make_batch: MakeBatch) -> None:
    network = load_network("resnet18", 3, seed=1, random_weights=True).eval()
    batch = make_batch(64)
    at_cuts = network.at_cuts()
    assert at_cuts is not None
    with torch.no_grad():
        passing = at_cuts(batch)
        assert len(passing) == len(network.tree.cuts)
        assert all(
            torch.equal(values, network.between(None, cut)(batch))
            for values, cut in zip(passing, network.tree.cuts, strict=True)
        )


def disturbed(network: Network, name: str) -> None:
    """Change one weight or buffer a little."""
    tensor = dict((*network.named_parameters(), *network.named_buffers()))[name]
    with torch.no_grad():
        tensor.add_(1)


@pytest.mark.parametrize("name", ["resnet18", "vit_b_32"])
def test_that_what_decides_a_cut_is_all_that_lies_in_front_of_it(name: str, make_batch: MakeBatch) -> None:
    network = load_network(name, 3, seed=1, random_weights=True).eval()
    cut = network.tree.cuts[2]
    state = network.front_state(cut)
    batch = make_batch(network.preprocessing.size)
    front = network.between(None, cut)
    with torch.no_grad():
        before = front(batch)
        for other in network.state_dict().keys() - state.keys():
            disturbed(network, other)
        assert torch.equal(front(batch), before)
        for own in [name for name in state if not name.endswith("num_batches_tracked")]:
            disturbed(network, own)
            after = front(batch)
            assert not torch.equal(after, before), own
            before = after


def test_that_a_parameter_without_a_layer_is_part_of_the_front() -> None:
    network = load_network("vit_b_32", 3, seed=1, random_weights=True)
    assert "class_token" in network.front_state(network.tree.cuts[-1])
    assert "head.weight" not in network.front_state(network.tree.cuts[-1])
