"""The loop. It reads top to bottom, and does not know which network it trains."""

import math
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from typing import Literal

import torch

from tlstudio.foundation.control import Control
from tlstudio.foundation.drift import Drift
from tlstudio.foundation.errors import StudioError
from tlstudio.foundation.events import EpochEnded, Event, Problem, Progress, Warned
from tlstudio.foundation.pace import Pace
from tlstudio.training.batches import Batches, LabelledBatch
from tlstudio.training.drift import DriftMeter
from tlstudio.training.tally import Tally

_DIVERGED = 1e3


@dataclass
class Learner:
    """What is trained: `network` owns all weights; `part` is what runs on the batches (all of it, or its suffix).

    `moving` names what training may change: all weights and buffers that are not frozen to the end. `meter` watches
    how far that goes; None where nobody wants to know. `thaw` is told each epoch before it begins, and unfreezes what
    is due.
    """

    network: torch.nn.Module
    part: torch.nn.Module
    optimiser: torch.optim.Optimizer
    schedule: torch.optim.lr_scheduler.LRScheduler
    moving: frozenset[str]
    meter: DriftMeter | None = None
    thaw: Callable[[int], None] | None = None


@dataclass
class Outcome:
    """How a run ended. `best_epoch` is None when no epoch was completed; then the weights are of no use."""

    reason: Literal["completed", "stopped", "early"] = "completed"
    best_epoch: int | None = None
    best: Tally = field(default_factory=Tally)
    epochs: list[EpochEnded] = field(default_factory=list)

    @property
    def drift(self) -> Drift | None:
        """How far the layers of the best epoch are from their start."""
        return next((ended.drift for ended in self.epochs if ended.epoch == self.best_epoch), None)

    def add(self, ended: EpochEnded, judged: Tally) -> bool:
        """Note an epoch and what the validation photos said; True when it is the best so far."""
        self.epochs.append(ended)
        if self.best_epoch is not None and judged.loss >= self.best.loss:
            return False
        self.best_epoch, self.best = ended.epoch, judged
        return True


class _DivergedError(Exception):
    """The loss is no longer a usable number."""


def fit(
    learner: Learner, train: Batches, validation: Batches, epochs: int, control: Control
) -> Generator[Event, None, Outcome]:
    """Train for `epochs`; at the end the network holds the weights of the epoch with the lowest validation loss.

    A loss that is not finite, or has grown a thousandfold, ends the run at once: with the best epoch so far, or, when
    there is none, with a StudioError.
    """
    outcome = Outcome()
    best_weights: dict[str, torch.Tensor] = {}
    pace = Pace(epochs * train.photos)
    for epoch in range(1, epochs + 1):
        if learner.thaw:
            learner.thaw(epoch)
        try:
            tally = yield from _train_one_epoch(learner, train, epoch, control, pace)
        except _DivergedError:
            yield Warned(_diverged_sentence(outcome, epoch))
            outcome.reason = "early"
            break
        if control.stopped:
            outcome.reason = "stopped"
            break
        judged = yield from _judge(learner, validation)
        ended = epoch_event(epoch, epochs, tally, judged, learner.meter.drift() if learner.meter else None)
        if outcome.add(ended, judged):
            best_weights = _moving_weights(learner)
        yield ended
    if best_weights:
        learner.network.load_state_dict(best_weights, strict=False)
    return outcome


def _moving_weights(learner: Learner) -> dict[str, torch.Tensor]:
    state = learner.network.state_dict()
    return {name: value.clone() for name, value in state.items() if name in learner.moving}


def _train_one_epoch(
    learner: Learner, train: Batches, epoch: int, control: Control, pace: Pace
) -> Generator[Event, None, Tally]:
    tally = Tally()
    learner.network.train()
    for batch in train.epoch(epoch):
        if isinstance(batch, Problem):
            yield batch
            continue
        yield from control.wait_while_paused()
        if control.stopped:
            break
        _step(learner, batch, tally)
        if pace.due():
            done = (epoch - 1) * train.photos + tally.photos
            yield Progress("train", tally.photos, train.photos, epoch=epoch, seconds_left=pace.seconds_left(done))
    return tally


def _step(learner: Learner, batch: LabelledBatch, tally: Tally) -> None:
    scores = learner.part(batch.inputs)
    loss = torch.nn.functional.cross_entropy(scores, batch.labels)
    tally.add(scores, batch.labels, loss)
    if not math.isfinite(tally.last_loss) or tally.last_loss > _DIVERGED * max(tally.first_loss, 1e-3):
        raise _DivergedError
    learner.optimiser.zero_grad(set_to_none=True)
    loss.backward()  # type: ignore[no-untyped-call]
    if learner.meter:
        learner.meter.after_backward()
    learner.optimiser.step()
    learner.schedule.step()


def _judge(learner: Learner, validation: Batches) -> Generator[Event, None, Tally]:
    tally = Tally()
    learner.network.eval()
    with torch.no_grad():
        for batch in validation.epoch(1):
            if isinstance(batch, Problem):
                yield batch
                continue
            scores = learner.part(batch.inputs)
            tally.add(scores, batch.labels, torch.nn.functional.cross_entropy(scores, batch.labels))
    return tally


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
    )


def _diverged_sentence(outcome: Outcome, epoch: int) -> str:
    problem = f"The loss ran away in epoch {epoch}: the learning rate is probably too high"
    if outcome.best_epoch is None:
        raise StudioError(f"{problem}. Nothing was learned; start again with a tenth of it.")
    return f"{problem}. Training ended; the weights of epoch {outcome.best_epoch}, the best so far, are kept."
