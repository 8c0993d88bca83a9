"""What every network must be able to do: a row for each parameter, frozen at a stage, cut at the border, trained."""

import copy
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from tlstudio.backbone.freezing import border, border_caveat, parameter_counts
from tlstudio.backbone.network import Network, empty_network, load_network
from tlstudio.backbone.tree import Cut, LayerTree

CLASSES = 3
_PHOTOS = 2


@dataclass(frozen=True)
class Step:
    """One training step with everything up to a stage frozen. `moved` of `trained` tensors are others after it."""

    border: Cut | None
    caveat: str | None
    frozen_unchanged: bool
    moved: int
    trained: int
    head_moved: bool

    @property
    def is_right(self) -> bool:
        """The frozen part stayed as it is, bit for bit, the head and something besides it did not."""
        return self.frozen_unchanged and self.head_moved and (self.moved > 2 or self.trained <= 2)


def random_network(name: str) -> Network:
    """The network of that name with random weights, always the same.

    Its batch norms have looked at pictures once: by chance alone, values can fade away on their way to the head.
    """
    network = load_network(name, CLASSES, seed=0, random_weights=True)
    norms = [module for module in network.modules() if isinstance(module, nn.modules.batchnorm._BatchNorm)]
    for norm in norms:
        norm.momentum = 1.0
    with torch.no_grad():
        network.train()(pictures(network))
    return network


def pictures(network: Network) -> Tensor:
    """Random pictures of the size that the network expects: float32 (photos, 3, size, size)."""
    size = network.preprocessing.size
    return torch.randn(_PHOTOS, 3, size, size, generator=torch.Generator().manual_seed(0))


def stages(tree: LayerTree) -> list[tuple[str, ...]]:
    """For each stage in front of the head's, the freeze map with everything up to it."""
    rows = [row for row in tree.rows if row.stateful]
    last = max((row.stage for row in rows if row.path != "head"), default=0)
    upto = [tuple(row.path for row in rows if row.stage <= stage and row.path != "head") for stage in range(last + 1)]
    return list(dict.fromkeys(frozen for frozen in upto if frozen))


def has_a_row_for_each_parameter(network: Network) -> bool:
    """Each parameter belongs to a row that can be frozen, each path stands there once, and nothing is counted twice."""
    paths = [row.path for row in network.tree.rows]
    network.freeze(row.path for row in network.tree.rows if row.stateful)
    frozen = not any(parameter.requires_grad for parameter in network.parameters())
    network.freeze(())
    counted = parameter_counts(network.tree, ())[1] == sum(weight.numel() for weight in network.parameters())
    return frozen and counted and len(paths) == len(set(paths))


def train_a_step(network: Network, frozen: tuple[str, ...], batch: Tensor) -> Step:
    """Freeze, take one step of plain descent on the whole network, and look what has changed."""
    network.freeze(frozen)
    network.train()
    before = copy.deepcopy(network.state_dict())
    trained = [name for name, parameter in network.named_parameters() if parameter.requires_grad]
    optimiser = torch.optim.SGD([one for one in network.parameters() if one.requires_grad], lr=0.1)
    nn.functional.cross_entropy(network(batch), torch.arange(len(batch)) % CLASSES).backward()
    optimiser.step()
    moved = {name for name in trained if not torch.equal(before[name], network.state_dict()[name])}
    same = all(torch.equal(before[name], tensor) for name, tensor in network.frozen_state().items())
    cut = border(network.tree, frozen)
    head = {"head.weight", "head.bias"} <= moved
    network.zero_grad()
    network.load_state_dict(before)
    return Step(cut, border_caveat(network.tree, frozen), same, len(moved), len(trained), head)


def splits_exactly(network: Network, cut: Cut, batch: Tensor, whole: Tensor) -> bool:
    """Whether both parts together give exactly what the whole gives."""
    prefix, suffix = network.split(cut)
    with torch.no_grad():
        return torch.equal(suffix(prefix(batch)), whole)


def comes_back_from_its_weights(name: str, network: Network, batch: Tensor, whole: Tensor) -> bool:
    """Whether a network built anew gives the same once it has these weights, as when a model is opened."""
    again = empty_network(name, CLASSES)
    again.load_state_dict(network.state_dict())
    with torch.no_grad():
        return torch.equal(again.eval()(batch), whole)
