"""What a pass over the photos counts."""

import math

import pytest
import torch

from tlstudio.training.tally import Tally

SCORES = torch.eye(3)[torch.tensor([0, 0, 1, 1, 1])]
LABELS = torch.tensor([0, 1, 1, 1, 0])


def test_that_loss_and_accuracy_are_means_over_photos_not_batches() -> None:
    tally = Tally()
    tally.add(SCORES[:4], LABELS[:4], torch.tensor(1.0))
    tally.add(SCORES[4:], LABELS[4:], torch.tensor(6.0))
    assert (tally.photos, tally.correct) == (5, 3)
    assert tally.accuracy == pytest.approx(3 / 5)
    assert tally.loss == pytest.approx((4 * 1.0 + 6.0) / 5)


def test_that_each_class_has_its_share_of_right_answers_and_one_without_photos_none() -> None:
    tally = Tally(classes=3)
    tally.add(SCORES, LABELS, torch.tensor(1.0))
    assert tally.class_accuracy == [0.5, 0.6667, None]


def test_that_a_pass_that_was_broken_off_goes_on_counting() -> None:
    first = Tally(classes=3)
    first.add(SCORES[:2], LABELS[:2], torch.tensor(2.0))
    second = Tally(classes=3, sums=first.sums)
    second.add(SCORES[2:], LABELS[2:], torch.tensor(1.0))
    assert (second.photos, second.correct) == (5, 3)
    assert second.loss == pytest.approx((2 * 2.0 + 3 * 1.0) / 5)
    assert second.class_accuracy == [0.5, 0.6667, None]


def test_that_before_the_first_photo_there_is_no_figure() -> None:
    assert math.isnan(Tally().loss)
    assert math.isnan(Tally().accuracy)
