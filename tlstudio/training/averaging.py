"""A running average of the weights: smoother than the weights of any one step, and often a little better.

Source: B. Polyak and A. Juditsky, "Acceleration of Stochastic Approximation by Averaging" (1992); the exponential form
with a decay that grows at the start is that of TensorFlow's ExponentialMovingAverage.
"""

import contextlib
from collections.abc import Iterator, Mapping

import torch
from torch import Tensor


class Average:
    """The average of some tensors, on their device, after each step; `steps` counts those."""

    def __init__(self, tensors: Mapping[str, Tensor], decay: float) -> None:
        self.steps = 0
        self._decay = decay
        self._tensors = {name: tensor.detach() for name, tensor in tensors.items() if tensor.is_floating_point()}
        self.begin()

    def begin(self) -> None:
        """Begin at the weights of now."""
        self.values = {name: tensor.clone() for name, tensor in self._tensors.items()}

    @torch.no_grad()
    def after_step(self) -> None:
        """Take the weights of now into account."""
        self.steps += 1
        decay = min(self._decay, (1 + self.steps) / (10 + self.steps))
        for name, value in self.values.items():
            value.lerp_(self._tensors[name], 1 - decay)

    @contextlib.contextmanager
    def in_place(self) -> Iterator[None]:
        """Inside, the average is where the weights were."""
        self._swap()
        try:
            yield
        finally:
            self._swap()

    @torch.no_grad()
    def _swap(self) -> None:
        for name, value in self.values.items():
            aside = value.clone()
            value.copy_(self._tensors[name])
            self._tensors[name].copy_(aside)
