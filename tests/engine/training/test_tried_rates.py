"""Which rate follows from what was tried: on curves drawn by hand."""

import itertools
import math

import pytest

from tlstudio.training.tried_rates import RunAway, rate_from, rising_rates, smoothed


def fall_and_rise(rate: float) -> float:
    """Flat at 1, falling from 1e-4 to 1e-2, rising from 1e-1 on."""
    power = math.log10(rate)
    return 1 - 0.45 * min(max(power + 4, 0), 2) + max(power + 1, 0)


def test_that_rates_rise_by_the_same_multiple() -> None:
    rates = rising_rates(8)
    assert rates[0] == pytest.approx(1e-6)
    assert rates[-1] == pytest.approx(10)
    assert {round(later / earlier, 6) for earlier, later in itertools.pairwise(rates)} == {10.0}


@pytest.mark.parametrize("steps", [40, 100])
def test_that_the_rate_lies_in_the_middle_of_the_descent(steps: int) -> None:
    rates = rising_rates(steps)
    noise = [0.05 * math.sin(37 * step) for step in range(steps)]
    found = rate_from(rates, [fall_and_rise(rate) + more for rate, more in zip(rates, noise, strict=True)])
    assert found.rate == pytest.approx(1e-3, rel=0.6)
    assert "the loss fell from" in found.reason
    assert [tried.rate for tried in found.tried] == rates


def test_that_a_second_descent_after_a_jump_does_not_count() -> None:
    rates = rising_rates(40)
    by_heart = [0.0 if rate > 0.5 else fall_and_rise(rate) for rate in rates]
    assert rate_from(rates, by_heart).rate == pytest.approx(1e-3, rel=0.6)


def test_that_a_dip_before_the_descent_does_not_count() -> None:
    rates = rising_rates(40)
    dipped = [fall_and_rise(rate) - (0.15 if 3e-6 < rate < 1e-5 else 0) for rate in rates]
    assert rate_from(rates, dipped).rate == pytest.approx(1e-3, rel=0.6)


def test_that_a_loss_that_never_falls_gives_no_rate_and_says_so() -> None:
    rates = rising_rates(40)
    found = rate_from(rates, [1 + max(0.0, math.log10(rate)) for rate in rates])
    assert found.rate is None
    assert "fell at none" in found.reason
    assert len(found.tried) == 40
    assert rate_from([], []).rate is None


def test_that_smoothing_shifts_nothing() -> None:
    rates = rising_rates(71)
    means = smoothed(rates, [0.0 if rate < 3e-3 else 1.0 for rate in rates])
    nearest = min(range(71), key=lambda place: abs(means[place] - 0.5))
    assert rates[nearest] == pytest.approx(3e-3, rel=0.3)


def test_that_a_loss_has_run_away_at_four_times_its_lowest_or_when_it_is_no_number() -> None:
    has_run_away = RunAway()
    assert not any(has_run_away(loss) for loss in [0.7] * 20 + [2.0] * 3)
    assert any(has_run_away(10.0) for _ in range(10))
    assert RunAway()(float("nan"))
    has_run_away = RunAway()
    assert not any(has_run_away(loss) for loss in (0.01, 0.3, 0.02, 0.2, 0.4, 0.1))
