"""The stretch of a network that is to be run: from one point of its data flow to another, on one device."""

from dataclasses import dataclass, replace
from typing import Protocol

import torch
from torch import Tensor

from tlstudio.backbone.cutting import averaged
from tlstudio.backbone.network import Network
from tlstudio.backbone.tree import Cut


class Runtime(Protocol):
    """Runs a stretch of a network. `name` says which library did it, its version, and in which precision.

    Called with float32 (photos, …) on its stretch's device; gives float32 on the same device. What a photo gives does
    not depend on the photos beside it but for rounding, and with ONNX Runtime and convolutions not even for that.
    """

    @property
    def name(self) -> str:
        """Under this name the activations are kept."""
        ...

    def __call__(self, inputs: Tensor) -> Tensor:
        """What passes the stretch's end."""
        ...


@dataclass(frozen=True)
class Stretch:
    """From `start` (None: the photos, of `size` × `size`) to `end`, in a frozen network in eval mode on `device`."""

    network: Network
    start: Cut | None
    end: Cut
    size: int
    device: torch.device

    def without_means(self) -> "Stretch":
        """The same stretch up to where the means at its end are taken."""
        cuts = self.network.tree.cuts
        return replace(self, end=next(cut for cut in cuts if cut.node == self.end.point))


class Means:
    """Each channel's mean of what a runtime gives, or, without one, of what it is given."""

    def __init__(self, name: str, inner: Runtime | None) -> None:
        self.name = name
        self._inner = inner

    def __call__(self, inputs: Tensor) -> Tensor:
        """Float32 (photos, channels), on the device of the inputs."""
        return averaged(self._inner(inputs) if self._inner else inputs)
