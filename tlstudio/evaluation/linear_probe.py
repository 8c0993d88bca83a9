"""A linear probe: the head that the studio would train on some features, asked about photos it has not seen.

Source: G. Alain and Y. Bengio, "Understanding intermediate layers using linear classifier probes" (2016).
"""

from collections.abc import Generator, Iterator
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from tlstudio.backbone.construction import new_head
from tlstudio.backbone.layers import HEAD
from tlstudio.foundation.control import Control
from tlstudio.foundation.events import Event, Paused, Problem, Resumed
from tlstudio.foundation.randomness import seed_for
from tlstudio.training.batches import LabelledBatch
from tlstudio.training.head import HeadLearner, fit_head

STEPS = 40


def held_out_answers(
    values: Tensor, labels: Tensor, folds: Tensor, control: Control
) -> Generator[Event, None, Tensor | None]:
    """The class each photo is given by the probe that was trained on all folds but the photo's own; None when stopped.

    `values` float32 (photos, features), `labels` and `folds` int64 (photos,), `labels` from 0 on; so is the answer.
    """
    answers = torch.zeros_like(labels)
    classes = int(labels.max()) + 1
    for fold in sorted(set(folds.tolist())):
        held = folds == fold
        head = new_head(values.shape[1], classes, seed_for(HEAD))  # the loss is convex: the start hardly matters
        yield from _train(head, _Photos(values[~held], labels[~held]), control)
        if control.stopped:
            return None
        with torch.no_grad():
            answers[held] = head(values[held]).argmax(1)
    return answers


def _train(head: nn.Linear, photos: "_Photos", control: Control) -> Generator[Event, None, None]:
    """As a head alone is trained: features standardised and weights pulled towards zero, see `training.head`.

    Nothing but the training photos decides when it is done, so the photos held out stay unseen.
    """
    for event in fit_head(HeadLearner(head, nn.Identity()), photos, photos, STEPS, control):
        if isinstance(event, Paused | Resumed):
            yield event


@dataclass(frozen=True)
class _Photos:
    """Features and classes in memory, as one batch."""

    values: Tensor
    labels: Tensor

    @property
    def photos(self) -> int:
        return len(self.labels)

    def epoch(self, epoch: int) -> Iterator[LabelledBatch | Problem]:
        yield self.whole()

    def whole(self) -> LabelledBatch:
        return LabelledBatch(self.values, self.labels)
