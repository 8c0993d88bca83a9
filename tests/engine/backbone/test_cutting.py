"""Networks cut behind a layer: what passes there, averaged, and nothing of what stood behind it."""

import pytest
import torch
from network_checks import has_a_row_for_each_parameter, pictures
from torch import Tensor, nn

from tlstudio.backbone.construction import designed_head
from tlstudio.backbone.cutting import averaged
from tlstudio.backbone.freezing import border, freeze_map
from tlstudio.backbone.heads import places_to_cut
from tlstudio.backbone.network import Network, empty_network, load_network
from tlstudio.backbone.proof import fingerprint
from tlstudio.backbone.tree import HeadDesign
from tlstudio.foundation.errors import UsageError

PLACES = [
    ("resnet18", "layer3.0"),
    ("deit_tiny_distilled_patch16_224.fb_in1k", "blocks.5"),
    ("swin_t", "features.3"),
    ("densenet121", "features.denseblock2"),
    ("squeezenet1_0", "features.5"),
]


def own_mean(values: Tensor, channels: int) -> Tensor:
    """Each channel's mean, found by its size alone."""
    others = [side for side in range(1, values.ndim) if values.shape[side] != channels]
    return values.mean(others) if others else values


def both(name: str, cut: str | None) -> tuple[Network, Network]:
    """The whole network and the cut one, with the same random weights."""
    whole, part = (
        load_network(name, 3, seed=0, random_weights=True, design=HeadDesign(cut=place)).eval() for place in (None, cut)
    )
    return whole, part


@pytest.mark.parametrize(("name", "cut"), PLACES)
def test_that_a_cut_network_gives_the_means_of_what_passes_there_and_has_no_more_weights(name: str, cut: str) -> None:
    whole, part = both(name, cut)
    batch = pictures(part)
    place = places_to_cut(whole.tree)[cut]
    with torch.no_grad():
        expected = own_mean(whole.split(place)[0](batch), part.tree.features)
        means = part.split(part.tree.cuts[-1])[0](batch)
        torch.testing.assert_close(means, expected, rtol=1e-4, atol=1e-5)
        assert torch.equal(part(batch), part.get_submodule("head")(means))
    assert means.shape == (len(batch), part.tree.features)
    check_weights(whole, part)


def check_weights(whole: Network, part: Network) -> None:
    """Those behind the cut are gone, all others as they were."""
    rows = {row.path for row in part.tree.rows}
    state, before = part.state_dict(), whole.state_dict()
    kept = {weight for weight in before if whole.owners[weight] in rows}
    assert state.keys() == kept
    assert len(kept) < len(before)
    assert all(torch.equal(state[weight], before[weight]) for weight in kept if not weight.startswith("head."))
    assert has_a_row_for_each_parameter(part)
    graph = {str(node.target) for node in part._graph().nodes if node.op in ("call_module", "get_attr")}
    assert not [target for target in graph if target in before and target not in state]


