"""What it costs, and what it brings, to trust only the answers that are sure enough."""

from collections.abc import Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray

from tlstudio.metrics.intervals import wilson_interval

THRESHOLDS = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.999)
"""Those that a table shows: closer together where answers of trained networks are."""


class Threshold(msgspec.Struct, frozen=True):
    """The answers with at least this confidence: how many there are, which `share` of all, and how many of them are
    right, with the 95 % Wilson interval. `accuracy` is None where there is no such answer."""

    confidence: float
    answered: int
    share: float
    right: int
    accuracy: float | None
    interval: tuple[float, float]


def threshold_curve(
    confidence: NDArray[np.floating], correct: NDArray[np.bool_], thresholds: Sequence[float] = THRESHOLDS
) -> list[Threshold]:
    """One for each threshold. `confidence` (photos,) is the probability of the predicted class, 0…1; `correct`
    (photos,) whether it was right."""
    order = np.argsort(confidence)
    rising = confidence[order]
    right_from = np.append(np.cumsum(correct[order][::-1])[::-1], 0)
    found = []
    for threshold in thresholds:
        first = int(np.searchsorted(rising, threshold, side="left"))
        answered, right = len(rising) - first, int(right_from[first])
        found.append(
            Threshold(
                confidence=threshold,
                answered=answered,
                share=answered / len(rising) if len(rising) else 0.0,
                right=right,
                accuracy=right / answered if answered else None,
                interval=wilson_interval(right, answered),
            )
        )
    return found
