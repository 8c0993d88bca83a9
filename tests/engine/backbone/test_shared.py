"""A network that uses one layer in two places, and one whose code asks a layer for more than its result."""

import torch
from torch import Tensor, nn

from tlstudio.backbone.construction import new_head
from tlstudio.backbone.network import Network
from tlstudio.backbone.preprocessing import Preprocessing
from tlstudio.backbone.survey import survey_network


class Block(nn.Module):
    """A convolution of its own behind one that all blocks have in common."""

    def __init__(self, common: nn.Module) -> None:
        super().__init__()
        self.common = common
        self.conv = nn.Conv2d(3, 3, 1)

    def forward(self, values: Tensor) -> Tensor:
        return self.conv(self.common(values))


class Sharing(nn.Module):
    """The common convolution is no child of its own, only the blocks'."""

    def __init__(self) -> None:
        super().__init__()
        common = nn.Conv2d(3, 3, 3, padding=1)
        self.blocks = nn.Sequential(Block(common), Block(common))

    def forward(self, photos: Tensor) -> Tensor:
        return self.blocks(photos).mean((2, 3))


class Asking(nn.Module):
    """Cannot be followed, as its way depends on a size, and wants to know the stem's number of channels."""

    def __init__(self) -> None:
        super().__init__()
        self.stem = nn.Conv2d(3, 4, 1)
        self.norm = nn.BatchNorm2d(4)

    def forward(self, photos: Tensor) -> Tensor:
        values = self.stem(photos)
        assert values.shape[1] == self.stem.out_channels
        return self.norm(values).mean((2, 3))


def network_of(body: type[nn.Module], features: int) -> Network:
    surveyed = survey_network(body().to("meta").eval(), body.__name__, features, 16)
    preprocessing = Preprocessing(16, 1.0, "bilinear", (0.5, 0.5, 0.5), (0.5, 0.5, 0.5))
    return Network(body(), new_head(features, 2, 0), surveyed, preprocessing, "").eval()


def test_that_a_shared_layer_is_frozen_once_and_kept_under_both_names() -> None:
    network = network_of(Sharing, 3)
    stateful = [row.path for row in network.tree.rows if row.stateful]
    assert stateful == ["blocks.0.common", "blocks.0.conv", "blocks.1.conv", "head"]
    network.freeze(["blocks.0.common"])
    assert not network.get_submodule("blocks.1.common").weight.requires_grad
    assert set(network.frozen_state()) == {
        *("blocks.0.common.weight", "blocks.0.common.bias"),
        *("blocks.1.common.weight", "blocks.1.common.bias"),
    }


def test_that_cuts_behind_a_shared_layer_ask_for_its_row() -> None:
    cuts = {cut.rows for cut in network_of(Sharing, 3).tree.cuts}
    first, both = {"blocks.0.common", "blocks.0.conv"}, {"blocks.0.common", "blocks.0.conv", "blocks.1.conv"}
    assert cuts == {frozenset({"blocks.0.common"}), frozenset(first), frozenset(both)}


def test_that_a_layer_that_is_passed_over_still_answers() -> None:
    network = network_of(Asking, 4)
    assert network.tree.note
    batch = torch.rand(2, 3, 16, 16, generator=torch.Generator().manual_seed(0))
    prefix, suffix = network.split(network.tree.cuts[0])
    assert network.tree.cuts[0].after == "stem"
    assert torch.equal(suffix(prefix(batch)), network(batch))
