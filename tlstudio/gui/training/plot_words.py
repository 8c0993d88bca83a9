"""What the curves say in words: for a screen reader, and in the line under the plots."""

from collections.abc import Sequence

from tlstudio.foundation.events import EpochEnded
from tlstudio.foundation.names import printable, size_text
from tlstudio.gui.training.plot_runs import RunValues

NOTHING_YET = "Curves appear here: how wrong the network still is (loss), and how often it is right (accuracy)."
FIRST_POINT = "The curves begin when the first epoch is over."
_TITLE_LENGTH = 24


def described(run: RunValues, others: Sequence[RunValues], *, kept: bool) -> str:
    """The last epoch and the best one in sentences: what a screen reader says instead of the plots."""
    sentences = [_last(run.epochs[-1])] if run.epochs else []
    best = None if run.best is None else run.at(run.best)
    if best is not None:
        what = "Kept" if kept else "Best so far"
        sentences.append(f"{what}: epoch {best.epoch}, validation loss {best.validation_loss:.3f}.")
    if others:
        sentences.append(f"Laid over: {', '.join(printable(other.title, _TITLE_LENGTH) for other in others)}.")
    return " ".join(sentences) or NOTHING_YET


def at_epoch(number: int, run: RunValues, others: Sequence[RunValues], classes: Sequence[int] = ()) -> str:
    """All that is known of one epoch in one line; of other runs, and of these classes, the validation."""
    own = run.at(number)
    parts = [f"Epoch {number:,}"]
    if own is not None:
        parts += _own_parts(own)
        parts += [f"{printable(run.classes[index], _TITLE_LENGTH)} {_class_text(own, index)}" for index in classes]
    for other in others:
        epoch = other.at(number)
        if epoch is not None:
            values = f"{epoch.validation_loss:.3f}, {100 * epoch.validation_accuracy:.1f} %"
            parts.append(f"{printable(other.title, _TITLE_LENGTH)}: {values}")
    return " · ".join(parts)


def _own_parts(epoch: EpochEnded) -> list[str]:
    parts = [
        f"training loss {epoch.train_loss:.3f}, {100 * epoch.train_accuracy:.1f} %",
        f"validation loss {epoch.validation_loss:.3f}, {100 * epoch.validation_accuracy:.1f} %",
    ]
    if epoch.learning_rate is not None:
        parts.append(f"rate {_rate_text(epoch.learning_rate, epoch.lowest_rate)}")
    if epoch.seconds:
        parts.append(f"{epoch.seconds:.1f} s")
    if epoch.memory is not None:
        parts.append(size_text(epoch.memory))
    return parts


def _rate_text(highest: float, lowest: float | None) -> str:
    return f"{highest:.2g}" if lowest is None or lowest == highest else f"{lowest:.2g}–{highest:.2g}"


def _class_text(epoch: EpochEnded, index: int) -> str:
    share = epoch.class_accuracy[index] if index < len(epoch.class_accuracy) else None
    return "–" if share is None else f"{100 * share:.0f} %"


def _last(last: EpochEnded) -> str:
    return (
        f"Epoch {last.epoch} of {last.epochs}: loss {last.train_loss:.3f} in training and"
        f" {last.validation_loss:.3f} in validation; accuracy {100 * last.train_accuracy:.1f} % in training and"
        f" {100 * last.validation_accuracy:.1f} % in validation."
    )
