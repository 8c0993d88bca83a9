"""Which weights learn how fast."""

import math
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import torch

from tlstudio.backbone.network import Network
from tlstudio.training.rates import layer_rates
from tlstudio.training.recipe import Recipe

Groups = list[dict[str, Any]]


def make_optimiser(network: Network, recipe: Recipe) -> torch.optim.AdamW:
    """AdamW over the weights that are not frozen, and only those."""
    return torch.optim.AdamW(weight_groups(network, recipe, {}))


def weight_groups(network: Network, recipe: Recipe, known: Iterable[torch.nn.Parameter]) -> Groups:
    """The weights that are not frozen, without the `known` ones, in groups that learn at the same rate.

    Each learns at its layer's multiple of the recipe's rate. Vectors (biases, norms) get no weight decay.
    """
    assert recipe.learning_rate is not None
    preset = recipe.rate_preset or ("same" if recipe.strategy == "scratch" else "usual")
    multiples = layer_rates(network.tree, recipe.rates, preset)
    groups: dict[tuple[float, float], list[torch.nn.Parameter]] = defaultdict(list)
    there = {id(parameter) for parameter in known}
    for name, parameter in network.named_parameters():
        if parameter.requires_grad and id(parameter) not in there:
            rate = recipe.learning_rate * multiples[network.owners[name]]
            groups[rate, recipe.weight_decay if parameter.ndim > 1 else 0.0].append(parameter)
    return [{"params": members, "lr": rate, "weight_decay": decay} for (rate, decay), members in groups.items()]


class Schedule(torch.optim.lr_scheduler.LRScheduler):
    """A linear warm-up over the first `warm_up` share of the steps, then half a cosine down to zero, or `constant`.

    Weights that are admitted later follow the same course, after a warm-up of their own over the same share of the
    steps that are left then: their first gradients come from a head that has settled, and should not throw it off.

    `scale` multiplies all rates, `steps` is how many there will be in all; both may be changed on the way, then call
    `refresh`. `used` are the rates of the last step, by group.
    """

    def __init__(
        self, optimiser: torch.optim.Optimizer, steps: int, warm_up: float = 0.1, constant: bool = False
    ) -> None:
        self.steps = steps
        self.scale = 1.0
        self.used: list[float] = [0.0]
        self._warm_up = warm_up
        self._constant = constant
        super().__init__(optimiser)

    def step(self, epoch: int | None = None) -> None:
        """A step was made: the next rates."""
        self.used = [float(group["lr"]) for group in self.optimizer.param_groups]
        super().step(epoch)

    def admit(self, groups: Groups) -> None:
        """Let the optimiser have these weights from the next step on."""
        for group in groups:
            self.optimizer.add_param_group({**group, "initial_lr": group["lr"], "begun": self.last_epoch})
        self.refresh()

    def refresh(self) -> None:
        """Take the rates of this step again, after something was changed."""
        for group, rate in zip(self.optimizer.param_groups, self.get_lr(), strict=True):
            group["lr"] = rate

    def get_lr(self) -> list[float | torch.Tensor]:
        """The rate of each group at this step."""
        groups = self.optimizer.param_groups
        return [self.scale * group["initial_lr"] * self._share(group.get("begun", 0)) for group in groups]

    def _share(self, begun: int) -> float:
        rise = (self.last_epoch - begun + 1) / max(1, round((self.steps - begun) * self._warm_up))
        return self._course() * min(1.0, rise) if begun else self._course()

    def _course(self) -> float:
        step, warm_up = self.last_epoch, round(self.steps * self._warm_up)
        if step < warm_up:
            return (step + 1) / warm_up
        if self._constant:
            return 1.0
        return 0.5 * (1 + math.cos(math.pi * min(1.0, (step - warm_up) / max(1, self.steps - warm_up))))
