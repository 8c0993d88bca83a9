"""How far a share counted on few photos can be trusted."""

import functools
from math import sqrt

NORMAL_95 = 1.959964
"""The standard normal distribution has 95 % of its mass within this distance of zero."""


def wilson_interval(correct: float, total: int, z: float = NORMAL_95) -> tuple[float, float]:
    """The Wilson score interval of the share `correct / total`; (0, 1) when nothing was counted.

    `correct` need not be whole: it may be a mean of several counts on the same `total`. `z` sets the confidence:
    1.959964 is 95 %. Unlike the textbook's ± z·√(p(1-p)/n) it stays inside 0…1 and is honest at 10 photos and at 100 %
    right.

    Source: E. B. Wilson, "Probable Inference, the Law of Succession, and Statistical Inference", Journal of the
    American Statistical Association 22 (1927), 209-212; recommended for small numbers by Brown, Cai and DasGupta,
    "Interval Estimation for a Binomial Proportion", Statistical Science 16 (2001), 101-133.
    """
    if not 0 <= correct <= total:
        raise ValueError(f"{correct} of {total} is no share")
    if total == 0:
        return 0.0, 1.0
    share = correct / total
    spread = z * sqrt(share * (1 - share) / total + z * z / (4 * total * total))
    centre = share + z * z / (2 * total)
    scale = 1 + z * z / total
    return max(0.0, (centre - spread) / scale), min(1.0, (centre + spread) / scale)


def f1_interval(right: int, missed: int, mistaken: int) -> tuple[float, float]:
    """The 95 % interval of the F1 score of a class: `right` of its photos were given it, `missed` were not, and
    `mistaken` photos of other classes were.

    Of the photos that are of the class, or were said to be, a share of J = right / (right + missed + mistaken) is both,
    which Wilson's interval is for; F1 = 2 J / (1 + J) rises with J, so that the bounds of the one give those of the
    other.

    Source: K. F. Y. Lam, V. Gopal and J. Qian, "Confidence Intervals for the F1 Score: A Comparison of Four Methods",
    arXiv 2309.14621 (2023), the indirect Wilson method.
    """
    low, high = wilson_interval(right, right + missed + mistaken)
    return 2 * low / (1 + low), 2 * high / (1 + high)


GOOD, BETTER = 0.90, 0.97
"""Two accuracies that a person wants to be told apart: 10 photos wrong in 100, or 3."""
_MORE_THAN_ENOUGH = 1000


@functools.cache
def enough_to_tell() -> int:
    """How many photos it takes to tell GOOD from BETTER: from so many on, their intervals no longer overlap."""
    return 1 + max(photos for photos in range(1, _MORE_THAN_ENOUGH) if _overlap(photos))


def _overlap(photos: int) -> bool:
    return wilson_interval(GOOD * photos, photos)[1] >= wilson_interval(BETTER * photos, photos)[0]
