"""The loop. It reads top to bottom, and does not know which network it trains."""

import time
from collections.abc import Callable, Generator, Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from functools import partial
from typing import Protocol

import msgspec
import torch

from tlstudio.foundation.control import Control
from tlstudio.foundation.device import peak_bytes
from tlstudio.foundation.drift import Drift
from tlstudio.foundation.errors import StudioError
from tlstudio.foundation.events import EpochEnded, Event, Problem, Progress, Warned
from tlstudio.foundation.memory import peak_memory
from tlstudio.foundation.pace import Pace
from tlstudio.training.averaging import Average
from tlstudio.training.batches import Batches, LabelledBatch
from tlstudio.training.changing import Changes
from tlstudio.training.drift import DriftMeter
from tlstudio.training.missing import Missing, check_enough
from tlstudio.training.optimiser import Schedule
from tlstudio.training.standing import Outcome, Standing
from tlstudio.training.stepping import Forward, gradients, judged
from tlstudio.training.tally import Tally
from tlstudio.training.watch import DivergedError, Watch

_FEWEST = 2  # batch norm cannot learn from one


@dataclass
class Learner:
    """What is trained: `network` owns all weights; `forward` runs all of it, or its suffix, on the batches.

    `moving` names what training may change: all weights and buffers that are not frozen to the end. `meter` watches
    how far that goes, `average` its running mean; None where nobody wants to know. `thaw` is told each epoch before it
    begins, and unfreezes what is due; `shuffle` is told each step (epoch, batch), so that dropout draws the same
    numbers in every run. After `patience` epochs without a lower validation loss the run ends; 0: never.
    """

    network: torch.nn.Module
    forward: Forward
    optimiser: torch.optim.Optimizer
    schedule: Schedule
    moving: frozenset[str]
    classes: int
    changes: Changes
    watch: Watch
    meter: DriftMeter | None = None
    average: Average | None = None
    thaw: Callable[[int], None] = lambda epoch: None
    shuffle: Callable[[int, int], None] = lambda epoch, batch: None
    patience: int = 0


class Keeper(Protocol):
    """Keeps on disk what the run needs to go on after a crash."""

    def due(self) -> bool:
        """Whether the last time is long enough ago."""

    def keep(self, learner: Learner, standing: Standing) -> Iterator[Event]:
        """Do it now. What goes wrong is said or asked, and ends no run."""


def fit(
    learner: Learner,
    train: Batches,
    validation: Batches,
    standing: Standing,
    control: Control,
    keeper: Keeper | None = None,
) -> Generator[Event, None, Outcome]:
    """Train on from `standing`; at the end the network holds the weights of the epoch with the lowest validation loss.

    A loss that is not finite, or has grown a thousandfold, ends the run at once: with the best epoch so far, or, when
    there is none, with a StudioError.
    """
    outcome = standing.outcome
    run = _Run(learner, train, validation, standing, control, keeper)
    while standing.epoch <= standing.epochs and outcome.reason == "completed":
        try:
            yield from run.epoch()
        except DivergedError:
            yield Warned(_diverged_sentence(learner, standing))
            outcome.reason = "early"
    if control.interrupted and keeper:
        yield from keeper.keep(learner, standing)
    if standing.best_weights:
        learner.network.load_state_dict(standing.best_weights, strict=False)
    return outcome


