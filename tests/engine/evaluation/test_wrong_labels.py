"""A label is doubted when another class is as likely as it usually is to its own photos, and not before."""

import torch

from tlstudio.evaluation.wrong_labels import wrong_labels


def test_that_the_surest_come_first_with_the_likelier_class() -> None:
    likely = torch.tensor([[0.9, 0.1]] * 8 + [[0.1, 0.9]] * 8 + [[0.05, 0.95], [0.98, 0.02]])
    found = wrong_labels(likely, torch.tensor([0] * 8 + [1] * 8 + [0, 1]))
    assert [(each.photo, each.label) for each in found] == [(17, 0), (16, 1)]
    assert [each.score for each in found] == [0.98, 0.95]


def test_that_a_photo_that_is_merely_hard_is_not_named() -> None:
    likely = torch.tensor([[0.9, 0.1]] * 8 + [[0.1, 0.9]] * 8 + [[0.4, 0.6]])
    assert wrong_labels(likely, torch.tensor([0] * 8 + [1] * 8 + [0])) == []


def test_that_good_labels_leave_nothing_to_say() -> None:
    assert wrong_labels(torch.eye(3).repeat(5, 1), torch.arange(3).repeat(5)) == []
