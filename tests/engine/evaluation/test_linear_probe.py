"""The probe learns from the other folds only, and says nothing where there is nothing to know."""

import torch
from draining import drain

from tlstudio.evaluation.linear_probe import held_out_answers
from tlstudio.foundation.control import Control
from tlstudio.metrics.intervals import wilson_interval

FOLDS = torch.arange(300) % 5


def noise(features: int = 16) -> torch.Tensor:
    return torch.randn(300, features, generator=torch.Generator().manual_seed(4))


def right(values: torch.Tensor, labels: torch.Tensor) -> int:
    answers, _ = drain(held_out_answers(values, labels, FOLDS, Control()))
    return int((answers == labels).sum())


def test_that_what_can_be_told_apart_is() -> None:
    values = noise()
    assert right(values, (values[:, 3] * 2 + values[:, 5] > 0).long()) >= 285


def test_that_shuffled_labels_leave_it_at_chance() -> None:
    labels = torch.arange(300) % 2
    shuffled = labels[torch.randperm(300, generator=torch.Generator().manual_seed(1))]
    low, high = wilson_interval(right(noise(), shuffled), 300)
    assert low <= 0.5 <= high


def test_that_a_photo_is_not_learned_by_heart_before_it_is_asked_about() -> None:
    labels = torch.arange(300) % 2
    low, high = wilson_interval(right(torch.eye(300), labels), 300)
    assert low <= 0.5 <= high


def test_that_it_is_as_good_as_other_peoples_logistic_regression() -> None:
    from sklearn.datasets import load_digits
    from sklearn.linear_model import LogisticRegression

    values, labels = (torch.tensor(part[:300]) for part in load_digits(return_X_y=True))
    standard = ((values - values.mean(0)) / (values.std(0) + 1)).float()
    theirs = 0
    for fold in range(5):
        held = fold == FOLDS
        fitted = LogisticRegression(max_iter=1000).fit(standard[~held].numpy(), labels[~held].numpy())
        theirs += int((fitted.predict(standard[held].numpy()) == labels[held].numpy()).sum())
    assert abs(right(values.float(), labels) - theirs) <= 9


def test_that_it_can_be_stopped() -> None:
    control = Control()
    control.stop()
    answers, _ = drain(held_out_answers(noise(), torch.arange(300) % 2, FOLDS, control))
    assert answers is None
