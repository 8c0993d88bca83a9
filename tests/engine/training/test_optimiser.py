"""Frozen weights are not in the optimiser at all; what is pre-trained learns more slowly, the earlier the slower."""

import math

import pytest
import torch

from tlstudio.backbone.freezing import freeze_map
from tlstudio.backbone.network import Network, load_network
from tlstudio.training.optimiser import Schedule, make_optimiser
from tlstudio.training.recipe import Recipe, StrategyName

RATE = 1e-3


@pytest.fixture(scope="module")
def network() -> Network:
    return load_network("efficientnet_lite0", 2, seed=0)


def rates(network: Network, strategy: StrategyName) -> dict[str, float]:
    network.freeze(freeze_map(network.tree, strategy))
    names = {id(weight): name for name, weight in network.named_parameters()}
    optimiser = make_optimiser(network, Recipe(strategy=strategy, learning_rate=RATE))
    return {names[id(weight)]: group["lr"] for group in optimiser.param_groups for weight in group["params"]}


def test_that_frozen_weights_are_not_in_the_optimiser(network: Network) -> None:
    assert rates(network, "features") == {"head.weight": RATE, "head.bias": RATE}


def test_that_earlier_layers_learn_more_slowly(network: Network) -> None:
    found = rates(network, "all")
    assert len(found) == len(list(network.parameters()))
    stem, middle, last = (found[f"{name}.weight"] for name in ("conv_stem", "blocks.3.0.conv_dw", "conv_head"))
    assert 0 < stem < middle < last < found["head.weight"] == RATE


def test_that_from_scratch_everything_learns_at_the_same_rate(network: Network) -> None:
    assert set(rates(network, "scratch").values()) == {RATE}


def test_that_the_rate_rises_then_falls_to_nothing() -> None:
    optimiser = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=1.0)
    schedule = Schedule(optimiser, 100)
    course = []
    for _ in range(100):
        course.append(optimiser.param_groups[0]["lr"])
        optimiser.step()
        schedule.step()
    assert max(course) == 1.0
    assert course.index(1.0) in (9, 10)
    assert course[0] == pytest.approx(0.1)
    assert course == sorted(course[:10]) + sorted(course[10:], reverse=True)
    assert math.isclose(course[-1], 0, abs_tol=1e-3)


def test_that_a_constant_rate_stays_after_its_warm_up() -> None:
    optimiser = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=1.0)
    schedule = Schedule(optimiser, 20, warm_up=0.25, constant=True)
    course = []
    for _ in range(20):
        course.append(optimiser.param_groups[0]["lr"])
        optimiser.step()
        schedule.step()
    assert course == pytest.approx([0.2, 0.4, 0.6, 0.8, *[1.0] * 16])


def test_that_without_a_warm_up_the_first_step_has_the_whole_rate() -> None:
    optimiser = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=1.0)
    Schedule(optimiser, 20, warm_up=0.0)
    assert optimiser.param_groups[0]["lr"] == 1.0


def test_that_the_movement_of_a_step_follows_each_layers_multiple(network: Network) -> None:
    network.freeze(freeze_map(network.tree, "top"))
    recipe = Recipe(strategy="top", learning_rate=RATE, rates={"blocks.6": 0.25, "head": 1.0, "conv_head": 0.0})
    before = {name: weight.detach().clone() for name, weight in network.named_parameters()}
    optimiser = make_optimiser(network, recipe)
    for weight in network.parameters():
        weight.grad = torch.ones_like(weight) if weight.requires_grad else None
    for group in optimiser.param_groups:
        group["weight_decay"] = 0.0
    optimiser.step()
    moved = {name: float((weight.detach() - before[name]).abs().mean()) for name, weight in network.named_parameters()}
    network.load_state_dict(before, strict=False)
    assert moved["head.weight"] == pytest.approx(RATE, rel=1e-3)
    assert moved["blocks.6.0.conv_dw.weight"] == pytest.approx(RATE / 4, rel=1e-3)
    assert moved["conv_head.weight"] == moved["blocks.0.0.conv_dw.weight"] == 0


def test_that_weights_admitted_later_rise_to_the_course_of_the_others() -> None:
    first, second = (torch.nn.Parameter(torch.zeros(1)) for _ in range(2))
    optimiser = torch.optim.SGD([first], lr=1.0)
    schedule = Schedule(optimiser, 100)
    course = []
    for step in range(100):
        if step == 40:
            schedule.admit([{"params": [second], "lr": 0.5}])
        course.append([group["lr"] for group in optimiser.param_groups])
        optimiser.step()
        schedule.step()
    assert course[39] == [pytest.approx(0.5 * (1 + math.cos(math.pi * 29 / 90)))]
    assert course[40][1] == pytest.approx(course[40][0] / 2 / 6)
    assert all(late == pytest.approx(early / 2) for early, late in course[46:])
