"""Where a network can be cut: its data flow as a graph (torch.fx), and the points in it where one tensor passes."""

import inspect
import threading
from collections.abc import Callable, Iterator
from typing import Any

import torch
from torch import Tensor, fx, nn

from tlstudio.backbone.heads import HEAD
from tlstudio.backbone.layers import ancestors, is_dropout, joined, owners
from tlstudio.backbone.tree import Cut

_CONTAINERS = (nn.Module, nn.Sequential, nn.ModuleList, nn.ModuleDict)
_ONE_AT_A_TIME = threading.Lock()


class _Tracer(fx.Tracer):
    """Looks into blocks but not into layers: a layer's code may depend on its input's size, or on training.

    While it traces, torch.fx has replaced `nn.Module.__call__` in the whole process, so it also sees the calls of
    threads that train or predict. `opaque` are classes whose inside is not looked at either; `inside` are the modules
    it is in at the moment, or was in when the network's code failed, the outermost first.
    """

    def __init__(self, opaque: frozenset[type[nn.Module]]) -> None:
        super().__init__()
        self._thread = threading.get_ident()
        self._opaque = opaque
        self.inside: list[nn.Module] = []

    def is_leaf_module(self, m: nn.Module, module_qualified_name: str) -> bool:
        if type(m) in self._opaque or not any(True for _ in m.children()):
            return True
        kinds = (kind for kind in type(m).__mro__ if kind not in _CONTAINERS)
        return any(kind.__module__.startswith("torch.nn.modules") for kind in kinds)

    def call_module(
        self, m: nn.Module, forward: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> Any:
        """A call in the thread that traces becomes part of the graph, any other goes its own way."""
        if threading.get_ident() != self._thread:
            return forward(*args, **kwargs)
        self.inside.append(m)
        result = super().call_module(m, forward, args, kwargs)
        self.inside.pop()
        return result

    def getattr(self, attr: str, attr_val: Any, parameter_proxy_cache: dict[str, Any]) -> Any:
        """The same for reading a parameter."""
        if threading.get_ident() != self._thread:
            return attr_val
        return super().getattr(attr, attr_val, parameter_proxy_cache)


def trace(network: nn.Module) -> fx.Graph | None:
    """The data flow of a network without its classifier, or None when it cannot be followed.

    A block whose inside cannot be followed is one step of the flow, like all blocks of its class.
    """
    opaque: frozenset[type[nn.Module]] = frozenset()
    while True:
        tracer = _Tracer(opaque)
        try:
            with _ONE_AT_A_TIME:
                graph = tracer.trace(network, _choices(network))
        except Exception:  # tracing runs the network's own code on stand-ins, which may raise anything
            if not tracer.inside:
                return None
            opaque |= {type(tracer.inside[-1])}
        else:
            _tidy(graph)
            return graph


def find_cuts(network: nn.Module, graph: fx.Graph, batch: Tensor, order: list[str]) -> tuple[Cut, ...]:
    """The cuts of a traced network, front first. `order` are the paths of the rows as they stand in the tree, without
    the head.

    Of several points behind the same rows the last is taken, so that weightless layers belong to what is in front,
    but nothing behind a dropout on the way. A cut's `rows` also name the layers whose training would switch on a
    dropout in front of it.
    """
    flow, cuts = _Flow(network, graph, set(order)), dict[frozenset[str], Cut]()
    blocked: frozenset[str] | None = None
    for node, cut in _points(network, flow, graph, batch, order):
        if flow.is_dropout(node):
            blocked = flow.stateful[node]
        if flow.stateful[node] in (blocked, frozenset()) or HEAD in cut.rows:
            continue
        cuts.pop(cut.rows, None)
        cuts[cut.rows] = cut
    return tuple(cuts.values())


def find_points(network: nn.Module, graph: fx.Graph, batch: Tensor, order: list[str]) -> tuple[Cut, ...]:
    """All points where one tensor passes, front first: those behind the same rows, too, and those behind a dropout,
    which only matters to a network that trains."""
    flow = _Flow(network, graph, set(order))
    return tuple(cut for _, cut in _points(network, flow, graph, batch, order))


def _points(
    network: nn.Module, flow: "_Flow", graph: fx.Graph, batch: Tensor, order: list[str]
) -> Iterator[tuple[fx.Node, Cut]]:
    values = _Values(network, graph)
    with torch.no_grad():
        values.run(batch)
    place = {path: index for index, path in enumerate(order)}
    for node in flow.dominators():
        shape = values.shapes.get(node.name)
        if flow.passed[node] and shape is not None:
            after = max(flow.passed[node], key=place.__getitem__)
            yield node, Cut(node=node.name, after=after, rows=flow.must_be_frozen[node], output=shape)


def _choices(network: nn.Module) -> dict[str, Any]:
    """What a network can be told beside the photos, as it is when nothing is said."""
    _photos, *others = inspect.signature(network.forward).parameters.values()
    return {other.name: other.default for other in others if other.default is not other.empty}


def _tidy(graph: fx.Graph) -> None:
    """Leave only what leads from the photos to the end: no checks of shapes, as the pieces are fed by the studio."""
    photos = next(iter(graph.find_nodes(op="placeholder")))
    graph.eliminate_dead_code(is_impure_node=lambda node: node is photos or node.op == "output")


class _Values(fx.Interpreter):
    """Runs the graph and keeps the shape, without the batch, of each node that gives one tensor."""

    def __init__(self, network: nn.Module, graph: fx.Graph) -> None:
        super().__init__(network, graph=graph)
        self.shapes: dict[str, tuple[int, ...]] = {}

    def run_node(self, n: fx.Node) -> Any:
        """Compute the node and remember its shape."""
        value = super().run_node(n)
        if isinstance(value, Tensor) and value.ndim > 1:
            self.shapes[n.name] = tuple(value.shape[1:])
        return value


class _Flow:
    """What lies in front of each node: the rows passed, the stateful ones, and those that must be frozen for a cut."""

    def __init__(self, network: nn.Module, graph: fx.Graph, rows: set[str]) -> None:
        self._network = network
        self._graph = graph
        self._rows = rows
        self._owners = owners(network)
        self._all_stateful = frozenset(self._owners.values())
        self.passed: dict[fx.Node, frozenset[str]] = {}
        self.stateful: dict[fx.Node, frozenset[str]] = {}
        self.must_be_frozen: dict[fx.Node, frozenset[str]] = {}
        for node in graph.nodes:
            self._add(node)

    def dominators(self) -> Iterator[fx.Node]:
        """The nodes that every way from the input to the output passes, front first.

        In an order in which data flows, those are the nodes that no edge jumps over. Weights do not count as ways.
        """
        position = {node: index for index, node in enumerate(self._graph.nodes)}
        from_input: set[fx.Node] = set()
        farthest = 0
        for node, index in position.items():
            if node.op != "placeholder" and not from_input & set(node.all_input_nodes):
                continue
            from_input.add(node)
            if index >= farthest and node.op not in ("placeholder", "output"):
                yield node
            farthest = max(farthest, *(position[user] for user in node.users), index)

    def is_dropout(self, node: fx.Node) -> bool:
        """Whether the node drops values while training."""
        return node.op == "call_module" and is_dropout(self._network.get_submodule(str(node.target)))

    def _add(self, node: fx.Node) -> None:
        own = self._own_rows(node)
        fixed = own & self._all_stateful
        fixed = fixed.union(*(self._around(path) for path in self._dropouts(node)))
        before = node.all_input_nodes
        self.passed[node] = own.union(*(self.passed[other] for other in before))
        self.stateful[node] = self.passed[node] & self._all_stateful
        self.must_be_frozen[node] = fixed.union(*(self.must_be_frozen[other] for other in before))

    def _own_rows(self, node: fx.Node) -> frozenset[str]:
        target = str(node.target)
        if node.op == "get_attr" and target in self._owners:
            return frozenset({self._owners[target]})
        if node.op == "call_module":
            return frozenset(row for row in self._rows if row == target or row.startswith(f"{target}."))
        return frozenset()

    def _dropouts(self, node: fx.Node) -> Iterator[str]:
        """The paths of all dropouts in what the node calls: itself, or below it where the inside is not followed."""
        if node.op == "call_module":
            for name, module in self._network.get_submodule(str(node.target)).named_modules():
                if is_dropout(module):
                    yield joined(str(node.target), name) if name else str(node.target)

    def _around(self, path: str) -> frozenset[str]:
        """The stateful rows beside a dropout: below the nearest module around it that has some."""
        for around in ancestors(path):
            rows = {row for row in self._all_stateful if not around or row.startswith(f"{around}.")}
            if rows:
                return frozenset(rows) if around else frozenset({*rows, HEAD})
        return frozenset()
