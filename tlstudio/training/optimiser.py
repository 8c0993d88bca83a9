"""Which weights learn how fast."""

import math
from collections import defaultdict

import torch

from tlstudio.backbone.network import Network
from tlstudio.training.recipe import Recipe

_BACKBONE_SHARE = 0.3
_SHARE_PER_STAGE = 0.6
_WEIGHT_DECAY = 0.01
_WARM_UP = 0.1


def make_optimiser(network: Network, recipe: Recipe) -> torch.optim.AdamW:
    """AdamW over the weights that are not frozen, and only those.

    The head learns at the recipe's rate; the last pre-trained stage at 0.3 of it and each stage in front of that at
    0.6 of the one behind it, as general features should move least (discriminative rates: Howard and Ruder 2018,
    "Universal Language Model Fine-tuning"). From scratch everything learns at the recipe's rate. Vectors (biases,
    norms) get no weight decay.
    """
    assert recipe.learning_rate is not None
    stages = _stage_of_each_parameter(network)
    last = max((stage for name, stage in stages.items() if not _is_head(name)), default=0)
    groups: dict[tuple[float, float], list[torch.nn.Parameter]] = defaultdict(list)
    for name, parameter in network.named_parameters():
        if parameter.requires_grad:
            share = 1.0
            if not _is_head(name) and recipe.strategy != "scratch":
                share = _BACKBONE_SHARE * _SHARE_PER_STAGE ** (last - stages[name])
            decay = _WEIGHT_DECAY if parameter.ndim > 1 else 0.0
            groups[recipe.learning_rate * share, decay].append(parameter)
    return torch.optim.AdamW(
        [{"params": members, "lr": rate, "weight_decay": decay} for (rate, decay), members in groups.items()]
    )


def make_schedule(optimiser: torch.optim.Optimizer, steps: int) -> torch.optim.lr_scheduler.LambdaLR:
    """A linear warm-up over the first tenth of the steps, then half a cosine down to zero."""
    warm_up = max(1, round(steps * _WARM_UP))

    def share(step: int) -> float:
        if step < warm_up:
            return (step + 1) / warm_up
        return 0.5 * (1 + math.cos(math.pi * min(1.0, (step - warm_up) / max(1, steps - warm_up))))

    return torch.optim.lr_scheduler.LambdaLR(optimiser, share)


def _is_head(name: str) -> bool:
    return name.split(".")[0] == "head"


def _stage_of_each_parameter(network: Network) -> dict[str, int]:
    stages = {row.path: row.stage for row in network.tree.rows}
    return {name: stages.get(name, stages.get(name.rpartition(".")[0], 0)) for name, _ in network.named_parameters()}
