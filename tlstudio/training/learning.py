"""How a plan is learned: the head alone by L-BFGS, anything else by the loop."""

import functools
from collections.abc import Callable, Generator

import torch
from torch import nn

from tlstudio.backbone.heads import HEAD
from tlstudio.foundation.control import Control
from tlstudio.foundation.events import Event
from tlstudio.foundation.randomness import seed_for
from tlstudio.training.averaging import Average
from tlstudio.training.batches import Batches
from tlstudio.training.changing import Changes
from tlstudio.training.drift import DriftMeter
from tlstudio.training.head import HeadLearner, fit_head
from tlstudio.training.head_first import fit_head_first
from tlstudio.training.loop import Keeper, Learner, fit
from tlstudio.training.optimiser import Schedule, make_optimiser, weight_groups
from tlstudio.training.plan import Plan
from tlstudio.training.standing import Outcome, Standing
from tlstudio.training.stepping import Criterion, Forward
from tlstudio.training.watch import Watch

Restore = Callable[[Learner], Standing]
"""Brings a fresh learner to where an interrupted run stood."""


def train(
    plan: Plan,
    train: Batches,
    validation: Batches,
    control: Control,
    keeper: Keeper | None = None,
    restore: Restore | None = None,
) -> Generator[Event, None, Outcome]:
    """Train the plan's network as its recipe says; it ends with the weights of the best epoch.

    `keeper` writes checkpoints, `restore` takes one up again. L-BFGS needs neither: it begins anew, and takes the same
    few steps again.
    """
    epochs = plan.recipe.epochs or 1
    if plan.recipe.optimiser == "lbfgs":
        return (yield from fit_head(_head_learner(plan), train, validation, epochs, control))
    learner = make_learner(plan, train.photos)
    if restore:
        standing = restore(learner)
    else:
        standing = Standing(epochs)
        if plan.recipe.head_start == "fitted":
            yield from fit_head_first(plan, train, control)
            if learner.average:
                learner.average.begin()
    return (yield from fit(learner, train, validation, standing, control, keeper))


def make_learner(plan: Plan, photos: int) -> Learner:
    """What the loop trains, for an epoch of so many photos."""
    recipe = plan.recipe
    optimiser = make_optimiser(plan.network, recipe)
    steps = max(1, -(-photos // (recipe.batch_size or 1)))
    schedule = Schedule(optimiser, (recipe.epochs or 1) * steps, recipe.warm_up, recipe.schedule == "constant")
    state = plan.network.state_dict()
    moving = plan.moving
    part = plan.network.between(plan.cut, None) if plan.cut else plan.network
    return Learner(
        network=plan.network,
        forward=Forward(part, criterion_of(plan), recipe.mixed_precision == "bfloat16"),
        optimiser=optimiser,
        schedule=schedule,
        moving=moving,
        classes=len(plan.dataset.classes),
        changes=Changes(recipe.changes, recipe.learning_rate or 1.0, steps),
        watch=Watch(),
        meter=DriftMeter(plan.network, moving),
        average=Average({name: state[name] for name in sorted(moving)}, recipe.averaging) if recipe.averaging else None,
        thaw=functools.partial(_thaw, plan, schedule),
        shuffle=functools.partial(_shuffle, recipe.seed),
        patience=recipe.early_stopping or 0,
    )


def _head_learner(plan: Plan) -> HeadLearner:
    head = plan.network.get_submodule(HEAD)
    assert isinstance(head, nn.Linear)
    assert plan.cut
    plan.network.eval()
    front = plan.network.in_front_of_head(plan.cut)
    return HeadLearner(head, front, criterion_of(plan))


def criterion_of(plan: Plan) -> Criterion:
    """Classes that count the same have weights inverse to their numbers of photos, one on average over the photos."""
    if plan.recipe.class_weights == "none":
        return Criterion(plan.recipe.label_smoothing)
    labels = [sample.label for sample in plan.dataset.part("train")]
    counts = torch.tensor([max(1, labels.count(name)) for name in plan.dataset.classes], device=plan.device)
    return Criterion(plan.recipe.label_smoothing, len(labels) / (len(counts) * counts.float()))


def _shuffle(seed: int, epoch: int, batch: int) -> None:
    torch.manual_seed(seed_for(seed, "dropout", epoch, batch))


def _thaw(plan: Plan, schedule: Schedule, epoch: int) -> None:
    """Let the layers learn whose epoch this is: batch norms begin to count, and the optimiser gets their weights."""
    thawing = {path for path, first in plan.thaw.items() if first == epoch}
    if thawing:
        plan.network.freeze(set(plan.network.frozen) - thawing)
        known = (weight for group in schedule.optimizer.param_groups for weight in group["params"])
        schedule.admit(weight_groups(plan.network, plan.recipe, known))
