"""Cutting a network in two, in front of a cut and behind it; both parts share the network's weights."""

import copy

from torch import Tensor, fx, nn


class Piece(nn.Module):
    """A part of a network. Whether its layers train is decided by the network: `train` and `eval` change nothing."""

    def __init__(self, layers: nn.Module) -> None:
        super().__init__()
        self.layers = layers

    def forward(self, batch: Tensor) -> Tensor:
        """From what passes the cut in front to what passes the cut behind."""
        result: Tensor = self.layers(batch)
        return result

    def train(self, mode: bool = True) -> "Piece":
        """Does nothing: frozen layers must stay in eval mode."""
        return self


def split_graph(network: nn.Module, graph: fx.Graph, name: str) -> tuple[nn.Module, nn.Module]:
    """The network up to and including the node of that name, and from there on."""
    cut = next(node for node in graph.nodes if node.name == name)
    output = graph.output_node()
    start = next(node for node in graph.nodes if node.op == "placeholder")
    return _part(network, graph, start, cut), _part(network, graph, cut, output.all_input_nodes[0])


def split_sequence(network: nn.Module, sequence: tuple[str, ...], last: str) -> tuple[nn.Module, nn.Module]:
    """The same for a network that is only known as a sequence of modules: after the module of path `last`."""
    front = sequence[: sequence.index(last) + 1]
    rest = copy.copy(network)
    rest._modules = dict(network._modules)
    for path in front:
        _put_placeholder(rest, path.split("."))
    return nn.Sequential(*(network.get_submodule(path) for path in front)), rest


def _part(network: nn.Module, graph: fx.Graph, start: fx.Node, end: fx.Node) -> fx.GraphModule:
    """The part of the graph that computes `end` from `start`."""
    needed = _needed(start, end)
    part = fx.Graph()
    copies = {start: part.placeholder("batch")}
    for node in graph.nodes:
        if node in needed:
            copies[node] = part.node_copy(node, copies.__getitem__)
    part.output(copies[end])
    return fx.GraphModule(network, part)


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
        module._modules[name] = nn.Identity()
        return
    child = copy.copy(module._modules[name])
    assert child is not None
    child._modules = dict(child._modules)
    module._modules[name] = child
    _put_placeholder(child, deeper)
