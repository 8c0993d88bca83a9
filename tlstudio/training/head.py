"""Training a head alone: its loss is convex, so L-BFGS finds the best one in a few looks at all photos.

The features are seen as if they were standardised, without a copy of them: the solver's weights are those of centred
and scaled features, and become the head's own by a multiplication. Figures: docs/decisions/0008-head-by-lbfgs.md.
"""

import functools
import itertools
from collections.abc import Generator, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field

import torch
from torch import Tensor, nn

from tlstudio.foundation.control import Control
from tlstudio.foundation.device import one_thread
from tlstudio.foundation.errors import StudioError
from tlstudio.foundation.events import Changed, Event, Problem, Progress, Warned
from tlstudio.foundation.pace import Pace
from tlstudio.training.batches import Batches, LabelledBatch
from tlstudio.training.convex import Descent, Place
from tlstudio.training.drift import HeadMeter
from tlstudio.training.loop import epoch_event
from tlstudio.training.missing import Missing, check_enough
from tlstudio.training.recipe import Change
from tlstudio.training.standing import Outcome
from tlstudio.training.stepping import Criterion
from tlstudio.training.tally import Tally

_ROWS = 4096
_SMALL = 20_000_000
_PULL = 3e-3
_PHOTOS_OF_FULL_PULL = 1000
_NO_NUMBERS = (
    "The network makes values of these photos that are no numbers, so nothing can be learned from them. "
    "Choose another network."
)


@dataclass(frozen=True)
class HeadLearner:
    """The head, and what stands between the batches and it: nothing in `front` learns, and nothing is random."""

    head: nn.Linear
    front: nn.Module
    criterion: Criterion = field(default_factory=Criterion)

    def put(self, weight: Tensor, bias: Tensor) -> None:
        """Give the head these weights."""
        with torch.no_grad():
            self.head.weight.copy_(weight)
            self.head.bias.copy_(bias)


@dataclass(frozen=True)
class Scaling:
    """Each feature's mean and spread over the training photos, float32 of shape (features,).

    The spread is the root of the feature's variance plus twice the median variance: features that are nearly always
    the same are not blown up, and a few huge ones do not hide the others.
    """

    mean: Tensor
    spread: Tensor

    def point(self, weight: Tensor, bias: Tensor) -> Tensor:
        """The head's weights (classes, features) and biases (classes,) as the solver's vector."""
        return torch.cat([(weight * self.spread).flatten(), bias + weight @ self.mean])

    def head(self, point: Tensor) -> tuple[Tensor, Tensor]:
        """The same the other way round."""
        scaled = self.scaled(point)
        weight = scaled / self.spread
        return weight, point[scaled.numel() :] - weight @ self.mean

    def scaled(self, point: Tensor) -> Tensor:
        """The solver's own weights in its vector, a view of shape (classes, features)."""
        features = len(self.mean)
        classes = len(point) // (features + 1)
        return point[: classes * features].view(classes, features)

    def slope(self, weight: Tensor, bias: Tensor) -> Tensor:
        """The slope along the solver's vector, from the slopes along the head's weights and biases."""
        return torch.cat([((weight - bias[:, None] * self.mean) / self.spread).flatten(), bias])


def fit_head(
    learner: HeadLearner, train: Batches, validation: Batches, epochs: int, control: Control
) -> Generator[Event, None, Outcome]:
    """Train for at most `epochs` steps; at the end the head has the weights of the lowest validation loss.

    It takes fewer when nothing is left to gain. StudioError when the features are no numbers.
    """
    outcome = Outcome()
    try:
        yield from _descend(learner, _Looks(learner, train, validation, epochs, control), outcome)
    except _StoppedError:
        outcome.reason = "stopped"
    return outcome


def _descend(learner: HeadLearner, looks: "_Looks", outcome: Outcome) -> Generator[Event, None, None]:
    scaling = yield from looks.measure()
    descent, meter = Descent(functools.partial(looks.look, scaling)), HeadMeter(learner.head)
    here = yield from looks.look(scaling, scaling.point(learner.head.weight.detach(), learner.head.bias.detach()))
    for epoch in itertools.count(1):
        yield from looks.take_wishes(epoch, outcome)
        if epoch > looks.epochs:
            return
        looks.epoch = epoch
        there = yield from descent.step(here)
        if there is None:
            return
        weight, bias = scaling.head(there.point)
        judged = yield from looks.judge(weight, bias)
        ended = epoch_event(epoch, looks.epochs, there.tally, judged, meter.drift(weight, bias, looks.gradient))
        if outcome.add(ended, judged):
            learner.put(weight, bias)
        yield ended
        here = there


class _StoppedError(Exception):
    """The control was stopped in the middle of a look."""


