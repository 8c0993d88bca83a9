"""Whether "90 % sure" is right nine times in ten."""

import numpy as np
from numpy.typing import NDArray


def expected_calibration_error(confidence: NDArray[np.floating], correct: NDArray[np.bool_], bins: int = 15) -> float:
    """The mean distance between confidence and accuracy over equally wide bins of confidence, weighted by photos.

    `confidence` (photos,) is the probability of the predicted class, 0…1; `correct` (photos,) whether it was right.
    0 is perfect; nan when there are no photos.

    Source: C. Guo, G. Pleiss, Y. Sun and K. Q. Weinberger, "On Calibration of Modern Neural Networks", ICML 2017,
    equation 3, with their 15 bins; bin m is (m/bins, (m+1)/bins].
    """
    if confidence.size == 0:
        return float("nan")
    edges = np.linspace(0, 1, bins + 1)[1:-1]
    which = np.searchsorted(edges, confidence, side="left")
    surplus = np.bincount(which, weights=correct - confidence.astype(np.float64), minlength=bins)
    return float(np.abs(surplus).sum() / confidence.size)
