"""L-BFGS: down to the lowest point of a smooth convex function, one look at all of the data per step.

The libraries' solvers run until they are done; a run has to say how far it is, pause and stop in the middle of a look
that may take minutes. So here a look is a generator of events, and so is a step.

Source: J. Nocedal and S. J. Wright, Numerical Optimization, 2nd edition (2006), algorithms 7.4 and 7.5; section 3.5.
"""

import math
from collections import deque
from collections.abc import Callable, Generator
from dataclasses import dataclass

import torch
from torch import Tensor

from tlstudio.foundation.device import one_thread
from tlstudio.foundation.events import Event
from tlstudio.training.tally import Tally

_REMEMBERED = 10
_SUFFICIENT = 1e-4
_ATTEMPTS = 20
_LEVEL = 1e-8
_SMALL = 1_000_000


@dataclass(frozen=True)
class Place:
    """A point (a vector), the function's height and slope there, and what was counted on the way."""

    point: Tensor
    height: float
    slope: Tensor
    tally: Tally


Look = Callable[[Tensor], Generator[Event, None, Place]]
"""Finds height and slope at a point."""


class Descent:
    """Goes down from place to place, and remembers the last few to know how the slope changes."""

    def __init__(self, look: Look) -> None:
        self._look = look
        self._moves: deque[tuple[Tensor, Tensor, Tensor]] = deque(maxlen=_REMEMBERED)

    def step(self, here: Place) -> Generator[Event, None, Place | None]:
        """A lower place; None when there is none to be found, or no more than numbers of this kind can tell apart."""
        with one_thread(len(here.point) <= _SMALL):
            direction = self._direction(here.slope)
            fall = float(here.slope @ direction)
        length = 1.0
        for _ in range(_ATTEMPTS):
            if length * fall > -_LEVEL:
                return None
            there = yield from self._look(here.point + length * direction)
            rise = there.height - here.height
            if rise <= _SUFFICIENT * length * fall:
                with one_thread(len(here.point) <= _SMALL):
                    self._remember(there.point - here.point, there.slope - here.slope)
                return there
            length = shorter(length, fall, rise)
        return None

    def _direction(self, slope: Tensor) -> Tensor:
        """Where to go: the slope, bent by what the last moves say about the curvature (the two-loop recursion)."""
        if not self._moves:
            return -slope / max(1.0, float(slope.norm()))
        direction = -slope
        shares = []
        for move, change, curvature in reversed(self._moves):
            shares.append((move @ direction) / curvature)
            direction = direction - shares[-1] * change
        _, change, curvature = self._moves[-1]
        direction = direction * (curvature / (change @ change))
        for (move, change, curvature), share in zip(self._moves, reversed(shares), strict=True):
            direction = direction + (share - (change @ direction) / curvature) * move
        return direction

    def _remember(self, move: Tensor, change: Tensor) -> None:
        curvature = move @ change
        if curvature > torch.finfo(move.dtype).eps * (change @ change):
            self._moves.append((move, change, curvature))


def shorter(length: float, fall: float, rise: float) -> float:
    """The next length to try after one that was too long: the lowest point of the parabola through what is known.

    `fall` is the slope along the direction, `rise` the difference in height after `length`; it may be no number.
    """
    if not math.isfinite(rise):
        return 0.1 * length
    lowest = -fall * length * length / (2 * max(rise - fall * length, 1e-300))
    return min(max(lowest, 0.1 * length), 0.5 * length)
