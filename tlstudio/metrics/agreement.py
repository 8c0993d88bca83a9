"""How far answers agree with labels beyond what chance brings about."""

from math import erfc, sqrt

from tlstudio.metrics.classification import Confusion


def kappa(confusion: Confusion) -> float:
    """Cohen's kappa: 1 for full agreement, 0 for that of answers that have nothing to do with the labels.

    Unlike the accuracy it is not high where one class has most of the photos. 0 where there is nothing to agree on.
    Source: J. Cohen, "A Coefficient of Agreement for Nominal Scales", Educational and Psychological Measurement 20
    (1960).
    """
    total, expected, _ = _by_chance(confusion)
    if not total or expected == 1:
        return 0.0
    agreed = sum(row[index] for index, row in enumerate(confusion)) / total
    return (agreed - expected) / (1 - expected)


def chance_of_that_kappa(confusion: Confusion) -> float:
    """How likely answers that have nothing to do with the labels would agree at least so well, 0…1.

    One-sided, by the normal approximation. Source of the variance: J. L. Fleiss, J. Cohen and B. S. Everitt, "Large
    sample standard errors of kappa and weighted kappa", Psychological Bulletin 72 (1969).
    """
    total, expected, skew = _by_chance(confusion)
    spread = expected + expected**2 - skew
    if not total or expected == 1 or spread <= 0:
        return 1.0
    error = sqrt(spread / total) / (1 - expected)
    return erfc(kappa(confusion) / error / sqrt(2)) / 2


def _by_chance(confusion: Confusion) -> tuple[int, float, float]:
    """The number of photos; the agreement that independent answers reach; and the third term of Fleiss's variance."""
    total = sum(map(sum, confusion))
    if not total:
        return 0, 0.0, 0.0
    true = [sum(row) / total for row in confusion]
    given = [sum(column) / total for column in zip(*confusion, strict=True)]
    pairs = list(zip(true, given, strict=True))
    return total, sum(one * other for one, other in pairs), sum(one * other * (one + other) for one, other in pairs)
