"""Comparing two classifiers on the same photos."""

import pytest

from tlstudio.metrics.paired import chance_of_that_difference, chance_of_that_many


def test_that_it_counts_coins() -> None:
    assert chance_of_that_many(0, 0) == 1.0
    assert chance_of_that_many(5, 0) == 1 / 32
    assert chance_of_that_many(1, 1) == 0.75
    assert chance_of_that_many(0, 9) == 1.0


def test_that_it_agrees_with_the_binomial_distribution() -> None:
    stats = pytest.importorskip("scipy.stats")
    for better, worse in ((8, 2), (20, 11), (700, 640)):
        expected = stats.binomtest(better, better + worse, alternative="greater").pvalue
        assert chance_of_that_many(better, worse) == pytest.approx(expected, rel=1e-9)


def test_that_a_difference_either_way_is_twice_as_likely_and_never_more_than_certain() -> None:
    assert chance_of_that_difference(0, 0) == 1.0
    assert chance_of_that_difference(1, 1) == 1.0
    assert chance_of_that_difference(5, 0) == chance_of_that_difference(0, 5) == 2 / 32
