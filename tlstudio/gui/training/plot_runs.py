"""The values of a run as columns, as the curves, the words and the saved table need them. Plain Python, no Qt."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tlstudio.foundation.events import EpochEnded

_NOT_KNOWN = float("nan")
_RECENT = 5  # a class is among the worst by its mean over so many epochs: one epoch alone makes the choice jump


@dataclass(frozen=True)
class OtherRun:
    """A run to lay over the one at hand: what it is called, and its epochs; maybe its classes and its best epoch."""

    title: str
    epochs: Sequence[EpochEnded]
    classes: Sequence[str] = ()
    best_epoch: int | None = None


class RunValues:
    """The epochs of one run, in the order they came; accuracies in percent. Adding one costs no time."""

    def __init__(self, title: str, classes: Sequence[str] = (), epochs: Iterable[EpochEnded] = ()) -> None:
        self.title = title
        self.classes = tuple(classes)
        self.best: int | None = None
        self.epochs: list[EpochEnded] = []
        self.numbers: list[int] = []
        self.train_loss: list[float] = []
        self.validation_loss: list[float] = []
        self.train_accuracy: list[float] = []
        self.validation_accuracy: list[float] = []
        self.rates: list[float] = []
        self.lowest_rates: list[float] = []
        self.has_rates = False
        self._lowest = float("inf")
        for epoch in epochs:
            self.add(epoch)

    def add(self, epoch: EpochEnded) -> None:
        """One more epoch; the one with the lowest validation loss is the best so far."""
        self.epochs.append(epoch)
        self.numbers.append(epoch.epoch)
        self.train_loss.append(epoch.train_loss)
        self.validation_loss.append(epoch.validation_loss)
        self.train_accuracy.append(100 * epoch.train_accuracy)
        self.validation_accuracy.append(100 * epoch.validation_accuracy)
        self.rates.append(_known(epoch.learning_rate))
        self.lowest_rates.append(_known(epoch.lowest_rate))
        self.has_rates |= epoch.learning_rate is not None
        if epoch.validation_loss < self._lowest:
            self._lowest, self.best = epoch.validation_loss, epoch.epoch

    def at(self, number: int) -> EpochEnded | None:
        """The epoch of that number, if it is over."""
        place = bisect_left(self.numbers, number)
        return self.epochs[place] if place < len(self.numbers) and self.numbers[place] == number else None

    def has_classes(self) -> bool:
        """Whether the last epoch says how good each class is."""
        return bool(self.epochs and self.classes and self.epochs[-1].class_accuracy)

    def class_accuracy(self, index: int) -> list[float]:
        """The accuracy of one class in percent, nan where it is not known."""
        return [_share(epoch, index) for epoch in self.epochs]

    def worst_classes(self, most: int) -> list[int]:
        """The classes that were least often right in the last few epochs, the worst first; at most so many."""
        recent = self.epochs[-_RECENT:]
        means = {}
        for index in range(len(self.classes)):
            known = [share for epoch in recent if (share := _share(epoch, index)) == share]
            if known:
                means[index] = sum(known) / len(known)
        return sorted(means, key=lambda index: means[index])[:most]


def of_other(run: OtherRun) -> RunValues:
    """The same of a run that is laid over."""
    values = RunValues(run.title, run.classes, run.epochs)
    if run.best_epoch is not None:
        values.best = run.best_epoch
    return values


def smoothed(values: Sequence[float], weight: float) -> Sequence[float]:
    """An exponential moving average, `weight` (0…1) being the share of what was; corrected for its beginning at zero.

    What is not a number stays a gap and has no part in it. (The correction: Kingma and Ba 2015, section 3.)
    """
    if not weight:
        return values
    mean, left, drawn = 0.0, 1.0, []
    for value in values:
        if value - value != 0:  # neither nan nor infinite
            drawn.append(value)
            continue
        mean = weight * mean + (1 - weight) * value
        left *= weight
        drawn.append(mean / (1 - left))
    return drawn


def _share(epoch: EpochEnded, index: int) -> float:
    share = epoch.class_accuracy[index] if index < len(epoch.class_accuracy) else None
    return _NOT_KNOWN if share is None else 100 * share


def _known(rate: float | None) -> float:
    return _NOT_KNOWN if rate is None else rate
