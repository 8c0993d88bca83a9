"""One number that makes confidence honest: what all scores are divided by before they become probabilities."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

_COLDEST, _HOTTEST = 1 / 20, 20.0
_HALVINGS = 24


def fitted_temperature(scores: NDArray[np.floating], labels: NDArray[np.integer]) -> float:
    """The temperature that makes what is so most likely, between 1/20 and 20; above 1 the answers were too sure.

    `scores` (photos, classes) are those of photos that the network has not learned from, `labels` (photos,) their class
    numbers. No label counts as wholly certain, else a few photos without a mistake would make the answers boundlessly
    sure: one photo more than there are is taken to be something else.

    Sources: C. Guo, G. Pleiss, Y. Sun and K. Q. Weinberger, "On Calibration of Modern Neural Networks", ICML 2017,
    section 4.2; the labels: J. Platt, "Probabilistic Outputs for Support Vector Machines" (1999), section 2.2.
    """
    centred = scores.astype(np.float64) - scores.max(1, keepdims=True)
    photos, classes = centred.shape
    own, doubt = centred[np.arange(photos), labels], 1 / (photos + 2)
    true = (1 - doubt) * own + doubt * (centred.sum(1) - own) / (classes - 1)
    coldest, hottest = np.log(1 / _HOTTEST), np.log(1 / _COLDEST)  # of 1 / temperature, in which the loss is convex
    for _ in range(_HALVINGS):
        middle = (coldest + hottest) / 2
        likely = np.exp(np.exp(middle) * centred)
        expected = (likely * centred).sum(1) / likely.sum(1)
        if (expected - true).mean() > 0:
            hottest = middle
        else:
            coldest = middle
    return float(np.exp(-(coldest + hottest) / 2))


def without_temperature(probabilities: Sequence[float], temperature: float) -> list[float]:
    """The probabilities of the same answer as they would be if its scores had not been divided."""
    powers = [probability**temperature for probability in probabilities]
    return [power / sum(powers) for power in powers]
