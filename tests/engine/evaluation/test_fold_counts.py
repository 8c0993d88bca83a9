"""What the folds' answers come to: means over repeats, intervals for the photos there are."""

import pytest
import torch

from tlstudio.evaluation.fold_counts import Counts
from tlstudio.metrics.intervals import enough_to_tell, wilson_interval


def tensor(*numbers: int) -> torch.Tensor:
    return torch.tensor(numbers, dtype=torch.int64)


def test_that_a_repeat_brings_no_new_photos() -> None:
    counts = Counts(["a", "b"], folds=2, repeats=2)
    ended = [
        *counts.add(0, 0, tensor(0, 0, 1, 1), tensor(0, 0, 1, 0)),
        *counts.add(0, 1, tensor(0, 0, 1, 1), tensor(0, 0, 1, 1)),
        *counts.add(1, 0, tensor(0, 0, 1, 1), tensor(0, 1, 1, 1)),
        *counts.add(1, 1, tensor(0, 0, 1, 1), tensor(0, 0, 0, 0)),
    ]
    found = counts.summary(seconds=1.5)
    assert [(one.repeat, one.fold, one.accuracy, one.photos) for one in ended] == [
        (1, 1, 0.75, 4),
        (1, 2, 1.0, 4),
        (2, 1, 0.75, 4),
        (2, 2, 0.5, 4),
    ]
    assert (found.accuracy, found.photos, found.repeats) == (0.75, 8, [0.875, 0.625])
    assert found.interval == wilson_interval(6, 8)
    assert found.per_class["a"].accuracy == 0.875
    assert found.per_class["b"].interval == wilson_interval(2.5, 4)
    spread = ((0 + 0.25**2 + 0 + 0.25**2) / 3) ** 0.5
    assert found.fold_spread == pytest.approx(spread)
    assert found.resampled_error == pytest.approx(spread * (1 / 4 + 1) ** 0.5)


def test_that_a_class_that_was_never_asked_about_has_no_figure() -> None:
    counts = Counts(["a", "b", "c"], folds=2, repeats=1)
    assert len([*counts.add(0, 0, tensor(0, 1), tensor(0, 2)), *counts.add(0, 1, tensor(), tensor())]) == 1
    found = counts.summary(0)
    assert list(found.per_class) == ["a", "b"]
    assert found.guessing == 0.5


def test_that_the_conclusion_says_when_it_may_be_no_better_than_guessing() -> None:
    counts = Counts(["a", "b"], folds=2, repeats=1)
    list(counts.add(0, 0, tensor(*[0, 1] * 10), tensor(*[0, 1] * 6, *[1, 0] * 4)))
    said = counts.summary(0).conclusion
    assert said.startswith("Of 100 new photos like these, about 60 would be named rightly")
    assert "largest class would be right 50 times" in said
    assert f"takes about {enough_to_tell()} photos" in said


def test_that_the_conclusion_of_many_photos_has_no_caveat() -> None:
    counts = Counts(["a", "b"], folds=2, repeats=1)
    list(counts.add(0, 0, torch.arange(400) % 2, torch.arange(400) % 2))
    assert counts.summary(0).conclusion == (
        "Of 100 new photos like these, about 100 would be named rightly: most likely 99 to 100."
    )
