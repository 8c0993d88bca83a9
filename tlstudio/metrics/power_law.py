"""How a share of wrong answers falls as photos are added: an inverse power law, fitted with a band.

error(n) = floor + scale · n^-power. Sources: J. Hestness and others, "Deep Learning Scaling is Predictable,
Empirically" (2017), and for few examples R. L. Figueroa and others, "Predicting sample size required for classification
performance", BMC Medical Informatics and Decision Making 12 (2012), who weigh later points more, as here.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.floating[Any]]
_POWERS = (0.2, 1.2)
_BAND = (2.5, 97.5)


@dataclass(frozen=True)
class PowerLaws:
    """Curves that all may be the true one: `floor`, `scale` and `power`, each of shape (curves,)."""

    floor: Values
    scale: Values
    power: Values

    def error(self, amount: float) -> Values:
        """The error at so many photos by each curve, shape (curves,)."""
        return self.floor + self.scale * amount**-self.power


def fitted(amounts: Values, errors: Values, random: np.random.Generator) -> PowerLaws:
    """A curve through each row of `errors`, shape (curves, amounts): weighted least squares, scale and floor not
    below 0.

    A few points on a flat stretch say nothing of the power, and most on what comes behind depends on it. So each
    curve is given one at random, between those that are met in practice, and the others make the band.
    """
    power = random.uniform(*_POWERS, len(errors))
    shape = amounts[None, :] ** -power[:, None]
    weight = np.arange(1, len(amounts) + 1) / len(amounts)
    total = weight.sum()
    mean_shape, mean_error = (shape @ weight / total)[:, None], (errors @ weight / total)[:, None]
    along = ((shape - mean_shape) * (errors - mean_error)) @ weight
    scale = np.maximum(along / ((shape - mean_shape) ** 2 @ weight), 0.0)
    floor = mean_error[:, 0] - scale * mean_shape[:, 0]
    through_zero = np.maximum((shape * errors) @ weight / (shape**2 @ weight), 0.0)
    return PowerLaws(np.maximum(floor, 0.0), np.where(floor < 0, through_zero, scale), power)


def band(values: Values) -> tuple[float, tuple[float, float]]:
    """The median, and where 95 in 100 lie."""
    low, middle, high = np.percentile(values, (_BAND[0], 50, _BAND[1])).tolist()
    return middle, (low, high)
