"""How far each layer has moved from its starting weights, and how strongly the loss pulls at it.

The distance is that between the two points in the space of a layer's own weights, ‖w − w₀‖ ÷ ‖w₀‖ with the Euclidean
norm over all of them as one vector, as when pre-trained and fine-tuned networks are compared module by module
(Neyshabur, Sedghi and Zhang 2020, "What is being transferred in transfer learning?") or layers with their start (Zhang,
Bengio and Singer 2022, "Are all layers created equal?"). The norm of a gradient is that which clipping uses (Pascanu,
Mikolov and Bengio 2013, "On the difficulty of training recurrent neural networks"): all of its numbers as one vector.

A group is one long vector too: its figures are the roots of the sums of its layers' squares. What is frozen in it
counts in its length.
"""

import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

import torch
from torch import Tensor, nn

from tlstudio.backbone.heads import HEAD
from tlstudio.backbone.network import Network
from tlstudio.foundation.device import one_thread
from tlstudio.foundation.drift import Drift

_EVERY = 8
_SMALL = 20_000_000  # weights; up to here one thread takes milliseconds, and waits for nobody on a busy machine
_STATISTICS = ("running_mean", "running_var")
Families = Mapping[str, tuple[str, ...]]


class DriftMeter:
    """Remembers where the weights and batch-norm statistics that may move began; make it before the first step.

    It keeps one copy of them, on their device, and looks at the gradients of every eighth step.
    """

    def __init__(self, network: Network, moving: Collection[str]) -> None:
        families = _families(network)
        statistics = {name: each for name, each in network.named_buffers() if name.endswith(_STATISTICS)}
        self._small = sum(weight.numel() for weight in network.parameters()) <= _SMALL
        with one_thread(self._small):
            self._weights = _Moving(dict(network.named_parameters()), moving, families)
            self._statistics = _Moving(statistics, moving, families)
        self._steps = 0
        self._slopes: list[Tensor] = []

    def after_backward(self) -> None:
        """Note the gradients, if it is their turn; to be called after every backward pass."""
        if self._steps % _EVERY == 0:
            with one_thread(self._small):
                self._slopes.append(_squares(_gradient(weight) for weight in self._weights.tensors))
        self._steps += 1

    def drift(self) -> Drift:
        """How far everything is from its start now, and the gradients since the last time this was asked."""
        weights, statistics = self._weights, self._statistics
        with one_thread(self._small):
            apart, shifted, slopes = weights.apart(), statistics.apart(), self._mean_slopes()
        return Drift(
            moved=_roots((path, apart[path], length) for path, length in weights.lengths.items() if length),
            from_zero=_roots((path, apart[path], weights.sizes[path]) for path in apart if not weights.lengths[path]),
            statistics=_roots((path, shifted[path], length) for path, length in statistics.lengths.items() if length),
            gradients=_roots((path, square, 1.0) for path, square in slopes.items()),
        )

    def _mean_slopes(self) -> dict[str, float]:
        slopes, self._slopes, self._steps = self._slopes, [], 0
        return self._weights.sums(torch.stack(slopes).mean(0).tolist()) if slopes else {}


class HeadMeter:
    """The same for a head that is trained alone, outside of its module: small enough to be looked at in every step."""

    def __init__(self, head: nn.Linear) -> None:
        self._start = head.weight.detach().clone(), head.bias.detach().clone()
        self._length = _length(self._start)

    def drift(self, weight: Tensor, bias: Tensor, gradient: Sequence[Tensor]) -> Drift:
        """How far weights (classes, features) and biases (classes,) are from the start, and the gradient there."""
        weight_start, bias_start = self._start
        apart = math.hypot(float(torch.dist(weight, weight_start)), float(torch.dist(bias, bias_start)))
        return Drift(
            moved=_roots([(HEAD, apart**2, self._length**2)]), gradients=_roots([(HEAD, _length(gradient) ** 2, 1.0)])
        )


class _Moving:
    """Those of some tensors that may move, and where they began.

    `lengths` has the square of the start's length for every layer and group around them, `sizes` how many numbers move
    there.
    """

    def __init__(self, tensors: Mapping[str, Tensor], moving: Collection[str], families: Families) -> None:
        names = [name for name in tensors if name in moving]
        self.tensors = [tensors[name] for name in names]
        self._families = [families[name] for name in names]
        self._start = [tensor.detach().clone() for tensor in self.tensors]
        self.sizes = self.sums([tensor.numel() for tensor in self.tensors])
        beside = [name for name in tensors if not self.sizes.keys().isdisjoint(families[name])]
        squares = _squares(tensors[name] for name in beside).tolist()
        lengths = _sums([families[name] for name in beside], squares)
        self.lengths = {path: lengths[path] for path in self.sizes}

    def apart(self) -> dict[str, float]:
        """The square of the distance from the start, by layer and group."""
        pairs = zip(self.tensors, self._start, strict=True)
        return self.sums(_squares(tensor.detach() - start for tensor, start in pairs).tolist())

    def sums(self, figures: Sequence[float]) -> dict[str, float]:
        """One figure for each tensor, added up by layer and group."""
        return _sums(self._families, figures)


def _families(network: Network) -> Families:
    """For each tensor, by its name, the row that owns it and the groups around that."""
    parents = {row.path: row.parent for row in network.tree.rows}

    def family(path: str) -> tuple[str, ...]:
        return (path, *family(parents[path])) if path else ()

    return {name: family(path) for name, path in network.owners.items()}


def _sums(families: Iterable[tuple[str, ...]], figures: Iterable[float]) -> dict[str, float]:
    found: dict[str, float] = defaultdict(float)
    for family, figure in zip(families, figures, strict=True):
        for path in family:
            found[path] += figure
    return dict(found)


@torch.no_grad()
def _squares(tensors: Iterable[Tensor]) -> Tensor:
    """The square of each tensor's length, as one tensor on their device: nothing waits for the device yet."""
    norms = [torch.linalg.vector_norm(tensor) for tensor in tensors]
    return torch.stack(norms).square() if norms else torch.zeros(0)


def _gradient(weight: Tensor) -> Tensor:
    """A weight that is still held back has none."""
    return weight.new_zeros(()) if weight.grad is None else weight.grad


def _length(tensors: Sequence[Tensor]) -> float:
    return math.hypot(*(float(torch.linalg.vector_norm(tensor)) for tensor in tensors))


def _roots(parts: Iterable[tuple[str, float, float]]) -> dict[str, float]:
    """The root of each square's share of another, to four digits; what has run away to no number is left out."""
    shares = {path: math.sqrt(square / whole) for path, square, whole in parts}
    return {path: float(f"{share:.4g}") for path, share in shares.items() if math.isfinite(share)}
