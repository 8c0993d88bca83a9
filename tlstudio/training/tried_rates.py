"""What a search for the learning rate has seen, and which rate follows from it. Plain values; needs no torch.

Sources: L. Smith, "Cyclical Learning Rates for Training Neural Networks" (2017), section 3.3, for the search itself;
J. Howard and S. Gugger, "fastai: A Layered API for Deep Learning" (2020), for rates that rise exponentially, the end
at four times the lowest loss, and the middle of the descent (there called valley).
"""

import math
import statistics
from collections.abc import Sequence

import msgspec

LOWEST, HIGHEST = 1e-6, 10.0
_RUN_AWAY = 4.0
_LEAST = 0.2  # nats; below it batches differ more than that by themselves
_MEMORY = 0.9
_WIDTH = 0.3  # of a decade
_EDGE = 0.1
_LEAST_FALL = 0.1
_LARGE_FALL = 0.6
_RISEN = 0.25
_NONE = "The loss fell at none of these rates, so none follows from them: the studio's own is a safe choice."
NOT_NEEDED = (
    "Only the head learns, by L-BFGS, which finds the length of its steps by itself: no learning rate is needed. With "
    "a batch size in the recipe the head learns in small steps instead, and a rate can be looked for."
)


class Tried(msgspec.Struct, frozen=True):
    """One step: its learning rate, the loss of its batch just before it, and that loss smoothed over its neighbours."""

    rate: float
    loss: float
    smoothed: float


class FoundRate(msgspec.Struct, frozen=True, tag_field="event", tag="rate"):
    """All steps, the rate that follows from them, and the reason in a sentence; None where none follows."""

    rate: float | None
    reason: str
    tried: tuple[Tried, ...] = ()


class RunAway:
    """Whether a loss has run away: it is no number, or its running mean is four times its lowest, at least 0.8."""

    def __init__(self) -> None:
        self._steps, self._sum, self._lowest = 0, 0.0, math.inf

    def __call__(self, loss: float) -> bool:
        """Look at the next loss, too."""
        self._steps += 1
        self._sum = _MEMORY * self._sum + (1 - _MEMORY) * loss
        mean = self._sum / (1 - _MEMORY**self._steps)
        self._lowest = min(self._lowest, mean)
        return not math.isfinite(loss) or mean > _RUN_AWAY * max(self._lowest, _LEAST)


def rising_rates(steps: int) -> list[float]:
    """So many rates from the lowest to the highest, each the same multiple of the one before."""
    ratio = (HIGHEST / LOWEST) ** (1 / (steps - 1))
    return [LOWEST * ratio**step for step in range(steps)]


def smoothed(rates: Sequence[float], losses: Sequence[float]) -> list[float]:
    """Each loss as a mean of its neighbours on both sides, which count less the farther their rate is: unlike a running
    mean, this does not shift the curve to higher rates."""
    powers = [math.log10(rate) for rate in rates]
    found = []
    for here in powers:
        weights = [math.exp(-(((there - here) / _WIDTH) ** 2)) for there in powers]
        found.append(sum(weight * loss for weight, loss in zip(weights, losses, strict=True)) / sum(weights))
    return found


def rate_from(rates: Sequence[float], losses: Sequence[float]) -> FoundRate:
    """The rate in the middle of the descent: between where a tenth of the fall to the lowest loss is done, and where
    nine tenths are."""
    means = smoothed(rates, losses)
    tried = tuple(Tried(*each) for each in zip(rates, losses, means, strict=True))
    lowest = _foot(means)
    start = _start(means, lowest)
    fall = start - means[lowest] if means else 0.0
    if not means or fall < _LEAST_FALL * start:
        return FoundRate(None, _NONE, tried)
    above = [rate for rate, mean in zip(rates, means[:lowest], strict=False) if mean > start - _EDGE * fall]
    below = next(rate for rate, mean in zip(rates, means, strict=True) if mean < means[lowest] + _EDGE * fall)
    span = f"Between {rate_text(above[-1])} and {rate_text(below)}"
    reason = (
        f"{span} the loss fell from {start:.2f} to {means[lowest]:.2f}. The middle of that is a rate at which the "
        "network learns fast, and is far from running away."
    )
    return FoundRate(float(f"{math.sqrt(above[-1] * below):.1e}"), reason, tried)


def _start(means: Sequence[float], lowest: int) -> float:
    """The loss before the descent: the middle one of the first half, as single batches differ more than they fall."""
    return statistics.median(means[: lowest // 2 + 1]) if means else 0.0


def rate_text(rate: float) -> str:
    """The rate in one digit, without powers of ten: `0.00003`."""
    return f"{float(f'{rate:.1g}'):.10f}".rstrip("0").rstrip(".")


def _foot(means: Sequence[float]) -> int:
    """Where the descent ends: at the lowest loss, or at that before one that, after a large fall, has risen again by a
    quarter of it. After that, with few photos, it may still fall: they are known by heart then."""
    lowest = 0
    for place, mean in enumerate(means):
        if mean < means[lowest]:
            lowest = place
        start = _start(means, lowest)
        fall = start - means[lowest]
        if fall > _LARGE_FALL * start and mean > means[lowest] + _RISEN * fall:
            break
    return lowest
