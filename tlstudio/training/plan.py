"""Recipe + dataset → everything a run needs, checked before anything is computed."""

from dataclasses import dataclass

import msgspec
import torch

from tlstudio.backbone.freezing import border, check_trainable, checked_map, freeze_map
from tlstudio.backbone.network import Network, load_network
from tlstudio.backbone.preprocessing import Preprocessing
from tlstudio.backbone.proof import fingerprint
from tlstudio.backbone.tree import Cut
from tlstudio.dataset.sample import Dataset
from tlstudio.foundation.device import choose_device
from tlstudio.foundation.errors import UsageError
from tlstudio.training.choices import with_choices, with_input
from tlstudio.training.recipe import Recipe

_MEMORY_FOR_FEATURES = 2 * 1024**3


@dataclass(frozen=True)
class Plan:
    """A run, ready to go. `recipe` has every choice made.

    `cut` is where features are computed once and kept in memory; None when every epoch runs the whole network.
    `frozen_sha256` is the fingerprint of the frozen weights and buffers as loaded; None when nothing is frozen.
    """

    recipe: Recipe
    dataset: Dataset
    network: Network
    preprocessing: Preprocessing
    cut: Cut | None
    frozen_sha256: str | None
    device: torch.device


def make_plan(recipe: Recipe, dataset: Dataset) -> Plan:
    """Load the network, freeze it as the recipe says, choose what is left open. UsageError when that cannot train."""
    device = choose_device(recipe.device)
    network = load_network(
        recipe.backbone, len(dataset.classes), seed=recipe.seed, random_weights=recipe.strategy == "scratch"
    )
    frozen = _frozen_paths(recipe, network)
    network.freeze(frozen)
    frozen_sha256 = fingerprint(network.frozen_state()) if frozen else None  # before anything has run through it
    network = network.to(device, memory_format=torch.channels_last)  # type: ignore[call-overload]
    preprocessing = with_input(network.preprocessing, recipe.input)
    cut = border(network.tree, frozen)
    chosen = with_choices(
        msgspec.structs.replace(recipe, frozen=frozen),
        preprocessing,
        len(dataset.part("train")),
        head_only=_only_head_trains(network),
    )
    return Plan(
        recipe=chosen,
        dataset=dataset,
        network=network,
        preprocessing=preprocessing,
        cut=cut if _worth_keeping(cut, network, chosen, preprocessing, len(dataset.samples), device) else None,
        frozen_sha256=frozen_sha256,
        device=device,
    )


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


def _worth_keeping(
    cut: Cut | None, network: Network, recipe: Recipe, preprocessing: Preprocessing, photos: int, device: torch.device
) -> bool:
    """Whether activations at the cut fit into memory, and are the same in every epoch. Tries the input size, too."""
    size = preprocessing.size
    module = network.split(cut)[0] if cut else network
    network.eval()
    try:
        with torch.no_grad():
            output = module(torch.zeros(1, 3, size, size, device=device))
    except (RuntimeError, AssertionError, ValueError) as error:
        raise UsageError(
            f"{recipe.backbone} cannot read photos of {size} × {size} pixels; choose another size."
        ) from error
    finally:
        network.train()
    return cut is not None and recipe.augmentation == "none" and output.nbytes * photos <= _MEMORY_FOR_FEATURES
