"""TensorBoard logs of a run, where they were asked for: its curves as scalars, its recipe as text."""

import importlib.util
import re
import time
from collections.abc import Generator, Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from tlstudio.foundation.errors import StudioError, UsageError
from tlstudio.foundation.events import Changed, EpochEnded, Event, Started, Warned
from tlstudio.foundation.files import cannot_write
from tlstudio.foundation.names import printable
from tlstudio.training.recipe import Recipe

_MISSING = (
    "TensorBoard logs need the package tensorboard, which is not installed. "
    'Install it with: pip install "tlstudio[tensorboard]"'
)


def check_tensorboard() -> None:
    """UsageError, which says how to get it, when TensorBoard's own package is not there."""
    if importlib.util.find_spec("tensorboard") is None:
        raise UsageError(_MISSING)


def with_logs(
    steps: Generator[Event, None, None], folder: Path, recipe: Recipe, name: str
) -> Generator[Event, None, None]:
    """The run's events as they are; logs of them are written into a new folder in `folder`, from its start on.

    UsageError when TensorBoard is not installed. Logs that cannot be written end no run: that is said as a Warned.
    """
    check_tensorboard()
    log: _Log | None = None
    writing = True
    try:
        for event in steps:
            if writing:
                try:
                    if isinstance(event, Started):
                        log = _Log(folder, f"{datetime.now():%Y%m%d-%H%M%S}-{name}", recipe)
                    if log:
                        log.tell(event, time.time())
                except OSError as error:
                    writing = False
                    yield Warned(f"This run goes on, but without TensorBoard logs. {cannot_write(folder, error)}")
            yield event
    finally:
        if log:
            log.close()


def write_logs(
    folder: Path, name: str, recipe: Recipe, started: datetime, events: Iterable[EpochEnded | Changed]
) -> Path:
    """Write the logs of a run that is over, with its epochs and changes in order, into a new folder in `folder`; that
    folder.

    UsageError when TensorBoard is not installed, StudioError when the logs cannot be written.
    """
    check_tensorboard()
    moment = started.timestamp()
    try:
        log = _Log(folder, f"{started.astimezone():%Y%m%d-%H%M%S}-{name}", recipe, moment)
        try:
            for event in events:
                moment += event.seconds if isinstance(event, EpochEnded) else 0
                log.add(event, moment)
        finally:
            log.close()
    except OSError as error:
        raise StudioError(cannot_write(folder, error)) from error
    return log.folder


class _Log:
    """One run's event file, in a folder of its own."""

    def __init__(self, folder: Path, name: str, recipe: Recipe, moment: float | None = None) -> None:
        from torch.utils.tensorboard import SummaryWriter

        self.folder = _new_folder(folder, re.sub(r"[^\w.-]+", "-", printable(name, 80)))
        self._writer: Any = SummaryWriter(str(self.folder))
        self._writer.add_text("recipe", _as_block(msgspec.json.encode(recipe)), 0, moment)

    def tell(self, event: Event, moment: float) -> None:
        """Write it; of a run that goes on, the epochs that it has behind it, too."""
        for each in event.before if isinstance(event, Started) else (event,):
            self.add(each, moment)

    def add(self, event: Event, moment: float) -> None:
        """Write what an epoch says, or what was changed; `moment` is when, in seconds since 1970."""
        match event:
            case EpochEnded():
                for tag, value in _scalars(event).items():
                    self._writer.add_scalar(tag, value, event.epoch, moment)
            case Changed():
                self._writer.add_text("changed", _as_block(msgspec.json.encode(event)), event.epoch, moment)

    def close(self) -> None:
        """Write the rest."""
        self._writer.close()


def _scalars(epoch: EpochEnded) -> dict[str, float]:
    found = {
        "loss/train": epoch.train_loss,
        "loss/validation": epoch.validation_loss,
        "accuracy/train": epoch.train_accuracy,
        "accuracy/validation": epoch.validation_accuracy,
        "learning_rate/head": epoch.learning_rate,
        "learning_rate/lowest": epoch.lowest_rate,
        "photos_per_second": epoch.photos_per_second,
    }
    return {tag: value for tag, value in found.items() if value is not None}


def _as_block(data: bytes) -> str:
    """JSON as TensorBoard shows it as it is: Markdown takes indented lines for a block of code."""
    return "\n".join(f"    {line}" for line in msgspec.json.format(data, indent=2).decode().splitlines())


def _new_folder(folder: Path, name: str) -> Path:
    """One that was not there: two runs in one folder are one zigzag line to TensorBoard."""
    number = 1
    while True:
        found = folder / (name if number == 1 else f"{name}-{number}")
        try:
            found.mkdir(parents=True)
            return found
        except FileExistsError:
            if not found.is_dir():
                raise
            number += 1
