"""Whether some values tend to be larger than others: only their order counts."""

from math import erfc, sqrt

import numpy as np
from numpy.typing import NDArray


def share_above(these: NDArray[np.floating], those: NDArray[np.floating]) -> float:
    """How often one of `these` is larger than one of `those`, equal ones counting half: the area under the ROC curve.

    0.5 where there is no difference; nan where there are none of either.
    """
    if not len(these) or not len(those):
        return float("nan")
    ordered = np.sort(those)
    below, not_above = (np.searchsorted(ordered, these, side) for side in ("left", "right"))
    return float((below + not_above).mean() / 2 / len(those))


def chance_of_being_as_large(these: NDArray[np.floating], those: NDArray[np.floating]) -> float:
    """How likely values from one and the same source would be so much larger: one-sided, by the normal approximation.

    Source: H. B. Mann and D. R. Whitney, "On a Test of Whether one of Two Random Variables is Stochastically Larger
    than the Other", Annals of Mathematical Statistics 18 (1947).
    """
    spread = sqrt((len(these) + len(those) + 1) / (12 * len(these) * len(those)))
    return erfc((share_above(these, those) - 0.5) / spread / sqrt(2)) / 2
