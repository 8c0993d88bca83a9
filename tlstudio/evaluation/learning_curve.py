"""What more photos would bring: how good a probe is with ever more of those that are there, and how that goes on."""

from collections.abc import Generator, Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from tlstudio.evaluation.advised import CurvePoint, Gain
from tlstudio.evaluation.linear_probe import answers_to
from tlstudio.foundation.control import Control
from tlstudio.foundation.events import Event, Progress
from tlstudio.foundation.pace import Pace
from tlstudio.foundation.randomness import seed_for
from tlstudio.metrics.power_law import PowerLaws, band, fitted

Right = NDArray[np.bool_]
FEWEST = 10
_FOLDS, _REPEATS, _POINTS, _CURVES = 5, 3, 6, 400
_REPEATS_ALONE = 2
_SMALLEST = 3
_MOST_PHOTOS, _MOST_PHOTOS_ALONE = 800, 400
_ROUND = (20, 50, 100, 200, 500, 1000)


class LearningCurve:
    """How often a probe was right that had learned from so many photos of a class, and how that would go on.

    `right` says for each of the `amounts`, repeat and photo whether it was, bool (amounts, repeats, photos); no photo
    was asked of a probe that had learned from it. The curves that may be true come from a bootstrap over photos and
    repeats together, as other photos of the same kind would have given other figures. In each take part half a photo
    that is wrong and half a one that is right, weighed at random as in D. Rubin, "The Bayesian Bootstrap" (1981).
    """

    def __init__(self, amounts: Sequence[int], right: Right) -> None:
        self.amounts = tuple(amounts)
        self.accuracies = tuple(right.mean((1, 2)).tolist())
        random = np.random.default_rng(seed_for("curve", *amounts))
        photos, repeats = right.shape[2], right.shape[1]
        drawn = random.multinomial(photos, [1 / photos] * photos, _CURVES)
        again = random.multinomial(repeats, [1 / repeats] * repeats, _CURVES)
        wrong = np.einsum("arp,cp,cr->ca", (~right).astype(np.float64), drawn, again, optimize=True) / repeats
        half_wrong, half_right = random.gamma(0.5, size=(2, _CURVES, 1))  # none wrong of ten is not none of a thousand
        errors = (wrong + half_wrong) / (photos + half_wrong + half_right)
        self._laws: PowerLaws = fitted(np.array(amounts, dtype=float), errors, random)

    @property
    def points(self) -> tuple[CurvePoint, ...]:
        """What was measured."""
        return tuple(CurvePoint(*pair) for pair in zip(self.amounts, self.accuracies, strict=True))

    def accuracy_at(self, amount: int) -> tuple[float, tuple[float, float]]:
        """What to expect with so many photos of each class, and the 95 % band."""
        return band(1 - self._laws.error(amount))

    def gain(self, label: str | None, now: int) -> Gain:
        """What some more photos are worth, where there are `now`: a fifth more, rounded, and 20 at least."""
        more = next((number for number in _ROUND if number >= now / 5), _ROUND[-1])
        gain, limits = band(self._laws.error(now) - self._laws.error(now + more))
        return Gain(label, more, gain, limits)


def learning_curve(
    values: Tensor, labels: Tensor, control: Control, grows: int | None = None
) -> Generator[Event, None, LearningCurve | None]:
    """The curve for features, float32 (photos, features), of classes, int64 (photos,), counted from 0.

    All classes grow together, as far as the smallest one has photos; or that one `grows` alone, among all photos of the
    others, and its own photos alone are asked about. Of a large set about 800 photos take part, 400 where one class
    grows. None when stopped, and where a class that grows has fewer than ten photos.
    """
    alone = grows is not None
    values, labels = _share(values, labels, _MOST_PHOTOS_ALONE if alone else _MOST_PHOTOS)
    repeats = _REPEATS_ALONE if alone else _REPEATS
    counts = labels.bincount()
    fewest = int(counts.min() if grows is None else counts[grows])
    if fewest < FEWEST:
        return None
    amounts = _amounts(fewest - -(-fewest // _FOLDS))
    asked = torch.ones(len(labels), dtype=torch.bool) if grows is None else labels.eq(grows)
    right = np.zeros((len(amounts), repeats, len(labels)), dtype=bool)
    pace, done, total = Pace(repeats * _FOLDS), 0, repeats * _FOLDS
    for repeat in range(repeats):
        order, place = _dealt(labels, repeat)
        for fold in range(_FOLDS):
            yield Progress("curve", done, total, seconds_left=pace.seconds_left(done))
            done += 1
            held = place % _FOLDS == fold
            for number, amount in enumerate(amounts):
                learned = _first(order[~held[order]], labels, amount, grows)
                ask = held & asked
                given = yield from answers_to(values[ask], values[learned], labels[learned], control)
                if given is None:
                    return None
                right[number, repeat, ask.numpy()] = (given == labels[ask]).numpy()
    yield Progress("curve", total, total)
    return LearningCurve(amounts, right[:, :, asked.numpy()])


def _share(values: Tensor, labels: Tensor, most: int) -> tuple[Tensor, Tensor]:
    """The same share of each class, the first ones, so that there are about as many as can be asked in some seconds."""
    share = most / len(labels)
    if share >= 1:
        return values, labels
    kept = [(labels == label).nonzero()[:, 0] for label in range(int(labels.max()) + 1)]
    rows = torch.cat([rows[: max(FEWEST, int(share * len(rows)))] for rows in kept])
    return values[rows], labels[rows]


def _amounts(largest: int) -> list[int]:
    """From a few to all, each about as many times as large as the one before."""
    steps = np.geomspace(_SMALLEST, largest, _POINTS)
    return sorted({round(step) for step in steps.tolist()})


def _dealt(labels: Tensor, repeat: int) -> tuple[Tensor, Tensor]:
    """The photos in a random order, and the place of each in its own class in that order."""
    random = torch.Generator().manual_seed(seed_for("curve", repeat))
    order = torch.randperm(len(labels), generator=random)
    place = torch.zeros_like(labels)
    for label in range(int(labels.max()) + 1):
        rows = order[labels[order] == label]
        place[rows] = torch.arange(len(rows))
    return order, place


def _first(rows: Tensor, labels: Tensor, amount: int, grows: int | None) -> Tensor:
    """The first `amount` rows of each class, or of the one that grows and all rows of the others."""
    kept = torch.zeros(len(rows), dtype=torch.bool)
    for label in range(int(labels.max()) + 1):
        mine = labels[rows] == label
        kept |= mine & (mine.cumsum(0) <= amount if grows in (None, label) else mine)
    return rows[kept]
