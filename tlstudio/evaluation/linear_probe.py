"""A linear probe: multinomial logistic regression on what leaves a layer, asked about photos it has not seen.

Source: G. Alain and Y. Bengio, "Understanding intermediate layers using linear classifier probes" (2016).
"""

from collections.abc import Callable, Generator

import torch
from torch import Tensor

from tlstudio.foundation.control import Control
from tlstudio.foundation.device import one_thread
from tlstudio.foundation.errors import StudioError
from tlstudio.foundation.events import Event
from tlstudio.training.convex import Descent, Place
from tlstudio.training.tally import Tally

_STEPS = 200
_PULL = 3e-3
_PHOTOS_OF_FULL_PULL = 1000
_SMALL = 20_000_000

Judge = Callable[[Tensor], Tensor]


def held_out_answers(
    values: Tensor, labels: Tensor, folds: Tensor, control: Control
) -> Generator[Event, None, Tensor | None]:
    """The class each photo is given by the probe that was trained on all folds but the photo's own; None when stopped.

    `values` float32 (photos, features), `labels` and `folds` int64 (photos,), `labels` from 0 on; so is the answer.
    StudioError when the values are no numbers.
    """
    probabilities = yield from held_out_probabilities(values, labels, folds, control)
    return None if probabilities is None else probabilities.argmax(1)


def held_out_probabilities(
    values: Tensor, labels: Tensor, folds: Tensor, control: Control
) -> Generator[Event, None, Tensor | None]:
    """As `held_out_answers`, but how likely each class is to that probe: float32 (photos, classes)."""
    if not bool(values.isfinite().all()):
        raise StudioError("The network makes values of these photos that are no numbers. Choose another network.")
    classes = int(labels.max()) + 1
    answers = torch.zeros(len(labels), classes)
    for fold in sorted(set(folds.tolist())):
        held = folds == fold
        judge = yield from _fit(values[~held], labels[~held], classes, control)
        if judge is None:
            return None
        answers[held] = judge(values[held])
    return answers


def answers_to(
    asked: Tensor, values: Tensor, labels: Tensor, control: Control
) -> Generator[Event, None, Tensor | None]:
    """The class that a probe which was trained on `values` gives each of the `asked` ones; None when stopped."""
    judge = yield from _fit(values, labels, int(labels.max()) + 1, control)
    return None if judge is None else judge(asked).argmax(1)


def _fit(values: Tensor, labels: Tensor, classes: int, control: Control) -> Generator[Event, None, Judge | None]:
    """The probe at the lowest point of its loss, which is convex: nothing but these photos decides where that is."""
    mean, spread = _scaling(values)
    scaled = (values - mean) / spread
    look = _look(scaled, labels, classes)
    descent = Descent(look)
    here = yield from look(torch.zeros(classes * (scaled.shape[1] + 1)))
    for _ in range(_STEPS):
        yield from control.wait_while_paused()
        if control.stopped:
            return None
        there = yield from descent.step(here)
        if there is None:
            break
        here = there
    weight, bias = _parts(here.point, classes)
    return lambda others: torch.addmm(bias, (others - mean) / spread, weight.T).softmax(1)


def _scaling(values: Tensor) -> tuple[Tensor, Tensor]:
    """Mean and spread of each feature, as a head alone is trained with (`training.head.Scaling` says why)."""
    variance, mean = torch.var_mean(values, 0, correction=0)
    alive = variance[variance > 0]
    return mean, (variance + 2 * alive.median()).sqrt() if len(alive) else torch.ones_like(mean)


def _look(values: Tensor, labels: Tensor, classes: int) -> Callable[[Tensor], Generator[Event, None, Place]]:
    """Mean cross-entropy in nats, and a pull of the weights towards zero: always the same, that of a head alone."""
    pull = _PULL * min(1.0, _PHOTOS_OF_FULL_PULL / len(labels))

    def look(point: Tensor) -> Generator[Event, None, Place]:
        weight, bias = _parts(point, classes)
        with one_thread(len(labels) * weight.numel() <= _SMALL):
            scores = torch.addmm(bias, values, weight.T)
            height = float(torch.nn.functional.cross_entropy(scores, labels) + pull / 2 * weight.square().sum())
            slopes = scores.softmax(1)
            slopes[torch.arange(len(labels)), labels] -= 1
            slopes /= len(labels)
            slope = torch.cat([(slopes.T @ values + pull * weight).flatten(), slopes.sum(0)])
        yield from ()
        return Place(point, height, slope, Tally())

    return look


def _parts(point: Tensor, classes: int) -> tuple[Tensor, Tensor]:
    """Weights (classes, features) and biases (classes,) in the vector that is searched."""
    return point[:-classes].view(classes, -1), point[-classes:]
