"""What candidates that were tried on the same photos come to, beside each other. Needs no torch."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import mean

from tlstudio.evaluation.advised import Candidate, Proven
from tlstudio.metrics.intervals import wilson_interval
from tlstudio.metrics.paired import chance_of_that_difference


@dataclass
class Tried:
    """What a candidate has done so far: for each photo it was asked about, by number, whether it was right.

    `curves` are the accuracies after each epoch, a list for each training; `left_out` says why it was given up.
    """

    candidate: Candidate
    right: dict[int, bool] = field(default_factory=dict)
    seconds: float = 0.0
    curves: list[list[float]] = field(default_factory=list)
    left_out: str = ""


def standings(tried: Sequence[Tried]) -> tuple[Proven, ...]:
    """Each beside the first, which is the advised one; those that were asked about nothing are left away.

    Two are compared on the photos that both were asked about.
    """
    asked = [one for one in tried if one.right]
    return tuple(_proven(one, tried[0], len(asked) - 1) for one in asked)


def _proven(one: Tried, advised: Tried, comparisons: int) -> Proven:
    both = one.right.keys() & advised.right.keys()
    better = sum(one.right[photo] and not advised.right[photo] for photo in both)
    worse = sum(advised.right[photo] and not one.right[photo] for photo in both)
    photos, right = len(one.right), sum(one.right.values())
    chance = min(1.0, comparisons * chance_of_that_difference(better, worse))
    return Proven(
        name=one.candidate.name,
        strategy=one.candidate.strategy,
        cut=one.candidate.cut,
        accuracy=right / photos,
        interval=wilson_interval(right, photos),
        photos=photos,
        seconds=round(one.seconds, 2),
        better=better,
        worse=worse,
        chance=None if one is advised else chance,
        curve=mean_curve(one.curves),
        left_out=one.left_out,
    )


def mean_curve(curves: Sequence[Sequence[float]]) -> tuple[float, ...]:
    """The mean over the trainings, epoch by epoch; one that ended early stays where it was."""
    longest = max((len(curve) for curve in curves), default=0)
    return tuple(mean(curve[min(epoch, len(curve) - 1)] for curve in curves if curve) for epoch in range(longest))
