"""A stray is unlike all others of its class; its own copy does not make it less strange."""

import torch
from draining import drain
from torch import Tensor

from tlstudio.evaluation.strays import strays
from tlstudio.foundation.control import Control


def features(seed: int, count: int = 40) -> Tensor:
    """Photos of one class: one direction of 64, and noise."""
    random = torch.Generator().manual_seed(seed)
    return 8 * torch.rand(64, generator=random) + torch.rand(count, 64, generator=random)


def found(values: Tensor, labels: Tensor, groups: Tensor | None = None) -> list[int]:
    some, _ = drain(strays(values, labels, torch.arange(len(values)) if groups is None else groups, Control()))
    return [stray.photo for stray in some]


def test_that_what_is_unlike_its_class_is_found_even_beside_its_copy() -> None:
    values = torch.cat([features(1), features(2), features(3, 1).repeat(2, 1)])
    labels = torch.tensor([0] * 40 + [1] * 40 + [0, 0])
    groups = torch.tensor([*range(80), 80, 80])
    assert set(found(values, labels, groups)) >= {80, 81}
    assert found(values, labels, groups)[:2] == [80, 81]


def test_that_a_photo_in_the_wrong_class_is_unlike_that_class() -> None:
    values = torch.cat([features(1), features(2), features(1, 1)])
    assert found(values, torch.tensor([0] * 40 + [1] * 41))[0] == 80


def test_that_a_small_class_has_none() -> None:
    assert found(torch.cat([features(1, 18), features(2, 1)]), torch.zeros(19, dtype=torch.int64)) == []


def test_that_it_can_be_stopped() -> None:
    control = Control()
    control.stop()
    none, _ = drain(strays(features(1), torch.zeros(40, dtype=torch.int64), torch.arange(40), control))
    assert none is None
