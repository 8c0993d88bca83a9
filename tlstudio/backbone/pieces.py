"""Taking out the part of a network between two points of its data flow; the part shares the network's weights."""

import copy
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from torch import Tensor, fx, nn


class Piece(nn.Module):
    """A part of a network. Whether its layers train is decided by the network: `train` and `eval` change nothing."""

    def __init__(self, layers: nn.Module, last: Callable[[Tensor], Tensor] | None = None) -> None:
        """`last` is what happens to the layers' result."""
        super().__init__()
        self.layers = layers
        self._last = last

    def forward(self, batch: Tensor) -> Tensor:
        """From what passes the cut in front to what passes the cut behind."""
        result: Tensor = self.layers(batch)
        return self._last(result) if self._last else result

    def train(self, mode: bool = True) -> "Piece":
        """Does nothing: frozen layers must stay in eval mode."""
        return self


class _Passed(nn.Module):
    """Stands for a module that is not called, and passes its input on; whatever else is asked of it, the module knows
    (what surrounds it may want its grid of patches).
    """

    def __init__(self, module: nn.Module | None) -> None:
        super().__init__()
        self.__dict__["_module"] = module  # past nn.Module, which would make its weights part of this

    def __getattr__(self, name: str) -> Any:
        return getattr(self.__dict__["_module"], name)

    def forward(self, batch: Tensor) -> Tensor:
        """The same."""
        return batch


def graph_between(network: nn.Module, graph: fx.Graph, start: str | None, end: str | None) -> fx.GraphModule:
    """What computes the node `end` (None: the result) from the node `start` (None: the photos)."""
    return _part(network, graph, _start_node(graph, start), _end_node(graph, end))


def graph_up_to(graph: fx.Graph, end: str, last: Callable[[Tensor], Tensor] | None) -> fx.Graph:
    """The data flow from the photos to what `last` makes of the node `end`; its nodes keep their names."""
    part, result = _copied(graph, _start_node(graph, None), _end_node(graph, end))
    part.output(part.call_function(last, (result,)) if last else result)
    return part


def graph_at(network: nn.Module, graph: fx.Graph, names: Sequence[str]) -> fx.GraphModule:
    """What computes all nodes of those names, as a tuple, from the photos. The names stand in the order data flows."""
    whole = _part(network, graph, _start_node(graph, None), _end_node(graph, names[-1]))
    nodes = {node.name: node for node in whole.graph.nodes}
    whole.graph.output_node().args = (tuple(nodes[name] for name in names),)
    whole.recompile()
    return whole


def graph_state(network: nn.Module, graph: fx.Graph, end: str) -> set[str]:
    """The names of all weights and buffers from which the node `end` is computed."""
    names: set[str] = set()
    for node in _needed(_start_node(graph, None), _end_node(graph, end)):
        if node.op == "get_attr":
            names.add(str(node.target))
        elif node.op == "call_module":
            layer = network.get_submodule(str(node.target))
            names.update(f"{node.target}.{name}" for name, _ in (*layer.named_parameters(), *layer.named_buffers()))
    return names


def sequence_between(network: nn.Module, sequence: tuple[str, ...], start: str | None, end: str | None) -> nn.Module:
    """The same as `graph_between` for a network that is only known as a sequence of modules, by their paths."""
    first = sequence.index(start) + 1 if start else 0
    if end:
        return nn.Sequential(*(network.get_submodule(path) for path in sequence[first : sequence.index(end) + 1]))
    rest = copy.copy(network)
    rest._modules = dict(network._modules)
    for path in sequence[:first]:
        _put_placeholder(rest, path.split("."))
    return rest


def _start_node(graph: fx.Graph, name: str | None) -> fx.Node:
    return _node(graph, name) if name else next(iter(graph.find_nodes(op="placeholder")))


def _end_node(graph: fx.Graph, name: str | None) -> fx.Node:
    return _node(graph, name) if name else graph.output_node().all_input_nodes[0]


def _node(graph: fx.Graph, name: str) -> fx.Node:
    nodes: Iterable[fx.Node] = graph.nodes
    return next(node for node in nodes if node.name == name)


def _part(network: nn.Module, graph: fx.Graph, start: fx.Node, end: fx.Node) -> fx.GraphModule:
    """The part of the graph that computes `end` from `start`."""
    part, result = _copied(graph, start, end)
    part.output(result)
    return fx.GraphModule(network, part)


def _copied(graph: fx.Graph, start: fx.Node, end: fx.Node) -> tuple[fx.Graph, fx.Node]:
    """What computes `end` from `start` in a graph of its own, which still lacks its output, and the copy of `end`."""
    needed = _needed(start, end)
    part = fx.Graph()
    copies = {start: part.placeholder("batch")}
    for node in graph.nodes:
        if node in needed:
            copies[node] = part.node_copy(node, copies.__getitem__)
    return part, copies[end]


def _needed(start: fx.Node, end: fx.Node) -> set[fx.Node]:
    """All nodes from which `end` is computed, as far back as `start`, which is not among them."""
    needed: set[fx.Node] = set()
    waiting = [end]
    while waiting:
        node = waiting.pop()
        if node is not start and node not in needed:
            needed.add(node)
            waiting.extend(node.all_input_nodes)
    return needed


def _put_placeholder(module: nn.Module, parts: list[str]) -> None:
    """Replace the module at the path by one that passes its input on, in copies of everything around it."""
    name, *deeper = parts
    if not deeper:
        module._modules[name] = _Passed(module._modules[name])
        return
    child = copy.copy(module._modules[name])
    assert child is not None
    child._modules = dict(child._modules)
    module._modules[name] = child
    _put_placeholder(child, deeper)
