"""What is asked of the project for the list of runs, and kept in it, in the background."""

import logging
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import msgspec

from tlstudio.foundation.errors import StudioError
from tlstudio.foundation.events import Changed, EpochEnded, Event, Progress
from tlstudio.foundation.files import write_safely
from tlstudio.gui.libraries import load_engine
from tlstudio.gui.project.jobs import Kept, Order
from tlstudio.project.project import Project
from tlstudio.project.run_table import runs_as_csv
from tlstudio.project.runs import Noted, Run
from tlstudio.training.interrupted import Resumable, forget, resumable
from tlstudio.training.recipe import Recipe
from tlstudio.training.tensorboard import write_logs

_QUEUE = "queue"
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Runs:
    """The runs, the first one first, the models of theirs that are still where they were put, and the interrupted runs
    that can go on, the latest first."""

    runs: tuple[Run, ...]
    models: frozenset[str]
    resumable: tuple[Resumable, ...] = ()


@dataclass(frozen=True)
class Queued:
    """The recipes that wait in a project, the next one first."""

    recipes: tuple[Recipe, ...]


def runs_order(project: Project) -> Runs:
    """All runs of a project."""
    runs = project.runs()
    models = {run.finished.model for run in runs if run.finished and run.finished.model}
    waiting = tuple(each for each in map(resumable, _unfinished(runs)) if each)
    return Runs(runs, frozenset(model for model in models if Path(model).is_file()), waiting)


def forget_order(model: Path) -> Order:
    """Let an interrupted run go for good; the runs after it."""

    def let_go(project: Project) -> Runs | Kept:
        try:
            forget(model)
        except StudioError as error:
            return Kept(str(error))
        return runs_order(project)

    return let_go


def queue_order(project: Project) -> Queued:
    """What waits in a project; nothing where that cannot be read any more, for it is not worth failing for."""
    try:
        return Queued(msgspec.convert(project.state(_QUEUE) or (), tuple[Recipe, ...]))
    except (StudioError, msgspec.ValidationError) as error:
        _log.warning("The queue of runs cannot be read: %s", error)
        return Queued(())


def keep_queue_order(recipes: tuple[Recipe, ...]) -> Order:
    """Let these wait."""

    def keep(project: Project) -> Kept:
        try:
            if not project.read_only:
                project.set_state(_QUEUE, recipes)
        except StudioError as error:
            return Kept(str(error))
        return Kept()

    return keep


def note_order(run: int, note: str) -> Order:
    """Keep what a person says of a run; the runs after it."""

    def keep(project: Project) -> Runs | Kept:
        try:
            project.record(run, Noted(note))
        except StudioError as error:
            return Kept(str(error))
        return runs_order(project)

    return keep


def _unfinished(runs: Sequence[Run]) -> list[Path]:
    """Where the models of runs without an end were to lie, the latest first."""
    last = {run.began.model: run for run in runs if run.began and run.began.model}
    unfinished = [run for run in last.values() if run.finished is None or run.finished.resume]
    return [Path(run.began.model) for run in reversed(unfinished) if run.began]


def write_run_logs(runs: Sequence[Run], folder: Path) -> Generator[Event, None, Path]:
    """Write TensorBoard's logs of the runs, each into a folder of its own; the folder of them all. StudioError when
    they cannot be written, or TensorBoard is not installed."""
    yield Progress("prepare", 0, len(runs))
    load_engine()
    for number, run in enumerate(runs):
        yield Progress("prepare", number, len(runs))
        events: list[EpochEnded | Changed] = [*run.changes, *run.epochs]
        events.sort(key=lambda event: event.epoch)
        write_logs(folder, f"run-{run.number}", run.recipe, datetime.fromisoformat(run.started), events)
    return folder


def write_table(runs: Sequence[Run], target: Path) -> Generator[Event, None, Path]:
    """Write the runs as a table for spreadsheets; where it lies. StudioError when it cannot be written."""
    yield Progress("prepare", 0, 1)
    write_safely(target, [runs_as_csv(runs).encode("utf-8", errors="replace")])
    return target
