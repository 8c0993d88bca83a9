"""Comparing two ways of answering on the very same photos."""

from math import comb


def chance_of_that_many(better: int, worse: int) -> float:
    """How likely two equally good ways would differ at least so clearly: the exact one-sided McNemar test.

    `better` counts the photos that only the first gets right, `worse` those that only the second does; the others say
    nothing. It is the share of fair coin throws of `better + worse` coins with `better` or more heads.

    Source: Q. McNemar, "Note on the sampling error of the difference between correlated proportions or percentages",
    Psychometrika 12 (1947), 153-157; recommended for comparing classifiers by T. G. Dietterich, "Approximate
    Statistical Tests for Comparing Supervised Classification Learning Algorithms", Neural Computation 10 (1998).
    """
    coins = better + worse
    return sum(comb(coins, heads) for heads in range(better, coins + 1)) / (1 << coins)


def chance_of_that_difference(one: int, other: int) -> float:
    """How likely two equally good ways would differ at least so clearly, whichever is better: the same test, two-sided.

    For two ways of which neither was expected to be better before they were compared.
    """
    return min(1.0, 2 * chance_of_that_many(max(one, other), min(one, other)))
