"""How far layers moved: exact for a step made by hand, nothing for what is frozen, and a group is one long vector."""

import json
import math
from pathlib import Path

import msgspec
import pytest
import torch

from tlstudio.backbone.freezing import freeze_map
from tlstudio.backbone.network import Network, load_network
from tlstudio.foundation.drift import Drift
from tlstudio.foundation.events import EpochEnded, Finished, to_json
from tlstudio.modelfile.container import read_model
from tlstudio.photos.pool import PhotoPool
from tlstudio.pipeline import run
from tlstudio.training.drift import DriftMeter, HeadMeter
from tlstudio.training.recipe import Recipe

RATE = 0.01


@pytest.fixture
def network() -> Network:
    made = load_network("efficientnet_lite0", 2, seed=0)
    made.freeze(freeze_map(made.tree, "top"))
    return made


def meter_of(network: Network) -> DriftMeter:
    return DriftMeter(network, network.state_dict().keys() - network.frozen_state().keys())


def a_backward_pass(network: Network) -> None:
    photos = torch.rand(4, 3, 64, 64, generator=torch.Generator().manual_seed(1))
    network.train()
    network.zero_grad()
    torch.nn.functional.cross_entropy(network(photos), torch.tensor([0, 1, 0, 1])).backward()


def length(tensors: list[torch.Tensor]) -> float:
    return torch.cat([tensor.detach().double().flatten() for tensor in tensors]).norm().item()


def weights_below(network: Network, path: str) -> list[torch.nn.Parameter]:
    return [weight for name, weight in network.named_parameters() if name.startswith(f"{path}.")]


def test_that_one_step_of_plain_descent_moves_each_layer_by_rate_times_gradient(network: Network) -> None:
    meter = meter_of(network)
    before = {row: length(weights_below(network, row)) for row in ("conv_head", "head", "blocks.6.0.bn1")}
    a_backward_pass(network)
    meter.after_backward()
    torch.optim.SGD([weight for weight in network.parameters() if weight.requires_grad], lr=RATE).step()
    drift = meter.drift()
    for row, start in before.items():
        pull = length([weight.grad for weight in weights_below(network, row)])
        assert drift.gradients[row] == pytest.approx(pull, rel=1e-3)
        assert drift.moved[row] == pytest.approx(RATE * pull / start, rel=1e-3)


def test_that_a_group_is_one_vector_in_which_frozen_weights_count_as_unmoved(network: Network) -> None:
    meter = meter_of(network)
    before = {name: weight.detach().clone() for name, weight in network.named_parameters()}
    with torch.no_grad():
        for weight in network.parameters():
            weight += 0.01 * weight.requires_grad
    drift = meter.drift()
    for group in ("blocks", "blocks.6", "blocks.6.0"):
        start = [weight for name, weight in before.items() if name.startswith(f"{group}.")]
        steps = [after - then for after, then in zip(weights_below(network, group), start, strict=True)]
        assert drift.moved[group] == pytest.approx(length(steps) / length(start), rel=1e-3)
    assert drift.moved["blocks"] < drift.moved["blocks.6"]


def test_that_only_what_may_move_has_figures(network: Network) -> None:
    meter = meter_of(network)
    a_backward_pass(network)
    drift = meter.drift()
    frozen = set(network.frozen)
    assert frozen
    assert not frozen & drift.trained
    assert not drift.trained & {"conv_stem", "blocks.0", "blocks.0.0"}
    assert {row.path for row in network.tree.rows if row.stateful} - frozen <= drift.trained
    assert set(drift.moved.values()) == {0.0}


def test_that_batch_norm_statistics_are_told_apart_from_weights(network: Network) -> None:
    meter = meter_of(network)
    norm = network.get_submodule("blocks.6.0.bn1")
    mean, variance = norm.running_mean.clone(), norm.running_var.clone()
    a_backward_pass(network)  # moves statistics, no weight
    drift = meter.drift()
    shift = length([norm.running_mean - mean, norm.running_var - variance]) / length([mean, variance])
    assert drift.statistics["blocks.6.0.bn1"] == pytest.approx(shift, rel=1e-3)
    assert drift.moved["blocks.6.0.bn1"] == 0
    assert "conv_head" not in drift.statistics