@pytest.mark.parametrize(("name", "cut"), PLACES[:2])
def test_that_frozen_layers_stay_and_the_others_learn_in_front_of_a_cut(name: str, cut: str) -> None:
    network = both(name, cut)[1]
    stateful = [row.path for row in network.tree.rows if row.stateful and row.path != "head"]
    network.freeze(stateful[: len(stateful) // 2])
    before = {weight: tensor.clone() for weight, tensor in network.state_dict().items()}
    proof = fingerprint(network.frozen_state())
    optimiser = torch.optim.SGD(network.parameters(), lr=0.1, momentum=0.9, weight_decay=0.1)
    nn.functional.cross_entropy(network.train()(pictures(network)), torch.tensor([0, 1])).backward()
    optimiser.step()
    moved = {weight for weight, tensor in network.state_dict().items() if not torch.equal(tensor, before[weight])}
    assert fingerprint(network.frozen_state()) == proof
    assert not moved & network.frozen_state().keys()
    assert "head.weight" in moved
    assert any(network.owners[weight] == stateful[-1] for weight in moved)


def test_that_the_border_of_frozen_layers_is_right_in_front_of_the_head() -> None:
    network = load_network("efficientnet_lite0", 2, seed=0, design=HeadDesign((8,), cut="blocks.4")).eval()
    tree = network.tree
    end = border(tree, freeze_map(tree, "features"))
    assert end == tree.cuts[-1]
    assert end.output == (112,)
    batch = torch.rand(2, 3, 64, 64)
    front, rest = network.split(end)
    assert sum(parameter.numel() for parameter in rest.parameters()) == tree.rows[-1].parameters
    with torch.no_grad():
        assert torch.equal(rest(front(batch)), network(batch))
        for cut in tree.cuts[::9]:
            front, rest = network.split(cut)
            assert torch.equal(rest(front(batch)), network(batch)), cut.node


def test_that_the_pretrained_weights_in_memory_stay_whole_when_a_network_is_cut() -> None:
    cut = load_network("efficientnet_lite0", 2, seed=0, design=HeadDesign(cut="blocks.0"))
    whole = load_network("efficientnet_lite0", 2, seed=0)
    assert {"conv_head.weight", "blocks.6.0.conv_pw.weight"} <= whole.state_dict().keys()
    assert not {"conv_head.weight", "blocks.6.0.conv_pw.weight"} & cut.state_dict().keys()
    assert len(cut.weights_hash) == 64
    assert cut.weights_hash == whole.weights_hash


def test_that_an_empty_cut_network_filled_with_the_weights_answers_alike() -> None:
    design = HeadDesign((16, 4), 0.3, "blocks.2")
    network = load_network("efficientnet_lite0", 3, seed=0, design=design).eval()
    other = empty_network("efficientnet_lite0", 3, design).eval()
    other.load_state_dict(network.state_dict())
    batch = torch.rand(2, 3, 64, 64)
    assert other.tree == network.tree
    with torch.no_grad():
        assert torch.equal(other(batch), network(batch))


def test_that_dropout_is_on_while_training_and_off_in_front_of_scores() -> None:
    network = load_network("efficientnet_lite0", 2, seed=0, design=HeadDesign((256,), 0.5, "blocks.0"))
    network.freeze(freeze_map(network.tree, "features"))
    batch = torch.rand(1, 3, 64, 64)
    with torch.no_grad():
        network.train()
        assert not torch.equal(network(batch), network(batch))
        network.eval()
        assert torch.equal(network(batch), network(batch))


def test_that_a_head_is_made_as_designed_and_the_same_for_a_seed() -> None:
    linear, dropped, deep = (
        designed_head(design, 6, 2, 0) for design in (HeadDesign(), HeadDesign((), 0.5), HeadDesign((5, 3), 0.5))
    )
    kinds = [[type(layer).__name__ for layer in head.modules()] for head in (linear, dropped, deep)]
    assert kinds == [
        ["Linear"],
        ["Sequential", "Dropout", "Linear"],
        ["Sequential", *["Linear", "ReLU", "Dropout"] * 2, "Linear"],
    ]
    again = designed_head(HeadDesign((5, 3), 0.5), 6, 2, 0).state_dict()
    assert all(torch.equal(tensor, again[name]) for name, tensor in deep.state_dict().items())


def test_that_an_empty_head_costs_neither_random_numbers_nor_memory() -> None:
    before = torch.random.get_rng_state()
    network = empty_network("efficientnet_lite0", 2, HeadDesign((16_384,) * 8, cut="conv_stem"))
    assert network.tree.rows[-1].parameters > 7 * 16_384**2
    assert torch.equal(torch.random.get_rng_state(), before)


@pytest.mark.parametrize(
    ("shape", "mean"),
    [((2, 3, 4, 4), (2, 3)), ((2, 4, 4, 6), (2, 6)), ((2, 10, 6), (2, 6)), ((2, 6), (2, 6)), ((2, 3, 1, 1), (2, 3))],
)
def test_that_means_are_taken_of_maps_and_tokens(shape: tuple[int, ...], mean: tuple[int, ...]) -> None:
    assert averaged(torch.ones(shape)).shape == mean


def test_that_a_network_that_cannot_be_followed_says_so() -> None:
    with pytest.raises(UsageError, match="cannot be cut, as its inside cannot be followed"):
        empty_network("test_vit.r160_in1k", 2, HeadDesign(cut="patch_embed"))
