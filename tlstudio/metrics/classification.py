"""What was taken for what, and the usual scores that follow from it."""

from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from tlstudio.metrics.intervals import f1_interval, wilson_interval

Confusion = list[list[int]]
"""Counts of photos: the row is the true class, the column the predicted one."""

Indices = NDArray[np.integer[Any]]


class ClassScores(msgspec.Struct, frozen=True):
    """The scores of one class, each 0…1. `photos` counts the photos that truly belong to it.

    `precision`: of the photos given this class, how many belong to it. `recall`: of its photos, how many were given
    it. `f1`: the harmonic mean of the two. A score with nothing to divide by is 0. The intervals are 95 %: Wilson's for
    the two shares, what follows from it for F1.
    """

    precision: float
    recall: float
    f1: float
    photos: int
    recall_interval: tuple[float, float]
    precision_interval: tuple[float, float]
    f1_interval: tuple[float, float]


def confusion_matrix(true: Indices, predicted: Indices, classes: int) -> Confusion:
    """Count each pair of true and predicted class index, both of shape (photos,) and within 0…classes-1.

    Raises ValueError when the shapes differ or an index lies outside.
    """
    if true.shape != predicted.shape or true.ndim != 1:
        raise ValueError(f"true {true.shape} and predicted {predicted.shape} must be lists of the same length")
    for indices in (true, predicted):
        if indices.size and not (indices.min() >= 0 and indices.max() < classes):
            raise ValueError(f"a class index lies outside 0…{classes - 1}")
    pairs = true.astype(np.int64) * classes + predicted
    counts: list[list[int]] = np.bincount(pairs, minlength=classes * classes).reshape(classes, classes).tolist()
    return counts


def accuracy(confusion: Confusion) -> float:
    """The share of photos on the diagonal; nan when there are no photos."""
    total = sum(map(sum, confusion))
    right = sum(row[index] for index, row in enumerate(confusion))
    return right / total if total else float("nan")


def per_class(confusion: Confusion) -> list[ClassScores]:
    """The scores of each class, in the order of the rows."""
    predicted = [sum(column) for column in zip(*confusion, strict=True)]
    return [_scores(row[index], sum(row), predicted[index]) for index, row in enumerate(confusion)]


def _scores(right: int, photos: int, predicted: int) -> ClassScores:
    return ClassScores(
        precision=right / predicted if predicted else 0.0,
        recall=right / photos if photos else 0.0,
        f1=2 * right / (photos + predicted) if photos + predicted else 0.0,
        photos=photos,
        recall_interval=wilson_interval(right, photos),
        precision_interval=wilson_interval(right, predicted),
        f1_interval=f1_interval(right, photos - right, predicted - right),
    )