def test_that_what_began_at_zero_tells_how_large_it_has_become(network: Network) -> None:
    head = network.get_submodule("head")
    with torch.no_grad():
        head.weight.zero_()
        head.bias.zero_()
    meter = meter_of(network)
    with torch.no_grad():
        head.weight.fill_(0.02)
        head.bias.fill_(-0.02)
    drift = meter.drift()
    assert "head" not in drift.moved
    assert drift.from_zero == {"head": pytest.approx(0.02)}


def test_that_gradients_are_the_root_mean_square_of_every_eighth_step(network: Network) -> None:
    meter = meter_of(network)
    weights = weights_below(network, "conv_head")
    for step in range(16):
        for weight in weights:
            weight.grad = torch.full_like(weight, {0: 1.0, 8: 3.0}.get(step, 100.0))
        meter.after_backward()
    size = sum(weight.numel() for weight in weights)
    assert meter.drift().gradients["conv_head"] == pytest.approx(math.sqrt(size * (1 + 9) / 2), rel=1e-3)
    meter.after_backward()
    assert meter.drift().gradients["conv_head"] == pytest.approx(math.sqrt(size * 100.0**2), rel=1e-3)
    assert meter.drift().gradients == {}


def test_that_a_head_alone_has_the_same_figures(network: Network) -> None:
    network.freeze(freeze_map(network.tree, "features"))
    head = network.get_submodule("head")
    whole, alone = meter_of(network), HeadMeter(head)
    a_backward_pass(network)
    whole.after_backward()
    torch.optim.SGD(head.parameters(), lr=RATE).step()
    gradient = head.weight.grad, head.bias.grad
    assert alone.drift(head.weight.detach(), head.bias.detach(), gradient) == whole.drift()


def test_that_weights_that_are_no_numbers_are_left_out(network: Network) -> None:
    meter = meter_of(network)
    with torch.no_grad():
        network.get_submodule("conv_head").weight[0] = float("inf")
    drift = meter.drift()
    assert "conv_head" not in drift.moved
    assert drift.moved["head"] == 0


def test_that_events_carry_short_numbers_and_nothing_that_is_empty() -> None:
    ended = EpochEnded(1, 2, 0.5, 0.5, 0.5, 0.5, 10.0, Drift(moved={"head": 0.03142}))
    assert json.loads(to_json(ended))["drift"] == {"moved": {"head": 0.03142}}
    assert json.loads(to_json(EpochEnded(1, 2, 0.5, 0.5, 0.5, 0.5, 10.0)))["drift"] is None


@pytest.mark.parametrize("strategy", ["features", "top"])
def test_that_a_run_tells_in_every_epoch_and_the_model_keeps_the_best_ones(
    recipe: Recipe, pool: PhotoPool, strategy: str
) -> None:
    events = list(run(msgspec.structs.replace(recipe, strategy=strategy), pool=pool))
    epochs = {event.epoch: event.drift for event in events if isinstance(event, EpochEnded)}
    assert all(drift and drift.moved["head"] > 0 and drift.gradients["head"] > 0 for drift in epochs.values())
    end = events[-1]
    assert isinstance(end, Finished)
    description, weights = read_model(Path(recipe.out))
    assert description.drift == end.drift == epochs[end.best_epoch]
    assert not set(description.frozen) & end.drift.trained
    start = load_network("efficientnet_lite0", 2, seed=0).get_submodule("head")
    steps = [weights["head.weight"] - start.weight, weights["head.bias"] - start.bias]
    assert end.drift.moved["head"] == pytest.approx(length(steps) / length([start.weight, start.bias]), rel=1e-3)


def test_that_from_scratch_the_distance_is_from_the_random_start(recipe: Recipe, pool: PhotoPool) -> None:
    end = list(run(msgspec.structs.replace(recipe, strategy="scratch", epochs=1), pool=pool))[-1]
    assert isinstance(end, Finished)
    assert 0 < end.drift.moved["conv_stem"] < 1
    assert end.drift.statistics["bn1"] > 0