class _Looks:
    """Looks at all photos of a part; `epoch` says in which epoch, for the progress.

    `gradient` is the mean loss's slope along the head's weights and biases at the last look.
    """

    def __init__(
        self, learner: HeadLearner, train: Batches, validation: Batches, epochs: int, control: Control
    ) -> None:
        self.epochs = epochs
        self.epoch = 1
        self.gradient: tuple[Tensor, Tensor] = torch.zeros(0), torch.zeros(0)
        self._front, self._criterion, self._classes = learner.front, learner.criterion, learner.head.out_features
        self._train, self._validation = _in_pieces(train), _in_pieces(validation)
        self._control = control
        self._missing = Missing(control, train.photos)
        self._check_enough = functools.partial(check_enough, train, validation, 1)
        self._photos = train.photos
        self._pace = Pace(epochs * train.photos)
        self._pull = _PULL * min(1.0, _PHOTOS_OF_FULL_PULL / max(1, train.photos))

    def measure(self) -> Generator[Event, None, Scaling]:
        """Means and variances, put together from those of the pieces (Chan, Golub and LeVeque 1983)."""
        photos, mean, variance = 0, torch.zeros(()), torch.zeros(())
        for piece in self._read(self._train):
            if isinstance(piece, Event):
                yield piece
                continue
            its_variance, its_mean = torch.var_mean(piece.inputs, 0, correction=0)
            photos += len(piece.labels)
            share = len(piece.labels) / photos
            apart = its_mean - mean
            mean = mean + share * apart
            variance = variance + share * (its_variance - variance) + share * (1 - share) * apart.square()
        self._check_enough()
        if not bool(variance.isfinite().all()):
            raise StudioError(_NO_NUMBERS)
        alive = variance[variance > 0]
        return Scaling(mean, (variance + 2 * alive.median()).sqrt() if len(alive) else torch.ones_like(mean))

    def look(self, scaling: Scaling, point: Tensor) -> Generator[Event, None, Place]:
        """Mean loss over the training photos, in nats, and a pull of the solver's weights towards zero."""
        weight, bias = scaling.head(point)
        weight_slope, bias_slope = torch.zeros_like(weight), torch.zeros_like(bias)
        tally, loss, photos = Tally(), 0.0, 0.0
        for piece in self._read(self._train):
            if isinstance(piece, Event):
                yield piece
                continue
            with _threads_for(piece, weight):
                scores = _scores(tally, piece, weight, bias)
                slopes = self._criterion.slopes(scores, piece.labels)
                loss += float(self._criterion.losses(scores, piece.labels).sum())
                photos += float(self._criterion.weight(piece.labels))
                weight_slope.addmm_(slopes.T, piece.inputs)
                bias_slope += slopes.sum(0)
            if self._pace.due():
                yield self._progress(tally)
        self._check_enough()
        scaled = scaling.scaled(point)
        self.gradient = weight_slope / photos, bias_slope / photos
        slope = scaling.slope(*self.gradient)
        scaling.scaled(slope).add_(scaled, alpha=self._pull)
        height = loss / photos + self._pull / 2 * float(scaled.square().sum())
        return Place(point, height, slope, tally)

    def judge(self, weight: Tensor, bias: Tensor) -> Generator[Event, None, Tally]:
        """What the head of these weights makes of the validation photos."""
        tally = Tally(self._classes)
        for piece in self._read(self._validation):
            if isinstance(piece, Event):
                yield piece
                continue
            with _threads_for(piece, weight):
                _scores(tally, piece, weight, bias)
        return tally

    def take_wishes(self, epoch: int, outcome: Outcome) -> Iterator[Event]:
        """What a person asks for before a step: more or fewer steps; there is no learning rate to change."""
        for wish in self._control.take_wishes():
            if wish.learning_rate is not None:
                yield Warned("This run finds its own steps and has no learning rate, so none was changed.")
            if wish.epochs is not None:
                self.epochs = max(wish.epochs, epoch - 1)
                outcome.changes.append(Change(epoch, 0, epochs=wish.epochs))
                yield Changed(epoch, 0, None, wish.epochs)

    def _read(self, part: "Batches | _Pieces") -> Iterator[LabelledBatch | Event]:
        """The pieces as the head gets them, and what is to be said between them."""
        for piece in part.epoch(1):
            if isinstance(piece, Problem):
                yield piece
                if part is self._train:
                    yield from self._missing.count()
                continue
            yield from self._control.wait_while_paused()
            if self._control.stopped:
                raise _StoppedError
            yield LabelledBatch(self._front(piece.inputs), piece.labels)

    def _progress(self, tally: Tally) -> Progress:
        left = self._pace.seconds_left((self.epoch - 1) * self._photos + tally.photos)
        return Progress("train", tally.photos, self._photos, epoch=self.epoch, seconds_left=left)


class _Pieces:
    """All photos of a part from memory, in pieces of a size that keeps the scores small."""

    def __init__(self, whole: LabelledBatch) -> None:
        self._whole = whole

    def epoch(self, epoch: int, start: int = 0) -> Iterator[LabelledBatch | Problem]:
        whole = self._whole
        for start in range(0, len(whole.labels), _ROWS):
            rows = slice(start, start + _ROWS)
            yield LabelledBatch(whole.inputs[rows], whole.labels[rows])


def _in_pieces(part: Batches) -> Batches | _Pieces:
    whole = part.whole()
    return _Pieces(whole) if whole else part


def _threads_for(piece: LabelledBatch, weight: Tensor) -> AbstractContextManager[None]:
    """One thread where a look takes a millisecond or two."""
    return one_thread(len(piece.labels) * weight.numel() <= _SMALL)


def _scores(tally: Tally, piece: LabelledBatch, weight: Tensor, bias: Tensor) -> Tensor:
    """The scores of a piece, float32 (photos, classes), counted."""
    scores = torch.addmm(bias, piece.inputs, weight.T)
    tally.add(scores, piece.labels, torch.nn.functional.cross_entropy(scores, piece.labels))
    return scores
