"""How a plan is learned: the head alone by L-BFGS, anything else by the loop."""

import functools
from collections.abc import Generator

import torch
from torch import nn

from tlstudio.backbone.heads import HEAD
from tlstudio.foundation.control import Control
from tlstudio.foundation.events import Event
from tlstudio.foundation.randomness import seed_for
from tlstudio.training.batches import Batches
from tlstudio.training.drift import DriftMeter
from tlstudio.training.head import HeadLearner, fit_head
from tlstudio.training.loop import Learner, Outcome, fit
from tlstudio.training.optimiser import Schedule, make_optimiser, weight_groups
from tlstudio.training.plan import Plan


def train(plan: Plan, train: Batches, validation: Batches, control: Control) -> Generator[Event, None, Outcome]:
    """Train the plan's network as its recipe says; it ends with the weights of the best epoch."""
    epochs = plan.recipe.epochs or 1
    if plan.recipe.optimiser == "lbfgs":
        return (yield from fit_head(_head_learner(plan), train, validation, epochs, control))
    return (yield from fit(_learner(plan, train), train, validation, epochs, control))


def _head_learner(plan: Plan) -> HeadLearner:
    head = plan.network.get_submodule(HEAD)
    assert isinstance(head, nn.Linear)
    assert plan.cut
    plan.network.eval()
    return HeadLearner(head, front=plan.network.between(plan.cut, None).get_submodule("layers.0"))


def _learner(plan: Plan, train: Batches) -> Learner:
    torch.manual_seed(seed_for(plan.recipe.seed, "dropout"))
    optimiser = make_optimiser(plan.network, plan.recipe)
    steps = (plan.recipe.epochs or 1) * max(1, -(-train.photos // (plan.recipe.batch_size or 1)))
    part = plan.network.between(plan.cut, None) if plan.cut else plan.network
    moving = plan.network.state_dict().keys() - plan.network.frozen_state(plan.lasting).keys()
    meter, schedule = DriftMeter(plan.network, moving), Schedule(optimiser, steps)
    thaw = functools.partial(_thaw, plan, schedule)
    return Learner(plan.network, part, optimiser, schedule, frozenset(moving), meter, thaw)


def _thaw(plan: Plan, schedule: Schedule, epoch: int) -> None:
    """Let the layers learn whose epoch this is: batch norms begin to count, and the optimiser gets their weights."""
    thawing = {path for path, first in plan.thaw.items() if first == epoch}
    if thawing:
        plan.network.freeze(set(plan.network.frozen) - thawing)
        known = (weight for group in schedule.optimizer.param_groups for weight in group["params"])
        schedule.admit(weight_groups(plan.network, plan.recipe, known))
