"""What more photos would bring: more where more was learned each time, nothing where all is known."""

import numpy as np
import torch
from draining import drain

from tlstudio.evaluation.learning_curve import LearningCurve, learning_curve
from tlstudio.foundation.control import Control
from tlstudio.foundation.events import Progress


def clouds(photos: int, apart: float, features: int = 40) -> tuple[torch.Tensor, torch.Tensor]:
    """Two classes of so many photos each, whose features are that far apart in a few of them."""
    random = torch.Generator().manual_seed(photos)
    labels = torch.arange(2 * photos) % 2
    values = torch.randn(2 * photos, features, generator=random)
    values[:, :4] += apart * (labels[:, None] - 0.5)
    return values, labels


def curve(photos: int, apart: float, grows: int | None = None) -> LearningCurve:
    found, events = drain(learning_curve(*clouds(photos, apart), Control(), grows=grows))
    assert found is not None
    shares = [event.done / event.total for event in events if isinstance(event, Progress)]
    assert shares == sorted(shares)
    assert shares[-1] == 1
    return found


def test_that_more_photos_are_learned_from_step_by_step() -> None:
    found = curve(60, 1.2)
    assert found.amounts[0] == 3
    assert found.amounts[-1] == 48  # the others are asked about
    assert found.accuracies[-1] > found.accuracies[0] + 0.1
    assert [point.photos_per_class for point in found.points] == list(found.amounts)


def test_that_the_forecast_holds_what_more_photos_really_gave() -> None:
    asked, labels = clouds(400, 1.2)
    few = drain(learning_curve(asked[:60], labels[:60], Control()))[0]
    many = drain(learning_curve(asked, labels, Control()))[0]
    assert few
    assert many
    _, (low, high) = few.accuracy_at(150)
    assert low <= np.interp(150, many.amounts, many.accuracies) <= high


def test_that_nothing_is_gained_where_all_is_known() -> None:
    gain = curve(40, 9.0).gain(None, 40)
    assert (gain.label, gain.more) == (None, 20)
    assert gain.band[1] < 0.01


def test_that_a_gain_has_a_band_around_it() -> None:
    gain = curve(25, 1.0).gain("ants", 25)
    assert 0 <= gain.band[0] < gain.gain < gain.band[1] < 0.3


def test_that_a_class_that_grows_alone_is_the_only_one_asked_about() -> None:
    found = curve(30, 1.5, grows=1)
    assert found.amounts[-1] == 24
    assert found.accuracies[0] < 0.5 < found.accuracies[-1]  # three against 24 of the other class are not believed


def test_that_fewer_than_ten_photos_carry_no_forecast() -> None:
    found, events = drain(learning_curve(*clouds(9, 2.0), Control()))
    assert (found, events) == (None, [])


def test_that_it_ends_when_it_is_stopped() -> None:
    control = Control()
    steps = learning_curve(*clouds(20, 1.0), control)
    next(steps)
    control.stop()
    assert drain(steps)[0] is None
