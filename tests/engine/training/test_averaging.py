"""The running average of the weights."""

import pytest
import torch

from tlstudio.training.averaging import Average


def test_that_the_average_follows_its_formula() -> None:
    weight = torch.tensor([0.0])
    average = Average({"weight": weight}, decay=0.9)
    expected = 0.0
    for step in range(1, 200):
        weight.fill_(float(step % 5))
        average.after_step()
        decay = min(0.9, (1 + step) / (10 + step))
        expected = decay * expected + (1 - decay) * (step % 5)
    assert average.values["weight"].item() == pytest.approx(expected, rel=1e-4)


def test_that_inside_the_average_stands_in_for_the_weights_and_afterwards_they_are_back() -> None:
    weight, count = torch.tensor([1.0]), torch.tensor(7)
    average = Average({"weight": weight, "count": count}, decay=0.5)
    weight.fill_(3.0)
    count.fill_(8)
    average.after_step()
    mean = average.values["weight"].item()
    assert 1.0 < mean < 3.0
    with average.in_place():
        assert weight.item() == mean
        assert count.item() == 8
    assert weight.item() == 3.0
    assert average.values["weight"].item() == mean


def test_that_it_can_begin_anew_at_the_weights_of_now() -> None:
    weight = torch.tensor([1.0])
    average = Average({"weight": weight}, decay=0.5)
    weight.fill_(9.0)
    average.begin()
    assert average.values["weight"].item() == 9.0
