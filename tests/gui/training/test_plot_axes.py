"""Where the axes have their ticks, and how many points thousands of epochs need."""

import math

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from tlstudio.gui.training.curves import Curves
from tlstudio.gui.training.plot_axes import logarithmic_ticks
from tlstudio.gui.training.plot_bins import scaled, thinned


def test_that_the_epoch_axis_counts_whole_epochs(qtbot: QtBot) -> None:
    curves = Curves()
    qtbot.addWidget(curves)
    curves.start(3)
    assert curves.loss is not None
    axis = curves.loss.getPlotItem().getAxis("bottom")
    for last in (2, 3, 10, 500):
        assert all(step == round(step) >= 1 for step, _offset in axis.tickSpacing(1, last, 300))


@pytest.mark.parametrize(
    ("low", "high", "wanted"),
    [
        (0.01, 1, [0.01, 0.03, 0.1, 0.3, 1]),
        (0.2, 0.9, [0.2, 0.4, 0.6, 0.8]),
        (0.61, 0.64, [0.61, 0.62, 0.63, 0.64]),
        (1e-12, 1, [1e-12, 1e-9, 1e-6, 1e-3, 1]),
    ],
)
def test_that_a_logarithmic_axis_has_round_numbers_and_few(low: float, high: float, wanted: list[float]) -> None:
    edge = 1e-9
    ticks = logarithmic_ticks(math.log10(low) - edge, math.log10(high) + edge, 5)
    assert [10**tick for tick in ticks] == pytest.approx(wanted)


def test_that_what_has_no_logarithm_is_a_gap() -> None:
    assert list(scaled([10.0, 0.0, -1.0, math.inf, math.nan], True)) == pytest.approx([1] + 4 * [math.nan], nan_ok=True)
    assert list(scaled([10.0, 0.0, math.inf], False)) == pytest.approx([10, 0, math.nan], nan_ok=True)


def test_that_few_epochs_are_drawn_as_they_are_and_many_without_losing_a_peak() -> None:
    epochs = np.arange(1.0, 2001)
    values = np.random.default_rng(1).random(2000)
    values[777], values[300:340] = 9, np.nan
    few = thinned(epochs[:50], values[:50], 1, 50, 300)
    assert [list(each) for each in few] == [list(epochs[:50]), list(values[:50])]
    places, drawn = thinned(epochs, values, 1, 2000, 300)
    assert len(places) == len(drawn) < 700
    assert np.nanmax(drawn) == 9
    assert np.nanmin(drawn) == np.nanmin(values)
    assert np.isnan(drawn).any()
    assert (np.diff(places) > 0).all()


def test_that_the_groups_stay_where_they_are_when_epochs_come_in() -> None:
    epochs, values = np.arange(1.0, 2001), np.random.default_rng(1).random(2000)
    before, after = (thinned(epochs[:count], values[:count], 1, 2000, 300)[1] for count in (1500, 1501))
    assert list(after[:200]) == list(before[:200])


def test_that_only_what_is_in_sight_and_a_little_around_it_is_drawn() -> None:
    epochs = np.arange(1.0, 2001)
    places, _ = thinned(epochs, epochs, 1000, 1100, 300)
    assert 900 < places.min() < 1000
    assert 1100 < places.max() < 1200
