"""The power law: found again where it holds, flat where nothing falls, and never below nothing."""

import numpy as np

from tlstudio.metrics.power_law import band, fitted

AMOUNTS = np.array([3.0, 6, 12, 24, 48])


def laws(errors: np.ndarray, curves: int = 300) -> object:
    return fitted(AMOUNTS, np.tile(errors, (curves, 1)), np.random.default_rng(0))


def test_that_the_band_holds_the_law_that_made_the_points() -> None:
    true = lambda amount: 0.02 + 0.6 * amount**-0.5  # noqa: E731
    found = laws(true(AMOUNTS))
    for amount in (48, 120, 400):
        middle, (low, high) = band(found.error(amount))  # type: ignore[attr-defined]
        assert low <= true(amount) <= high
        assert low <= middle <= high


def test_that_what_does_not_fall_goes_on_as_it_is() -> None:
    found = laws(np.full(5, 0.3))
    middle, (low, high) = band(found.error(1000))  # type: ignore[attr-defined]
    assert (round(low, 6), round(middle, 6), round(high, 6)) == (0.3, 0.3, 0.3)


def test_that_what_rises_is_taken_for_flat_and_no_error_is_negative() -> None:
    rising = laws(np.array([0.1, 0.1, 0.2, 0.2, 0.3]))
    assert (rising.scale == 0).all()  # type: ignore[attr-defined]
    steep = laws(np.array([0.5, 0.2, 0.05, 0.01, 0.0]))
    assert (steep.error(10_000) >= 0).all()  # type: ignore[attr-defined]
