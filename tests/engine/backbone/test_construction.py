"""Building a network without its random numbers: what it computes for itself must be there all the same."""

from collections.abc import Callable

import pytest
import timm
import torch
from torch import Tensor, nn

from tlstudio.backbone.construction import build_unallocated

MakeBatch = Callable[..., Tensor]


class Positions(nn.Module):
    """Fills a table that no weights file has, where its weights are; random numbers are drawn in every usual way."""

    def __init__(self) -> None:
        super().__init__()
        self.linear = nn.Linear(4, 4)
        nn.init.normal_(self.linear.weight.data)
        self.linear.weight.data.mul_(0.02)
        self.token = nn.Parameter(torch.randn(1, 4) * 0.02)
        table = torch.empty(4, device=self.linear.weight.device)
        self.register_buffer("table", table, persistent=False)
        self.table.copy_(torch.arange(4.0)).mul_(3)
        nn.init.trunc_normal_(self.linear.bias)

    def forward(self, values: Tensor) -> Tensor:
        return self.linear(values + self.table + self.token)


def test_that_what_a_network_computes_for_itself_is_right() -> None:
    network = build_unallocated(Positions)
    assert network.table.tolist() == [0, 3, 6, 9]
    assert not network.training


def test_that_building_draws_no_random_number() -> None:
    before = torch.get_rng_state()
    build_unallocated(Positions)
    assert torch.equal(torch.get_rng_state(), before)


def test_that_with_weights_it_is_the_librarys_own(make_batch: MakeBatch) -> None:
    own = timm.create_model("efficientvit_m0", pretrained=False).eval()
    network = build_unallocated(lambda: timm.create_model("efficientvit_m0", pretrained=False))
    network.load_state_dict(own.state_dict(), strict=True, assign=True)
    with torch.no_grad():
        assert torch.equal(network(make_batch(224)), own(make_batch(224)))


class Limited(nn.Module):
    """Its weights lie where something far beyond their limits lay before."""

    def __init__(self) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.full((4, 4), 1e9))
        nn.init.trunc_normal_(self.weight, std=0.02)


@pytest.mark.timeout(20)
def test_that_numbers_within_limits_are_not_waited_for_in_whatever_lay_in_memory() -> None:
    assert build_unallocated(Limited).weight.abs().max() <= 2
