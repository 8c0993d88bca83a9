"""Counting right answers, fold after fold."""

from collections.abc import Iterator, Sequence

import torch
from torch import Tensor

from tlstudio.evaluation.cross_validated import CrossValidated
from tlstudio.foundation.events import FoldEnded
from tlstudio.metrics.intervals import wilson_interval
from tlstudio.metrics.shares import Share


class Counts:
    """Right answers as the folds end: by repeat and class."""

    def __init__(self, classes: Sequence[str], folds: int, repeats: int) -> None:
        self._classes = classes
        self._folds = folds
        self._right = torch.zeros(repeats, len(classes), dtype=torch.int64)
        self._asked = torch.zeros(repeats, len(classes), dtype=torch.int64)
        self._accuracies: list[float] = []

    def add(self, repeat: int, fold: int, true: Tensor, given: Tensor) -> Iterator[FoldEnded]:
        """Count the answers of a fold, class numbers (photos,); what is to be said of it, nothing without photos."""
        size = len(self._classes)
        right = true == given
        self._asked[repeat] += true.bincount(minlength=size)
        self._right[repeat] += true[right].bincount(minlength=size)
        if len(true):
            self._accuracies.append(int(right.sum()) / len(true))
            yield FoldEnded(repeat + 1, fold + 1, self._accuracies[-1], len(true))

    def summary(self, seconds: float) -> CrossValidated:
        """The result, once all folds of all repeats have been counted."""
        asked = self._asked.amax(0)
        whole = _share(self._right.sum(1), self._asked.sum(1), int(asked.sum()))
        by_class = zip(self._classes, self._right.T, self._asked.T, asked.tolist(), strict=True)
        accuracies = torch.tensor(self._accuracies, dtype=torch.float64)
        spread = float(accuracies.std()) if len(accuracies) > 1 else 0.0
        return CrossValidated(
            accuracy=whole.accuracy,
            interval=whole.interval,
            photos=whole.photos,
            per_class={name: _share(right, of, photos) for name, right, of, photos in by_class if photos},
            guessing=int(asked.max()) / whole.photos,
            folds=self._folds,
            repeats=(self._right.sum(1).double() / self._asked.sum(1)).tolist(),
            fold_spread=spread,
            resampled_error=spread * (1 / len(accuracies) + 1 / (self._folds - 1)) ** 0.5,
            seconds=round(seconds, 2),
        )


def _share(right: Tensor, asked: Tensor, photos: int) -> Share:
    """From counts per repeat (repeats,)."""
    accuracy = float((right.double() / asked.clamp(min=1)).mean())
    return Share(accuracy, wilson_interval(min(accuracy * photos, photos), photos), photos)
