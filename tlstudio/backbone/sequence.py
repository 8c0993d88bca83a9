"""The main sequence of a network that cannot be traced: modules each of which reads what the one before it gave."""

from torch import Tensor, nn

from tlstudio.backbone.heads import HEAD
from tlstudio.backbone.layers import ancestors, is_dropout, owners
from tlstudio.backbone.observing import Observation
from tlstudio.backbone.tree import Cut

NOTE = "The inside of this network cannot be followed, so it is cut only between the children of its main sequence."


def main_sequence(network: nn.Module, seen: Observation, batch: Tensor) -> tuple[str, ...]:
    """The paths of the network's children, those of a Sequential in its place, along the way of the batch."""
    return tuple(path for path, _ in _along("", network, seen, batch))


def sequence_cuts(network: nn.Module, sequence: tuple[str, ...], seen: Observation) -> tuple[Cut, ...]:
    """A cut behind each of them that has rows in front, as far as the first dropout that the head keeps switched on."""
    stateful = frozenset(owners(network).values())
    cuts: dict[frozenset[str], Cut] = {}
    rows: frozenset[str] = frozenset()
    for path in sequence:
        rows |= _rows_at(path, network, stateful)
        if HEAD in rows:
            break
        if rows and not is_dropout(network.get_submodule(path)):
            cuts.setdefault(rows, Cut(path, path, rows, ()))
            cuts[rows] = Cut(node=path, after=path, rows=rows, output=seen.outputs[path])
    return tuple(cuts.values())


def _along(path: str, module: nn.Module, seen: Observation, batch: Tensor) -> list[tuple[str, Tensor]]:
    children = {f"{path}.{name}" if path else name: child for name, child in module.named_children()}
    calls = [call for call in seen.calls if call.path in children]
    found: list[tuple[str, Tensor]] = []
    for call in calls:
        if call.given is not batch:
            break
        child = children[call.path]
        inside = _along(call.path, child, seen, batch) if isinstance(child, nn.Sequential) else []
        found += inside or [(call.path, call.result)]
        batch = call.result
    return found


def _rows_at(path: str, network: nn.Module, stateful: frozenset[str]) -> frozenset[str]:
    below = frozenset(row for row in stateful if row == path or row.startswith(f"{path}."))
    dropouts = [name for name, module in network.get_submodule(path).named_modules() if is_dropout(module)]
    if below or not dropouts:
        return below
    around = next((up for up in ancestors(path) if up and any(row.startswith(f"{up}.") for row in stateful)), "")
    return frozenset(row for row in stateful if row.startswith(f"{around}.")) if around else frozenset({HEAD})
