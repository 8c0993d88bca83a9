"""The values of the curves as a table: a CSV file, one row for each epoch of each run."""

import math
from collections.abc import Sequence

from tlstudio.foundation.events import EpochEnded
from tlstudio.foundation.tables import csv_text
from tlstudio.gui.training.plot_runs import RunValues

_FIELDS = (
    "train_loss",
    "train_accuracy",
    "validation_loss",
    "validation_accuracy",
    "learning_rate",
    "lowest_rate",
    "seconds",
    "photos_per_second",
    "memory",
)


def table_of(runs: Sequence[RunValues]) -> bytes:
    """All epochs of these runs; shares are 0…1, what is not known is empty. A class has one column in all runs."""
    classes = list(dict.fromkeys(name for run in runs for name in run.classes))
    title = ("run", "epoch", "best", *_FIELDS, *(f"accuracy of {name}" for name in classes))
    rows = (_row(run, epoch, classes) for run in runs for epoch in run.epochs)
    return csv_text(title, rows).encode("utf-8", errors="replace")


def _row(run: RunValues, epoch: EpochEnded, classes: Sequence[str]) -> list[object]:
    own = dict(zip(run.classes, epoch.class_accuracy, strict=False))
    values = [*(getattr(epoch, field) for field in _FIELDS), *(own.get(name) for name in classes)]
    return [run.title, epoch.epoch, "yes" if epoch.epoch == run.best else None, *map(_known, values)]


def _known(value: float | None) -> float | None:
    return None if value is None or not math.isfinite(value) else value
