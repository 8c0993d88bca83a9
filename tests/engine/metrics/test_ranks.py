"""Larger or not is a matter of order alone."""

import numpy as np
import pytest

from tlstudio.metrics.ranks import chance_of_being_as_large, share_above


def test_that_the_share_counts_pairs_and_equal_ones_half() -> None:
    assert share_above(np.array([3.0, 1.0]), np.array([0.0, 1.0, 2.0])) == pytest.approx((3 + 1.5) / 6)
    assert share_above(np.array([5.0]), np.array([1.0])) == 1.0
    assert np.isnan(share_above(np.array([]), np.array([1.0])))


def test_that_values_of_one_source_are_seldom_called_larger_and_those_of_another_are() -> None:
    random = np.random.default_rng(0)
    chances = [chance_of_being_as_large(random.gamma(2, size=40), random.gamma(2, size=90)) for _ in range(2000)]
    assert np.mean(np.array(chances) < 0.05) == pytest.approx(0.05, abs=0.015)
    assert chance_of_being_as_large(random.gamma(2, size=40) + 1, random.gamma(2, size=90)) < 0.001
    assert chance_of_being_as_large(random.gamma(2, size=40), random.gamma(2, size=90) + 1) > 0.99