@dataclass
class _Run:
    learner: Learner
    train: Batches
    validation: Batches
    standing: Standing
    control: Control
    keeper: Keeper | None

    def __post_init__(self) -> None:
        self.pace = Pace(self.train.photos)
        self.missing = Missing(self.control, self.train.photos)
        self._device = next(self.learner.network.parameters()).device

    def epoch(self) -> Generator[Event, None, None]:
        learner, standing = self.learner, self.standing
        learner.thaw(standing.epoch)
        yield from self._learn()
        if self.control.stopped:
            standing.outcome.reason = "stopped"
            return
        learner.watch.look_at_all()
        check_enough(self.train, self.validation, _FEWEST)
        with learner.average.in_place() if learner.average else nullcontext():
            found = yield from self._judge()
            if found is None:
                standing.outcome.reason = "stopped"
                return
            learner.watch.check(found.loss)
            ended = self._ended(found)
            if standing.outcome.add(ended, found):
                standing.best_weights = _moving_weights(learner)
        yield ended
        standing.begin_next_epoch()
        if learner.patience and standing.outcome.waited() >= learner.patience:
            standing.outcome.reason = "early"

    def _learn(self) -> Generator[Event, None, None]:
        standing, learner = self.standing, self.learner
        learner.network.train()
        for batch in self.train.epoch(standing.epoch, standing.start):
            if isinstance(batch, Problem):
                yield batch
                yield from self.missing.count()
                continue
            yield from self._wait(standing.tally)
            if self.control.stopped:
                return
            yield from learner.changes.due(learner.schedule, standing, self.control)
            yield from self._step(batch)
            standing.batch, standing.start = standing.batch + 1, batch.end
            if self.pace.due():
                yield self._progress()
            if self.keeper and self.keeper.due():
                yield from self.keeper.keep(learner, standing)

    def _wait(self, tally: Tally) -> Iterator[Event]:
        """While paused, and that is not counted as work."""
        began = time.monotonic()
        yield from self.control.wait_while_paused()
        tally.skip(time.monotonic() - began)

    def _step(self, batch: LabelledBatch) -> Generator[Event, None, None]:
        learner, standing = self.learner, self.standing
        begin = partial(learner.shuffle, standing.epoch, standing.batch)
        scores, loss = yield from gradients(learner.forward, batch, learner.network, learner.moving, begin)
        standing.tally.add(scores, batch.labels, loss)
        learner.watch.look(loss)
        if learner.meter:
            learner.meter.after_backward()
        learner.optimiser.step()
        learner.schedule.step()
        if learner.average:
            learner.average.after_step()

    def _judge(self) -> Generator[Event, None, Tally | None]:
        """What the validation photos say; None when that was broken off, and is not needed to have a model."""
        learner, tally = self.learner, Tally(self.learner.classes)
        learner.network.eval()
        for batch in self.validation.epoch(1):
            if isinstance(batch, Problem):
                yield batch
                continue
            yield from self._wait(tally)
            if self.control.interrupted or (self.control.stopped and self.standing.outcome.best_epoch):
                return None
            scores = yield from judged(learner.forward, batch)
            tally.add(scores, batch.labels, torch.nn.functional.cross_entropy(scores, batch.labels))
        return tally

    def _progress(self) -> Progress:
        standing, photos = self.standing, self.train.photos
        tally, past = standing.tally, sum(ended.seconds for ended in standing.outcome.epochs[-3:])
        epochs = min(3, len(standing.outcome.epochs))
        share = tally.photos / max(1, photos)
        per_epoch = past / epochs if epochs else tally.seconds / max(share, 1e-9)
        left = per_epoch * (standing.epochs - standing.epoch + 1 - share)
        speed = round(tally.photos / tally.seconds, 1) if tally.seconds else None
        return Progress("train", tally.photos, photos, standing.epoch, None, round(max(0.0, left), 1), speed)

    def _ended(self, judged: Tally) -> EpochEnded:
        learner, standing = self.learner, self.standing
        drift = learner.meter.drift() if learner.meter else None
        ended = epoch_event(standing.epoch, standing.epochs, standing.tally, judged, drift)
        rates = learner.schedule.used
        return msgspec.structs.replace(
            ended, learning_rate=max(rates), lowest_rate=min(rates), memory=peak_bytes(self._device)
        )


def epoch_event(epoch: int, epochs: int, trained: Tally, judged: Tally, drift: Drift | None) -> EpochEnded:
    """The event at the end of an epoch, from what was counted in it and after it."""
    return EpochEnded(
        epoch=epoch,
        epochs=epochs,
        train_loss=trained.loss,
        train_accuracy=trained.accuracy,
        validation_loss=judged.loss,
        validation_accuracy=judged.accuracy,
        photos_per_second=round(trained.photos / max(trained.seconds, 1e-9), 1),
        drift=drift,
        class_accuracy=judged.class_accuracy,
        seconds=round(trained.seconds + judged.seconds, 3),
        memory=peak_memory(),
    )


def _moving_weights(learner: Learner) -> dict[str, torch.Tensor]:
    state = learner.network.state_dict()
    return {name: value.clone() for name, value in state.items() if name in learner.moving}


def _diverged_sentence(learner: Learner, standing: Standing) -> str:
    rate = max(learner.schedule.used)
    problem = (
        f"The loss ran away in epoch {standing.epoch}, step {standing.batch + 1}, at a learning rate of {rate:.2g}: it "
        "is probably too high"
    )
    if standing.outcome.best_epoch is None:
        raise StudioError(f"{problem}. Nothing was learned; start again with a tenth of it.")
    return f"{problem}. Training ended; the weights of epoch {standing.outcome.best_epoch}, the best so far, are kept."
