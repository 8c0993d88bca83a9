"""Networks that are hard to follow: told something beside the photos, or with blocks whose way depends on values."""

import torch
from torch import Tensor, nn

from tlstudio.backbone.construction import new_head
from tlstudio.backbone.network import Network
from tlstudio.backbone.preprocessing import Preprocessing
from tlstudio.backbone.survey import survey_network


class Undecided(nn.Module):
    """A block that looks at the size of what it is given."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(4, 4, 1)
        self.norm = nn.BatchNorm2d(4)
        self.drop = nn.Dropout(0.5)

    def forward(self, values: Tensor) -> Tensor:
        values = self.drop(self.norm(self.conv(values)))
        return values[..., 1:] if values.shape[-1] % 2 else values


class Told(nn.Module):
    """Can be told to mirror, and to mask; reads what it is told before and behind its blocks."""

    def __init__(self) -> None:
        super().__init__()
        self.stem = nn.Conv2d(3, 4, 3, padding=1)
        self.blocks = nn.Sequential(Undecided(), Undecided())
        self.norm = nn.BatchNorm2d(4)
        self.pool = nn.AdaptiveAvgPool2d(1)

    def forward(self, photos: Tensor, mirror: bool = False, *, mask: Tensor | None = None) -> Tensor:
        values = self.stem(photos.flip(-1) if mirror else photos)
        values = self.norm(self.blocks(values))
        values = values if mask is None else values * mask
        return self.pool(values.flip(-1) if mirror else values).flatten(1)


def told() -> Network:
    surveyed = survey_network(Told().to("meta").eval(), "told", 4, 16)
    preprocessing = Preprocessing(16, 1.0, "bilinear", (0.5, 0.5, 0.5), (0.5, 0.5, 0.5))
    return Network(Told().eval(), new_head(4, 2, 0), surveyed, preprocessing, "").eval()


def test_that_what_a_network_may_be_told_is_no_way_for_the_data() -> None:
    assert [cut.after for cut in told().tree.cuts] == ["stem", "blocks.0.drop", "blocks.1.drop", "pool"]


def test_that_a_block_that_cannot_be_followed_is_one_step_and_the_rest_is_followed() -> None:
    network = told()
    assert network.tree.note == ""
    first = network.tree.cuts[1]
    assert first.rows == {"stem", "blocks.0.conv", "blocks.0.norm"}
    batch = torch.rand(2, 3, 16, 16, generator=torch.Generator().manual_seed(0))
    for cut in network.tree.cuts:
        prefix, suffix = network.split(cut)
        assert torch.equal(suffix(prefix(batch)), network(batch))


class Shaking(nn.Module):
    """A dropout in a block that cannot be followed."""

    def __init__(self) -> None:
        super().__init__()
        self.drop = nn.Dropout(0.5)

    def forward(self, values: Tensor) -> Tensor:
        return self.drop(values) if values.shape[-1] > 1 else values


class Shaken(nn.Module):
    """A stem, then a dropout and a convolution in one group."""

    def __init__(self) -> None:
        super().__init__()
        self.stem = nn.Conv2d(3, 4, 1)
        self.group = nn.Sequential(Shaking(), nn.Conv2d(4, 4, 1))

    def forward(self, photos: Tensor) -> Tensor:
        return self.group(self.stem(photos)).mean((2, 3))


def test_that_no_cut_lies_behind_a_hidden_dropout_that_is_on() -> None:
    tree = survey_network(Shaken().to("meta").eval(), "shaken", 4, 16).tree
    assert [(cut.after, cut.rows) for cut in tree.cuts] == [
        ("stem", {"stem"}),
        ("group.1", {"stem", "group.1"}),
    ]
