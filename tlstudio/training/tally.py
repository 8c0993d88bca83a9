"""Counting as a pass over the photos goes: loss, right answers, time."""

import msgspec
import torch
from torch import Tensor

from tlstudio.foundation.pace import Stopwatch


class Sums(msgspec.Struct):
    """What a tally has counted so far, as plain numbers; per class only where the tally counts classes."""

    photos: int = 0
    correct: int = 0
    loss: float = 0.0
    seconds: float = 0.0
    of_class: list[int] = []
    right_of_class: list[int] = []


class Tally:
    """Sums over the batches of one pass. `seconds` counts from creation to the last batch.

    With `classes` the right answers are counted for each class, too. Nothing waits for a GPU before a figure is asked
    for. `sums` go on from an earlier part of the same pass.
    """

    def __init__(self, classes: int = 0, sums: Sums | None = None) -> None:
        self._sums = sums or Sums(of_class=[0] * classes, right_of_class=[0] * classes)
        self._waiting: list[tuple[Tensor, Tensor, Tensor]] = []
        self._watch = Stopwatch(self._sums.seconds)

    def add(self, scores: Tensor, labels: Tensor, loss: Tensor) -> None:
        """Count a batch: `scores` of shape (photos, classes), `labels` (photos,), `loss` their mean cross-entropy."""
        self._sums.photos += len(labels)
        self._sums.seconds = self._watch.lap()
        self._waiting.append((loss.detach(), scores.argmax(1) == labels, labels))

    def skip(self, seconds: float) -> None:
        """Do not count these last seconds: a pause."""
        self._watch.skip(seconds)

    @property
    def sums(self) -> Sums:
        """All that was counted."""
        waiting, self._waiting = self._waiting, []
        for loss, hits, labels in waiting:
            self._settle(float(loss), hits, labels)
        return self._sums

    @property
    def photos(self) -> int:
        """How many photos were counted."""
        return self._sums.photos

    @property
    def seconds(self) -> float:
        """From creation to the last batch."""
        return self._sums.seconds

    @property
    def correct(self) -> int:
        """How many answers were right."""
        return self.sums.correct

    @property
    def loss(self) -> float:
        """Mean cross-entropy over the photos, in nats; not a number before the first photo."""
        sums = self.sums
        return sums.loss / sums.photos if sums.photos else float("nan")

    @property
    def accuracy(self) -> float:
        """Share of right answers; not a number before the first photo."""
        sums = self.sums
        return sums.correct / sums.photos if sums.photos else float("nan")

    @property
    def class_accuracy(self) -> list[float | None]:
        """The same for each class; None for one without photos."""
        sums = self.sums
        pairs = zip(sums.right_of_class, sums.of_class, strict=True)
        return [round(right / photos, 4) if photos else None for right, photos in pairs]

    def _settle(self, loss: float, hits: Tensor, labels: Tensor) -> None:
        sums = self._sums
        sums.loss += loss * len(labels)
        sums.correct += int(hits.sum())
        if sums.of_class:
            classes = len(sums.of_class)
            sums.of_class = _added(sums.of_class, labels, classes)
            sums.right_of_class = _added(sums.right_of_class, labels[hits], classes)


def _added(counts: list[int], labels: Tensor, classes: int) -> list[int]:
    more = torch.bincount(labels, minlength=classes).tolist()
    return [count + new for count, new in zip(counts, more, strict=True)]
