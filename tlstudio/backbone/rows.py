"""From a network and what was observed to the rows of its layer tree, in the order data flows."""

from dataclasses import dataclass, field

from torch import Tensor, nn

from tlstudio.backbone.layers import does_nothing, is_layer, joined, own_tensors, owners
from tlstudio.backbone.observing import Observation


@dataclass
class Node:
    """A row in the making. `used` is when it or anything below it was first used, None for never."""

    path: str
    type: str
    parameters: int
    output: tuple[int, ...]
    stateful: bool
    sequence: bool = False
    used: int | None = None
    children: list["Node"] = field(default_factory=list)


def make_nodes(network: nn.Module, seen: Observation) -> list[Node]:
    """The top nodes of the network, each with its own, siblings in the order of their first use."""
    stateful = set(owners(network).values())
    return _below("", network, seen, stateful)


def _below(path: str, module: nn.Module, seen: Observation, stateful: set[str]) -> list[Node]:
    nodes = [
        _tensor_node(joined(path, name), tensor, seen)
        for name, tensor in own_tensors(module)
        if joined(path, name) in stateful
    ]
    for name, child in module.named_children():
        if not does_nothing(child):
            nodes.append(_node(joined(path, name), child, seen, stateful))
    return _in_order(nodes)


def _node(path: str, module: nn.Module, seen: Observation, stateful: set[str]) -> Node:
    children = [] if is_layer(module) else _below(path, module, seen, stateful)
    times = [child.used for child in children if child.used is not None]
    names = [path, *(joined(path, name) for name, _ in own_tensors(module))]
    times += [seen.first_use[name] for name in names if name in seen.first_use]
    return Node(
        path=path,
        type=type(module).__name__,
        parameters=sum(parameter.numel() for parameter in module.parameters()),
        output=seen.outputs.get(path, ()),
        stateful=path in stateful,
        sequence=isinstance(module, nn.Sequential | nn.ModuleList),
        used=min(times, default=None),
        children=children,
    )


def _in_order(nodes: list[Node]) -> list[Node]:
    """By first use; what is never used stays behind its older sibling."""
    latest = -1
    times = []
    for node in nodes:
        latest = latest if node.used is None else node.used
        times.append(latest)
    return [nodes[index] for index in sorted(range(len(nodes)), key=times.__getitem__)]


def _tensor_node(path: str, tensor: Tensor, seen: Observation) -> Node:
    trained = isinstance(tensor, nn.Parameter)
    return Node(
        path=path,
        type="Parameter" if trained else "Buffer",
        parameters=tensor.numel() if trained else 0,
        output=(),
        stateful=True,
        used=seen.first_use.get(path),
    )
