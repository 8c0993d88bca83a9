"""Sees that a loss runs away: at the step itself on the processor, a step or two later where a GPU must not wait."""

import math
from collections import deque

import torch
from torch import Tensor

_THOUSANDFOLD = 1e3
_LEAST = 0.5  # nats; a first batch that happens to be easy is no measure
_STEPS_BEHIND = 2


class DivergedError(Exception):
    """The loss is no number any more, or a thousand times what it was at the start."""


class Watch:
    """Looks at the loss of every step; `start` is that of the first one, None before it."""

    def __init__(self, start: float | None = None) -> None:
        self.start = start
        self._on_their_way: deque[tuple[Tensor, torch.cuda.Event]] = deque()

    def look(self, loss: Tensor) -> None:
        """Raises DivergedError. A GPU's figures are copied while it goes on."""
        if loss.device.type != "cuda":
            self.check(float(loss.detach()))
            return
        copy = torch.empty((), pin_memory=True).copy_(loss.detach(), non_blocking=True)
        arrived = torch.cuda.Event()  # type: ignore[no-untyped-call]
        arrived.record()
        self._on_their_way.append((copy, arrived))
        if len(self._on_their_way) > _STEPS_BEHIND:
            self._look_at_oldest()

    def look_at_all(self) -> None:
        """Look at what is still on its way, too; at the end of an epoch."""
        while self._on_their_way:
            self._look_at_oldest()

    def check(self, loss: float) -> None:
        """The same for a figure that is here."""
        if self.start is None:
            self.start = loss
        if not math.isfinite(loss) or loss > _THOUSANDFOLD * max(self.start, _LEAST):
            raise DivergedError

    def _look_at_oldest(self) -> None:
        copy, arrived = self._on_their_way.popleft()
        arrived.synchronize()
        self.check(float(copy))
