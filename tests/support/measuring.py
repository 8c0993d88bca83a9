"""Figures as an advisor would have measured them, for rules and words."""

from typing import Any

from msgspec.structs import replace

from tlstudio.evaluation.advised import Candidate, Measured
from tlstudio.evaluation.standings import Tried
from tlstudio.foundation.events import Probed
from tlstudio.metrics.intervals import wilson_interval


def probed(path: str, right: int, photos: int = 400, best: bool = False) -> Probed:
    """A stage that knows so many of the photos."""
    interval = wilson_interval(right, photos)
    return Probed(path, right / photos, interval, 0.5, photos, photos, 32, best)


def measured(right: int = 380, **other: Any) -> Measured:
    """Near the pre-training, two even classes, 400 photos of which so many are right at the end of the network."""
    plain = Measured(
        counts={"ants": 200, "bees": 200},
        imbalance=1.0,
        validation_photos=80,
        enough_to_tell=191,
        distance=0.05,
        probes=(probed("blocks.4", 300), probed("bn2", right, best=True)),
        agreement=0.9,
        by_chance=0.0,
    )
    return replace(plain, **other)


def tried(strategy: Any, right: str, cut: str | None = None) -> Tried:
    """A candidate that was right where the text has an `x`."""
    answers = {photo: sign == "x" for photo, sign in enumerate(right)}
    return Tried(Candidate(strategy, cut), answers, seconds=1.0, curves=[[0.5, 0.75], [1.0]])
