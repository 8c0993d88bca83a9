"""Watching one forward pass: when each layer and each parameter is used first, and what comes out of each layer."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor, nn
from torch.overrides import TorchFunctionMode


@dataclass(frozen=True)
class Call:
    """One call of a module that reads one tensor and gives one; both are kept, so that they can be told apart."""

    path: str
    given: Tensor
    result: Tensor


@dataclass
class Observation:
    """`first_use` counts up over modules (by path) and parameters (by name). `outputs` are shapes without the batch.

    A module that was never called, or gave something other than one tensor, has no output. `calls` are in order.
    """

    first_use: dict[str, int] = field(default_factory=dict)
    outputs: dict[str, tuple[int, ...]] = field(default_factory=dict)
    calls: list[Call] = field(default_factory=list)

    def used(self, name: str) -> None:
        """Remember the first time."""
        self.first_use.setdefault(name, len(self.first_use))


def observe(network: nn.Module, batch: Tensor) -> Observation:
    """Run the network once on a batch and report what was seen. Works without memory, on the meta device, too."""
    seen = Observation()
    hooks = []
    for path, module in network.named_modules():
        if path:
            hooks.append(module.register_forward_pre_hook(_before(seen, path)))
            hooks.append(module.register_forward_hook(_after(seen, path)))
    names = {id(parameter): name for name, parameter in network.named_parameters()}
    try:
        with torch.no_grad(), _ParameterUse(seen, names):
            network(batch)
    finally:
        for hook in hooks:
            hook.remove()
    return seen


def channels_first(shape: tuple[int, ...]) -> tuple[int, ...]:
    """A picture-like shape with its channels in front: transformers such as Swin keep (height, width, channels)."""
    if len(shape) == 3 and shape[0] == shape[1] != shape[2]:
        return (shape[2], shape[0], shape[1])
    return shape


class _ParameterUse(TorchFunctionMode):
    """Sees each parameter when it first goes into a computation, which no module hook does."""

    def __init__(self, seen: Observation, names: dict[int, str]) -> None:
        super().__init__()
        self._seen = seen
        self._names = names

    def __torch_function__(
        self, func: Callable[..., Any], types: Iterable[type], args: tuple[Any, ...] = (), kwargs: Any = None
    ) -> Any:
        asked_only = getattr(func, "__name__", "") == "__get__"  # such as its dtype
        for value in _flat((*args, *(kwargs or {}).values())):
            if id(value) in self._names and not asked_only:
                self._seen.used(self._names[id(value)])
        return func(*args, **(kwargs or {}))


def _flat(values: Iterable[Any]) -> Iterable[Any]:
    for value in values:
        if isinstance(value, list | tuple):
            yield from value
        else:
            yield value


def _before(seen: Observation, path: str) -> Callable[..., None]:
    def hook(_module: nn.Module, _inputs: tuple[Any, ...]) -> None:
        seen.used(path)

    return hook


def _after(seen: Observation, path: str) -> Callable[..., None]:
    def hook(_module: nn.Module, inputs: tuple[Any, ...], output: Any) -> None:
        if isinstance(output, Tensor):
            seen.outputs.setdefault(path, channels_first(tuple(output.shape[1:])))
            if inputs and isinstance(inputs[0], Tensor):
                seen.calls.append(Call(path, inputs[0], output))

    return hook
