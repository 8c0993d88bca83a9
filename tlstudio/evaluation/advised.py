"""What advice is made of: what was measured, what is advised, and what proving it came to. Needs no torch."""

from typing import Literal

import msgspec

from tlstudio.foundation.events import Event, Probed

Advised = Literal["features", "top", "all"]
ORDER: tuple[Advised, ...] = ("features", "top", "all")
"""The strategies from the cheapest to the dearest."""


class Candidate(msgspec.Struct, frozen=True):
    """A way to train that can be tried: a strategy, and behind which layer the network ends (None: whole)."""

    strategy: Advised
    cut: str | None = None

    @property
    def name(self) -> str:
        """`features`, `top`, `all`, or `features, cut behind blocks.4`."""
        return f"{self.strategy}, cut behind {self.cut}" if self.cut else self.strategy


class Gain(msgspec.Struct, frozen=True):
    """What `more` photos of a class (None: of each class) are worth, with a 95 % band, as a share of 1.

    Without a class it is the accuracy that grows, else the share of that class's photos that are named rightly.
    """

    label: str | None
    more: int
    gain: float
    band: tuple[float, float]


class CurvePoint(msgspec.Struct, frozen=True):
    """With so many photos of each class to learn from, this share of the others is named rightly."""

    photos_per_class: int
    accuracy: float


class Measured(msgspec.Struct, frozen=True):
    """All figures that the advice follows from.

    `counts` are the photos to train and validate on, by class; `imbalance` is how many times as many the largest class
    has as the smallest; `validation_photos` are there now, `enough_to_tell` would tell 90 % from 97 %.

    `distance` is how far the photos are from those that the network learned from, None where that cannot be measured
    (`evaluation.distance` says how). `probes` are what each stage knows, front first. `agreement` is Cohen's kappa of
    the last probe's answers with the labels, `by_chance` how likely mixed-up labels would agree so well.

    `curve` are accuracies at growing numbers of photos, `gains` what more photos would bring.
    """

    counts: dict[str, int]
    imbalance: float
    validation_photos: int
    enough_to_tell: int
    distance: float | None
    probes: tuple[Probed, ...]
    agreement: float
    by_chance: float
    curve: tuple[CurvePoint, ...] = ()
    gains: tuple[Gain, ...] = ()

    @property
    def last(self) -> Probed:
        """What the end of the network knows, which is what a new head reads."""
        return self.probes[-1]

    @property
    def best(self) -> Probed:
        """The earliest stage that is as good as any."""
        return next((one for one in self.probes if one.best), self.last)

    @property
    def wrong(self) -> int:
        """How many photos a new head alone would get wrong of those that were asked about."""
        return round((1 - self.last.accuracy) * self.last.photos)


class TrialEpoch(Event, frozen=True, tag="trial_epoch"):
    """An epoch of a candidate's training on a fold: what the photos say that were put aside to choose the epoch by."""

    candidate: str
    fold: int
    epoch: int
    epochs: int
    validation_loss: float
    validation_accuracy: float


class TrialEnded(Event, frozen=True, tag="trial"):
    """A candidate has been trained on all folds but this one, and gets so many of its photos right."""

    candidate: str
    fold: int
    accuracy: float
    photos: int
    seconds: float


class Proven(msgspec.Struct, frozen=True):
    """What a candidate came to. Each of `photos` photos was asked about once, by a network that had not seen it.

    `interval` is the 95 % Wilson interval. `better` counts the photos that only this candidate gets right, `worse`
    those that only the advised one does; `chance` is how likely that is between two equally good ones (McNemar's exact
    test, two-sided, times the number of comparisons, after Bonferroni), None for the advised one itself. `curve` is
    the mean accuracy after each epoch on the photos that were put aside. `left_out` says why it was not tried to the
    end. `seconds` are those of all its trainings.
    """

    name: str
    strategy: Advised
    cut: str | None
    accuracy: float
    interval: tuple[float, float]
    photos: int
    seconds: float
    better: int
    worse: int
    chance: float | None
    curve: tuple[float, ...] = ()
    left_out: str = ""


class Advice(Event, frozen=True, tag="advice"):
    """Which layers to freeze, and why. `frozen` is the complete freeze map of `strategy`.

    `summary` says it in a sentence or two, `sure` whether the measurement can tell; `reasons` have the figures. `cut`
    is where the network may end without losing anything that can be measured, None where all of it is needed. `proof`
    is what each candidate came to, when that was asked for, and `verdict` whether it confirms the advice.
    """

    strategy: Advised
    frozen: tuple[str, ...]
    reasons: tuple[str, ...]
    measured: Measured
    proof: tuple[Proven, ...] | None = None
    summary: str = ""
    sure: bool = True
    cut: str | None = None
    verdict: str | None = None


def candidates(advice: Advice) -> tuple[Candidate, ...]:
    """What is tried: the advised strategy first, then the head behind the earlier stage, if there is one, then others,
    the dearest last."""
    others = [Candidate(strategy) for strategy in ORDER if strategy != advice.strategy]
    shorter = [Candidate("features", advice.cut)] if advice.cut else []
    return (Candidate(advice.strategy), *shorter, *others)
