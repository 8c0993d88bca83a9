"""Building a network without spending time on random numbers that are overwritten, and taking its classifier off."""

from collections.abc import Callable, Iterable
from typing import Any

import torch
from torch import nn
from torch.overrides import TorchFunctionMode

_HELPERS = ("aux1", "aux2", "AuxLogits")
_ALLOCATORS = (torch.empty, torch.zeros, torch.ones)


class _Unallocated(TorchFunctionMode):
    """New tensors have a shape and no memory.

    Not `with torch.device("meta")`: that also takes the values from what a network computes while it is built
    (widths of RegNet, Swin's table of positions).
    """

    def __torch_function__(
        self, func: Callable[..., Any], types: Iterable[type], args: tuple[Any, ...] = (), kwargs: Any = None
    ) -> Any:
        options = dict(kwargs or {})
        if func in _ALLOCATORS and options.get("device") is None:
            options["device"] = "meta"
        return func(*args, **options)


def build_unallocated(build: Callable[[], nn.Module]) -> nn.Module:
    """The network with parameters on the meta device, in eval mode."""
    with _Unallocated():
        return build().eval()


def allocate(network: nn.Module) -> None:
    """Give each tensor that has none its memory; the values are whatever lay there."""
    network._apply(lambda tensor: torch.empty_like(tensor, device="cpu") if tensor.is_meta else tensor)  # type: ignore[no-untyped-call]


def build_random(build: Callable[[], nn.Module], seed: int) -> nn.Module:
    """The network with its own library's random weights, always the same for a seed; global randomness is untouched."""
    with torch.random.fork_rng(devices=[]):
        torch.default_generator.manual_seed(seed)
        return build()


def take_off_classifier(network: nn.Module) -> tuple[str, int]:
    """Make the network return the values that its classifier read, and drop auxiliary classifiers, in place.

    Returns the classifier's path and the number of values. The classifier is the last layer with 1000 outputs (a
    Linear, or SqueezeNet's 1×1 convolution, whose pooling then works on what it read). Dropout stops working in place:
    what comes in front of it may be kept and used again.
    """
    for helper in _HELPERS:
        if hasattr(network, helper):
            setattr(network, helper, None)
            network.aux_logits = False  # type: ignore[assignment]
    for module in network.modules():
        if isinstance(module, nn.modules.dropout._DropoutNd):
            module.inplace = False
    path, classifier = [item for item in network.named_modules() if _outputs(item[1]) == 1000][-1]
    network.set_submodule(path, nn.Identity())
    return path, _inputs(classifier)


def new_head(features: int, classes: int, seed: int) -> nn.Linear:
    """A linear layer with torch's usual random weights, always the same for a seed, and no bias yet."""
    head = nn.Linear(features, classes, device="meta").to_empty(device="cpu")
    bound = features**-0.5
    with torch.no_grad():
        head.weight.uniform_(-bound, bound, generator=torch.Generator().manual_seed(seed))
        head.bias.zero_()
    return head


def _outputs(module: nn.Module) -> int | None:
    if isinstance(module, nn.Linear):
        return module.out_features
    return module.out_channels if isinstance(module, nn.Conv2d) else None


def _inputs(module: nn.Module) -> int:
    if isinstance(module, nn.Linear):
        return module.in_features
    assert isinstance(module, nn.Conv2d)
    return module.in_channels
