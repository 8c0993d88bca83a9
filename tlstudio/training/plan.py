"""Recipe + dataset → everything a run needs, checked before anything is computed."""

from dataclasses import dataclass
from typing import Literal

import msgspec
import torch

from tlstudio.backbone.freezing import border, check_trainable, checked_map, freeze_map
from tlstudio.backbone.layers import is_dropout
from tlstudio.backbone.network import Network, load_network
from tlstudio.backbone.preprocessing import Preprocessing
from tlstudio.backbone.tree import Cut
from tlstudio.dataset.sample import Dataset
from tlstudio.foundation.device import choose_device, free_bytes, one_thread
from tlstudio.foundation.errors import UsageError
from tlstudio.training.choices import with_choices, with_input
from tlstudio.training.expected import expected_memory
from tlstudio.training.rates import checked_rates
from tlstudio.training.recipe import Recipe
from tlstudio.training.thawing import lasting, thaw_map, thaw_problem

_BATCHES = (32, 16, 8, 4)
_SHARE_OF_MEMORY = 2 / 3
_FIRST_WITH_BFLOAT16 = 8  # CUDA's number for the Ampere generation


@dataclass(frozen=True)
class Plan:
    """A run, ready to go. `recipe` has every choice made.

    `cut` is where activations are computed once; None when every epoch runs the whole network.
    `thaw` says from which epoch on a row learns that is frozen at the start; `lasting` are those that stay frozen to
    the end. `frozen_sha256` is the fingerprint of their weights and buffers as loaded; None when there are none.
    """

    recipe: Recipe
    dataset: Dataset
    network: Network
    preprocessing: Preprocessing
    cut: Cut | None
    thaw: dict[str, int]
    lasting: tuple[str, ...]
    frozen_sha256: str | None
    device: torch.device

    @property
    def moving(self) -> frozenset[str]:
        """The names of all weights and buffers that training may change: those that are not frozen to the end."""
        return frozenset(self.network.state_dict().keys() - self.network.frozen_state(self.lasting).keys())


def make_plan(recipe: Recipe, dataset: Dataset) -> Plan:
    """Load the network, freeze it as the recipe says, choose what is left open. UsageError when that cannot train."""
    device = choose_device(recipe.device)
    network = load_network(
        recipe.backbone,
        len(dataset.classes),
        seed=recipe.seed,
        random_weights=recipe.strategy == "scratch",
        design=recipe.head,
    )
    frozen = _frozen_paths(recipe, network)
    thaw = thaw_map(network.tree, frozen, recipe.thaw)
    stays = lasting(frozen, thaw)
    rates = checked_rates(network.tree, recipe.rates)
    network.freeze(frozen)
    frozen_sha256 = network.fingerprint(network.frozen_state(stays)) if stays else None  # before anything has run
    with one_thread():
        network = network.to(device, memory_format=torch.channels_last)  # type: ignore[call-overload]
    preprocessing = with_input(network.preprocessing, recipe.input)
    _check_size(network, recipe, preprocessing.size, device)
    asked = msgspec.structs.replace(
        recipe, frozen=frozen, rates=rates, mixed_precision=recipe.mixed_precision or _mixed_precision(recipe, device)
    )
    chosen, cut = _chosen(asked, dataset, network, preprocessing, bool(thaw), stays, free_bytes(device))
    problem = thaw_problem(chosen.thaw, chosen.epochs or 1)
    if problem:
        raise UsageError(problem)
    return Plan(
        recipe=chosen,
        dataset=dataset,
        network=network,
        preprocessing=preprocessing,
        cut=cut,
        thaw=thaw,
        lasting=stays,
        frozen_sha256=frozen_sha256,
        device=device,
    )


def _chosen(
    asked: Recipe,
    dataset: Dataset,
    network: Network,
    preprocessing: Preprocessing,
    thaws: bool,
    stays: tuple[str, ...],
    room: int | None,
) -> tuple[Recipe, Cut | None]:
    """The recipe with every choice made, and the cut; the largest usual batch that leaves a third of `room` free."""
    photos = len(dataset.part("train"))
    head_only, steady = not thaws and _only_head_trains(network), not thaws and _is_steady(network)
    for batch in _BATCHES:
        chosen = with_choices(asked, preprocessing, photos, head_only, steady, batch)
        cut = border(network.tree, stays) if chosen.augmentation == "none" or chosen.views else None
        if room is None or expected_memory(network.tree, frozenset(stays), cut, batch) < room * _SHARE_OF_MEMORY:
            break
    return chosen, cut


def _mixed_precision(recipe: Recipe, device: torch.device) -> Literal["off", "bfloat16"]:
    """In bfloat16 where a GPU has it in hardware; on processors it is slower at many borders, and further off."""
    able = device.type == "cuda" and torch.cuda.get_device_capability(device)[0] >= _FIRST_WITH_BFLOAT16
    return "bfloat16" if able and recipe.precision == "fast" else "off"


def _frozen_paths(recipe: Recipe, network: Network) -> tuple[str, ...]:
    if recipe.frozen is None:
        frozen = freeze_map(network.tree, recipe.strategy, recipe.freeze, recipe.unfreeze)
    else:
        frozen = checked_map(network.tree, recipe.frozen)
    problem = check_trainable(network.tree, frozen)
    if problem:
        raise UsageError(problem)
    return frozen


def _only_head_trains(network: Network) -> bool:
    return all(name.startswith("head.") for name, weight in network.named_parameters() if weight.requires_grad)


def _is_steady(network: Network) -> bool:
    """Whether what the head reads of a photo never changes: only the head trains, and no dropout works in front."""
    network.train()
    at_work = any(is_dropout(module) and module.training for module in network.modules())
    return _only_head_trains(network) and not at_work and border(network.tree, network.frozen) is not None


def _check_size(network: Network, recipe: Recipe, size: int, device: torch.device) -> None:
    """UsageError when the network cannot read photos of another size than it was made for."""
    if size == network.preprocessing.size:
        return
    network.eval()
    try:
        with torch.no_grad():
            network(torch.zeros(1, 3, size, size, device=device))
    except (RuntimeError, AssertionError, ValueError) as error:
        raise UsageError(
            f"{recipe.backbone} cannot read photos of {size} × {size} pixels; choose another size."
        ) from error
    finally:
        network.train()
