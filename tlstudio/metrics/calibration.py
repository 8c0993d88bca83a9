"""Whether "90 % sure" is right nine times in ten."""

import msgspec
import numpy as np
from numpy.typing import NDArray

from tlstudio.metrics.intervals import wilson_interval

BINS = 10
"""Of a plot: few enough that small sets have photos in each. The error is counted in 15, as in its source."""


class CalibrationBin(msgspec.Struct, frozen=True):
    """The answers with a confidence above `low`, up to `high`: how many there are, how sure they were on average, and
    how many were right, with the 95 % Wilson interval of that share."""

    low: float
    high: float
    photos: int
    confidence: float
    right: int
    accuracy: float
    interval: tuple[float, float]


def calibration_bins(
    confidence: NDArray[np.floating], correct: NDArray[np.bool_], bins: int = BINS
) -> list[CalibrationBin]:
    """Equally wide bins of confidence, those without an answer left out.

    `confidence` (photos,) is the probability of the predicted class, 0…1; `correct` (photos,) whether it was right.
    Bin m of M is (m/M, (m+1)/M].
    """
    which = np.searchsorted(np.linspace(0, 1, bins + 1)[1:-1], confidence, side="left")
    counts = np.bincount(which, minlength=bins).tolist()
    right = np.bincount(which, weights=correct, minlength=bins).tolist()
    sure = np.bincount(which, weights=confidence.astype(np.float64), minlength=bins).tolist()
    return [
        CalibrationBin(
            low=number / bins,
            high=(number + 1) / bins,
            photos=photos,
            confidence=sure[number] / photos,
            right=int(right[number]),
            accuracy=right[number] / photos,
            interval=wilson_interval(right[number], photos),
        )
        for number, photos in enumerate(counts)
        if photos
    ]


def expected_calibration_error(confidence: NDArray[np.floating], correct: NDArray[np.bool_], bins: int = 15) -> float:
    """The mean distance between confidence and accuracy over equally wide bins of confidence, weighted by photos.

    0 is perfect; nan when there are no photos.

    Source: C. Guo, G. Pleiss, Y. Sun and K. Q. Weinberger, "On Calibration of Modern Neural Networks", ICML 2017,
    equation 3, with their 15 bins.
    """
    if confidence.size == 0:
        return float("nan")
    found = calibration_bins(confidence, correct, bins)
    return sum(each.photos * abs(each.accuracy - each.confidence) for each in found) / confidence.size
