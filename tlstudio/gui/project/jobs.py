"""What runs in the background for the project that is open."""

from collections import deque
from collections.abc import Callable, Generator
from dataclasses import dataclass
from pathlib import Path

from tlstudio.dataset.sample import Dataset
from tlstudio.foundation.errors import StudioError
from tlstudio.gui.worker import Worker
from tlstudio.project.copying import save_as
from tlstudio.project.edits import Edit, words_for
from tlstudio.project.journal import Step
from tlstudio.project.project import Project


@dataclass(frozen=True)
class Edited:
    """An edit is on the disk, and a step to undo."""

    step: Step
    edit: Edit


@dataclass(frozen=True)
class Refused:
    """Nothing was changed. `steps` are all steps to undo and redo that the project has."""

    sentence: str
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class SavedAs:
    """From here on all is done to this project, which is a copy of the one before."""

    project: Project


# What an order returns is told as an event. Photos are other ones only after those that return None or Edited.
Order = Callable[[Project], object]


@dataclass(frozen=True)
class Kept:
    """Something was kept that is no part of the photos; `problem` says in a sentence why it could not be."""

    problem: str = ""


def edit_order(edit: Edit) -> Order:
    """Carry out an edit."""
    return lambda project: Edited(Step(project.apply(edit), words_for(edit), done=True), edit)


def undo_order(project: Project) -> None:
    """Take the last edit back."""
    project.undo()


def redo_order(project: Project) -> None:
    """Do again what was taken back last."""
    project.redo()


def save_order(target: Path) -> Order:
    """Copy the project to a file of its own, and go on with that."""
    return lambda project: SavedAs(save_as(project, target))


def read_order(project: Project) -> None:
    """Nothing but to read again what is there."""


def carry_out(project: Project, orders: deque[Order], shown: Dataset | None) -> Generator[object, None, Dataset | None]:
    """Carry out the orders, also those that come meanwhile; the photos after them, `shown` itself if nothing differs,
    None when no order had to do with photos.

    When one fails, those behind it, which counted on it, are dropped.
    """
    touched = False
    while orders:
        try:
            done = orders.popleft()(project)
        except StudioError as error:
            orders.clear()
            touched = True
            yield Refused(str(error), project.history())
        else:
            if isinstance(done, SavedAs):
                project = done.project
            touched = touched or done is None or isinstance(done, Edited)
            if done is not None:
                yield done
    if not touched:
        return None
    found = project.dataset()
    return shown if shown and found == shown else found


def close(project: Project, worker: Worker | None, orders: deque[Order]) -> Generator[None, None, None]:
    """Let go of a project once the worker is done with it, and with the orders that came too late for that one."""
    if worker:
        worker.wait()
    copies = [event.project for event in carry_out(project, orders, None) if isinstance(event, SavedAs)]
    yield
    for each in (project, *copies):
        each.close()


def open_folders(project: Project | None, dataset: Dataset | None) -> tuple[Path, ...]:
    """The folders whose photos are open; what is written into them would count as some of them."""
    if project is None:
        return (dataset.root,) if dataset else ()
    source = project.source()
    return (*source.photos, *source.unlabelled)
