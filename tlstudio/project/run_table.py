"""The runs of a project side by side: what each was, how it went, and what differs from the one before."""

from collections.abc import Sequence

import msgspec

from tlstudio.foundation.tables import csv_text
from tlstudio.project.runs import Run
from tlstudio.training.differences import SAME, SEPARATOR, Trial, differences
from tlstudio.training.recipe import Recipe

ENDINGS = {
    "completed": "complete",
    "early": "got no better",
    "stopped": "stopped",
    "interrupted": "interrupted",
    "failed": "failed",
}


class RunLine(msgspec.Struct, frozen=True):
    """One run as plain values. `revision` is the state of the project that it used; `end` is a key of ENDINGS.

    `differs` says what it did otherwise than the run before it; empty for the first, and where nothing differs.
    """

    run: int
    revision: int
    started: str
    end: str
    failure: str | None
    epochs: int
    best_epoch: int | None
    validation_accuracy: float | None
    validation_interval: tuple[float, float] | None
    seconds: float
    network: str
    strategy: str
    train_photos: int | None
    validation_photos: int | None
    differs: tuple[str, ...]
    note: str
    model: str | None
    recipe: Recipe


def trial(run: Run) -> Trial:
    """What it is compared by."""
    return Trial(run.recipe, run.began.trains if run.began else ())


def end_of(run: Run) -> str:
    """Why it ended, as a key of ENDINGS; a run that goes on, or can go on another time, is “interrupted”."""
    if run.finished and not run.finished.resume:
        return run.finished.reason
    return "failed" if run.failure is not None else "interrupted"


def run_lines(runs: Sequence[Run]) -> tuple[RunLine, ...]:
    """A line for each run, in their order."""
    return tuple(_line(run, before) for before, run in zip((None, *runs), runs, strict=False))


def differs_text(line: RunLine) -> str:
    """What differs from the run before, in one line; empty for the first run."""
    return "" if line.run == 1 else SEPARATOR.join(line.differs) or SAME


def runs_as_csv(runs: Sequence[Run]) -> str:
    """The table for spreadsheets: a column for each value, the interval in two."""
    names = [name for name in RunLine.__struct_fields__ if name != "validation_interval"]
    title = [each for name in names for each in ([name, "low", "high"] if name == "validation_accuracy" else [name])]
    return csv_text(title, [_cells(line, names) for line in run_lines(runs)])


def _line(run: Run, before: Run | None) -> RunLine:
    end = run.finished
    return RunLine(
        run=run.number,
        revision=run.revision,
        started=run.started,
        end=end_of(run),
        failure=run.failure,
        epochs=len(run.epochs),
        best_epoch=end.best_epoch if end else None,
        validation_accuracy=end.validation_accuracy if end else None,
        validation_interval=end.validation_interval if end else None,
        seconds=round(run.seconds, 2),
        network=run.recipe.backbone,
        strategy=run.recipe.strategy if run.recipe.frozen is None else "custom",
        train_photos=run.began.train_photos if run.began else None,
        validation_photos=run.began.validation_photos if run.began else None,
        differs=differences(trial(before), trial(run)) if before else (),
        note=run.note,
        model=end.model if end else None,
        recipe=run.recipe,
    )


def _cells(line: RunLine, names: Sequence[str]) -> list[object]:
    found: list[object] = []
    for name in names:
        value = getattr(line, name)
        if name == "validation_accuracy":
            found += [value, *(line.validation_interval or (None, None))]
        elif name == "recipe":
            found.append(msgspec.json.encode(value).decode())
        else:
            found.append(SEPARATOR.join(value) if name == "differs" else value)
    return found
