"""Which curves the two plots show, as plain values: what is drawn, in which sign, and where the marks stand."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from tlstudio.foundation.events import Changed, Thawing
from tlstudio.foundation.names import printable
from tlstudio.gui.training.plot_runs import RunValues, smoothed
from tlstudio.gui.training.wording import thawing_text

TRAINING, VALIDATION, FIRST_FREE = 0, 1, 2
MOST_CLASSES = 6
_NAME_LENGTH = 30


@dataclass(frozen=True)
class Line:
    """One curve. `sign` numbers its colour, its marks and its dashes; `raw` are the values it smooths, if it does."""

    name: str
    sign: int
    epochs: Sequence[int]
    values: Sequence[float]
    raw: Sequence[float] = ()
    best: int | None = None
    faint: bool = False


@dataclass(frozen=True)
class Mark:
    """A line from top to bottom with a few words over it; `at` is counted in epochs."""

    at: float
    words: str
    kind: Literal["best", "change", "thaw"]


def loss_lines(run: RunValues, others: Sequence[RunValues], weight: float) -> list[Line]:
    """Training and validation of the run at hand, then the validation of the others; a lone one's training too."""
    pairs = [(each.train_loss, each.validation_loss) for each in (run, *others)]
    return _lines(run, others, pairs, weight)


def accuracy_lines(run: RunValues, others: Sequence[RunValues], weight: float) -> list[Line]:
    """The same of how often they are right, in percent."""
    pairs = [(each.train_accuracy, each.validation_accuracy) for each in (run, *others)]
    return _lines(run, others, pairs, weight)


def class_lines(run: RunValues, others: Sequence[RunValues], weight: float) -> list[Line]:
    """Validation as a whole, and the worst few classes in it."""
    lines = [_line("validation", VALIDATION, run, run.validation_accuracy, weight, best=run.best)]
    first = FIRST_FREE + len(others)
    for number, index in enumerate(run.worst_classes(MOST_CLASSES)):
        name = printable(run.classes[index], _NAME_LENGTH)
        lines.append(_line(name, first + number, run, run.class_accuracy(index), weight))
    return lines


def accuracy_words(run: RunValues, *, classes: bool) -> str:
    """What the plot of the accuracy shows: in it, classes are told to be the worst where others are left out."""
    if not classes:
        return "accuracy, %"
    count = len(run.classes)
    return "accuracy of classes, %" if count <= MOST_CLASSES else f"worst {MOST_CLASSES} of {count:,} classes, %"


def marks_of(run: RunValues, is_over: bool, thaw: Sequence[Thawing], changes: Sequence[Changed]) -> list[Mark]:
    """The best epoch, where a person changed the run, and where layers begin to learn: between the points of two
    epochs. Those that matter most come first."""
    best = [] if run.best is None else [Mark(run.best, "kept" if is_over else "best so far", "best")]
    changed = [Mark(change.epoch - 0.5, _change_text(change), "change") for change in changes]
    return [*best, *changed, *(Mark(step.epoch - 0.5, thawing_text(step), "thaw") for step in thaw)]


def words_at(epoch: int, marks: Sequence[Mark]) -> list[str]:
    """What the marks that belong to this epoch say."""
    return [mark.words for mark in marks if epoch - 1 < mark.at <= epoch]


def _change_text(change: Changed) -> str:
    rate = "" if change.learning_rate is None else f"rate {change.learning_rate:.3g}"
    epochs = "" if change.epochs is None else f"{change.epochs:,} epochs"
    return ", ".join(filter(None, (rate, epochs))) or "changed"


def _lines(
    run: RunValues, others: Sequence[RunValues], pairs: list[tuple[list[float], list[float]]], weight: float
) -> list[Line]:
    lines = []
    if run.epochs or not others:
        training, validation = pairs[0]
        whose = f"{run.title}, " if others else ""
        lines.append(_line(f"{whose}training", TRAINING, run, training, weight))
        lines.append(_line(f"{whose}validation", VALIDATION, run, validation, weight, best=run.best))
    for number, (other, (training, validation)) in enumerate(zip(others, pairs[1:], strict=True)):
        name, sign = printable(other.title, _NAME_LENGTH), FIRST_FREE + number
        if len(others) == 1:
            lines.append(_line(f"{name}, training", sign, other, training, weight, faint=True))
        lines.append(_line(f"{name}, validation", sign, other, validation, weight, best=other.best))
    return lines


def _line(
    name: str,
    sign: int,
    run: RunValues,
    values: list[float],
    weight: float,
    *,
    best: int | None = None,
    faint: bool = False,
) -> Line:
    return Line(name, sign, run.numbers, smoothed(values, weight), values if weight else (), best, faint)
