"""Events as lines: JSON for programs, plain text for people, one progress line for a terminal."""

import os
import sys
from collections.abc import Callable, Generator
from typing import TypeVar

import click
import msgspec

from tlstudio.cli.signals import stopped_by_signals
from tlstudio.foundation.awake import kept_awake
from tlstudio.foundation.control import Control
from tlstudio.foundation.drift import Drift
from tlstudio.foundation.events import (
    Changed,
    EpochEnded,
    Event,
    Finished,
    FoldEnded,
    Problem,
    Progress,
    Started,
    Warned,
    to_json,
)
from tlstudio.foundation.names import printable, size_text
from tlstudio.foundation.steps import Steps

Result = TypeVar("Result")
_STAGES = {
    "scan": "Looking through the folder",
    "download": "Downloading",
    "prepare": "Preparing the network",
    "features": "Running the network",
    "train": "Training",
    "probe": "Probing the layers",
    "compare": "Comparing the photos",
    "folds": "Training on the folds",
    "rates": "Trying learning rates",
    "copy": "Copying the pictures",
    "distance": "Measuring how far the photos are from those the network learned from",
    "curve": "Asking what more photos would bring",
    "trial": "Trying the candidates, fold by fold",
}


class Printer:
    """Prints events: with `as_json` one object per line on standard output and nothing else.

    `with_progress` False leaves progress out of the JSON, for commands whose lines are their result.
    """

    def __init__(self, as_json: bool, with_progress: bool = True) -> None:
        self._as_json = as_json
        self._with_progress = with_progress
        self._line_open = False

    def show(self, item: msgspec.Struct, text: str | None = None) -> None:
        """One value, as JSON or as its text; progress is shown to people only, and only on a terminal."""
        if self._as_json:
            if self._with_progress or not isinstance(item, Progress):
                click.echo(to_json(item))
                sys.stdout.flush()
        elif isinstance(item, Progress):
            self._show_progress(item)
        else:
            self.close_line()
            shown = text if text is not None else event_text(item)
            if shown:
                click.echo(shown, err=isinstance(item, Problem | Warned))

    def close_line(self) -> None:
        """Remove the progress line."""
        if self._line_open:
            click.echo("\r\033[K", nl=False, err=True)
            self._line_open = False

    def _show_progress(self, progress: Progress) -> None:
        if sys.stderr.isatty():
            click.echo(f"\r\033[K{progress_text(progress)}", nl=False, err=True)
            self._line_open = True


def show_steps(
    steps: Callable[[Control], Generator[msgspec.Struct, None, Result]],
    printer: Printer,
    text: Callable[[msgspec.Struct], str | None] = lambda item: None,
) -> tuple[Result, int]:
    """Run engine steps to their end, showing each event. Returns their result and the exit code.

    Ctrl-C, SIGTERM and a closed terminal interrupt the control: the engine saves what it has, then the code is 130, 143
    or 129. The computer is kept awake.
    """
    control = Control()
    with kept_awake(), stopped_by_signals(control) as interruption:
        try:
            going = Steps(steps(control))
            for item in going:
                try:
                    printer.show(item, text(item))
                except OSError:
                    if not interruption.number:
                        raise
                    _let_go_of_the_terminal()
        finally:
            printer.close_line()
    return going.result, interruption.exit_code


def _let_go_of_the_terminal() -> None:
    """It has been closed, and what is still said must not fail: the engine has yet to save what it has."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (sys.stdout, sys.stderr):
        os.dup2(nowhere, stream.fileno())
    os.close(nowhere)


def progress_text(progress: Progress) -> str:
    """E.g. “Training, epoch 3: 128 of 400 · about 2 min left”."""
    epoch = f", epoch {progress.epoch}" if progress.epoch else ""
    count = f"{progress.done} of {progress.total}" if progress.total else f"{progress.done} files"
    if progress.stage == "download":
        count = f"{size_text(progress.done)} of {size_text(progress.total)}"
    left = f" · {duration_text(progress.seconds_left)} left" if progress.seconds_left is not None else ""
    return f"{_STAGES[progress.stage]}{epoch}: {count}{left}"


def duration_text(seconds: float) -> str:
    """E.g. “about 12 s”, “about 3 min”, “about 2 h”."""
    if seconds < 60:
        return f"about {max(1, round(seconds))} s"
    return f"about {round(seconds / 60)} min" if seconds < 5400 else f"about {round(seconds / 3600)} h"


def event_text(item: msgspec.Struct) -> str:
    """An event as a line for people; empty for what needs no line."""
    match item:
        case Started():
            return (
                f"{len(item.classes)} classes, {item.train_photos} photos to train on, {item.validation_photos} to "
                f"validate · {item.backbone} on {item.device}, {item.trainable_parameters:,} of "
                f"{item.total_parameters:,} weights train{_thaw_text(item)}"
            )
        case Problem():
            return f"{printable(item.path)}: {item.reason}"
        case Warned():
            return f"Note: {item.text}"
        case FoldEnded():
            return f"repeat {item.repeat}, fold {item.fold}: {item.accuracy:6.1%} of {item.photos} photos right"
        case Changed():
            return _changed_text(item)
        case EpochEnded():
            return (
                f"epoch {item.epoch:3}/{item.epochs}   training: loss {item.train_loss:.4f}, "
                f"{item.train_accuracy:6.1%} right   validation: loss {item.validation_loss:.4f}, "
                f"{item.validation_accuracy:6.1%} right   {item.photos_per_second:,.0f} photos/s"
            )
        case Finished():
            return _finished_text(item)
        case Event():
            return ""
    return str(item)


def _changed_text(changed: Changed) -> str:
    rate = f"learning rate {changed.learning_rate:g}" if changed.learning_rate is not None else ""
    epochs = f"{changed.epochs} epochs in all" if changed.epochs is not None else ""
    return f"changed in epoch {changed.epoch}: {' and '.join(part for part in (rate, epochs) if part)}"


def _thaw_text(started: Started) -> str:
    steps = (f", {printable(', '.join(step.layers))} from epoch {step.epoch} on" for step in started.thaw)
    return "".join(steps)


def _moved_text(drift: Drift | None) -> str:
    """A line with the parts in front of the head that moved most, as a share of their weights; empty for none."""
    moved = {path: share for path, share in drift.moved.items() if path.count(".") < 2} if drift else {}
    groups = {path.rpartition(".")[0] for path in moved}
    parts = [path for path in sorted(moved, key=moved.__getitem__)[::-1] if path not in groups and path != "head"]
    shown = ", ".join(f"{printable(path)} {moved[path]:.2%}" for path in parts[:5])
    return f"moved most: {shown}\n" if shown else ""


def _finished_text(finished: Finished) -> str:
    if finished.model is None or finished.validation_interval is None:
        return "Stopped before the first epoch was complete: there is no model."
    low, high = finished.validation_interval
    proof = {True: "frozen layers unchanged, bit for bit", False: "FROZEN LAYERS HAVE CHANGED", None: "nothing frozen"}
    chosen = ", and the epoch was chosen on these photos" if finished.used_to_choose else ""
    left_out = f"\nphotos left out because they could not be read: {finished.left_out:,}" if finished.left_out else ""
    return (
        f"{finished.validation_accuracy:.1%} of the validation photos right "
        f"(95 % interval {low:.1%} to {high:.1%}{chosen}), "
        f"epoch {finished.best_epoch}, {finished.seconds:.1f} s\n"
        f"{_moved_text(finished.drift)}{proof[finished.frozen_unchanged]} · saved as {printable(finished.model, 400)}"
        f"{left_out}"
    )
