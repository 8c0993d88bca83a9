"""A network cut off behind one of its layers: what is left of it, ending with the mean of what passes there."""

from collections.abc import Set
from typing import Any

from torch import Tensor, fx, nn

from tlstudio.backbone.layers import does_nothing, is_layer, joined, own_tensors, owners
from tlstudio.backbone.pieces import graph_up_to
from tlstudio.backbone.tree import LayerTree


class CutBody(nn.Module):
    """The part of a body that the rows of a cut tree name; what stood behind the cut is taken out of the body itself.

    Tokens and maps that pass the cut are averaged, all tokens alike. `graph` is its data flow.
    """

    def __init__(self, whole: nn.Module, graph: fx.Graph, tree: LayerTree) -> None:
        super().__init__()
        last = tree.cuts[-1]
        _take_out(whole, "", {row.path for row in tree.rows}, owners(whole))
        self.__dict__.update(whole.__dict__)  # with the constants, too, that were found while it was traced
        self.graph = graph_up_to(graph, last.point, averaged if last.is_means else None)

    def forward(self, batch: Tensor) -> Any:
        """From pictures to float32 (photos, features). Weights are looked up now: the network may have moved."""
        return fx.Interpreter(self, graph=self.graph).run(batch)


def averaged(values: Tensor) -> Tensor:
    """Each channel's mean: maps and tokens (photos, …) become vectors (photos, channels), vectors stay as they are.

    Maps are square, which tells channels first from channels last; of anything else the last side is the channels.
    """
    if values.ndim == 4 and values.shape[2] == values.shape[3]:
        return values.mean((2, 3))
    return values if values.ndim == 2 else values.flatten(1, -2).mean(1)


def _take_out(module: nn.Module, path: str, kept: Set[str], rows: dict[str, str]) -> None:
    for name, _ in list(own_tensors(module)):
        if rows[joined(path, name)] not in kept:
            delattr(module, name)
    for name, child in list(module.named_children()):
        below = joined(path, name)
        if below not in kept:
            if not does_nothing(child):
                del module._modules[name]
        elif not is_layer(child):
            _take_out(child, below, kept, rows)
