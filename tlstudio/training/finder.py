"""The learning-rate finder: steps at ever higher rates, to see where the loss falls, and where it runs away.

The network is one of its own, loaded for this and let go afterwards.
"""

import dataclasses
from collections.abc import Generator, Iterator, Sequence
from functools import partial

import msgspec

from tlstudio.dataset.sample import Dataset
from tlstudio.dataset.scan import training_problem
from tlstudio.features.choice import CacheChoice
from tlstudio.foundation.control import Control
from tlstudio.foundation.errors import StudioError
from tlstudio.foundation.events import Event, Problem, Progress
from tlstudio.photos.pool import PhotoPool
from tlstudio.training.batches import Batches, LabelledBatch
from tlstudio.training.data import make_data
from tlstudio.training.head_first import fit_head_first
from tlstudio.training.learning import make_learner
from tlstudio.training.loop import Learner
from tlstudio.training.plan import Plan, make_plan
from tlstudio.training.recipe import Recipe
from tlstudio.training.stepping import gradients
from tlstudio.training.tried_rates import NOT_NEEDED, FoundRate, RunAway, rate_from, rising_rates

_FEWEST, _MOST, _EPOCHS = 40, 100, 4


def find_rate(
    recipe: Recipe, dataset: Dataset, pool: PhotoPool, cache: CacheChoice, control: Control
) -> Generator[Event, None, FoundRate | None]:
    """Try rates on the dataset's training photos as the recipe would train at its beginning: frozen layers are frozen,
    other layers learn at their multiple of the rate, layers that thaw later have not thawed. None when stopped.

    Four epochs, though 40 steps at least and 100 at most. Activations come from the cache, and are left there for the
    run. StudioError when these photos cannot be trained on; UsageError and StudioError as `make_plan` and `make_data`.
    """
    yield Progress("prepare", 0, 1)
    problem = training_problem(dataset)
    if problem:
        raise StudioError(problem)
    plan = make_plan(msgspec.structs.replace(recipe, changes=()), dataset)
    if plan.recipe.optimiser == "lbfgs":
        return FoundRate(None, NOT_NEEDED)
    data = yield from make_data(plan, pool, cache, control)
    if data is None:
        return None
    if plan.recipe.head_start == "fitted":
        yield from fit_head_first(plan, data.train, control)
    learner = make_learner(_at_rate_one(plan), data.train.photos)
    steps = min(max(_EPOCHS * -(-data.train.photos // (plan.recipe.batch_size or 1)), _FEWEST), _MOST)
    rates = rising_rates(steps)
    losses = yield from _losses(learner, data.train, rates, control)
    return None if control.stopped else rate_from(rates[: len(losses)], losses)


def _at_rate_one(plan: Plan) -> Plan:
    """The same plan, in which the scale of the schedule is the rate itself."""
    recipe = msgspec.structs.replace(
        plan.recipe, learning_rate=1.0, schedule="constant", warm_up=0.0, averaging=0.0, early_stopping=0
    )
    return dataclasses.replace(plan, recipe=recipe)


def _losses(
    learner: Learner, photos: Batches, rates: Sequence[float], control: Control
) -> Generator[Event, None, list[float]]:
    """Take one step at each rate, until the loss has run away. Returns the loss just before each step."""
    learner.network.train()
    batches, has_run_away, losses = _endless(photos), RunAway(), list[float]()
    for step, rate in enumerate(rates):
        yield Progress("rates", step, len(rates))
        batch = next(batches)
        while isinstance(batch, Problem):
            yield batch
            batch = next(batches)
        yield from control.wait_while_paused()
        if control.stopped:
            break
        learner.schedule.scale = rate
        learner.schedule.refresh()
        begin = partial(learner.shuffle, 1, step)
        _, loss = yield from gradients(learner.forward, batch, learner.network, learner.moving, begin)
        if has_run_away(float(loss)):
            break
        losses.append(float(loss))
        learner.optimiser.step()
    return losses


def _endless(photos: Batches) -> Iterator[LabelledBatch | Problem]:
    """Epoch after epoch. StudioError when not one photo can be read."""
    epoch = 0
    while True:
        epoch += 1
        empty = True
        for batch in photos.epoch(epoch):
            empty = empty and isinstance(batch, Problem)
            yield batch
        if empty:
            raise StudioError("None of the training photos could be read, so no rate could be tried.")
