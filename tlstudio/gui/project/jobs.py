"""What runs in the background for the project that is open."""

from collections import deque
from collections.abc import Callable, Generator
from dataclasses import dataclass

from tlstudio.dataset.sample import Dataset
from tlstudio.foundation.errors import StudioError
from tlstudio.gui.worker import Worker
from tlstudio.project.edits import Edit, words_for
from tlstudio.project.journal import Step
from tlstudio.project.project import Project


@dataclass(frozen=True)
class Edited:
    """An edit is on the disk, and a step to undo."""

    step: Step


@dataclass(frozen=True)
class Refused:
    """Nothing was changed. `steps` are all steps to undo and redo that the project has."""

    sentence: str
    steps: tuple[Step, ...]


Order = Callable[[Project], Edited | None]


def edit_order(edit: Edit) -> Order:
    """Carry out an edit."""
    return lambda project: Edited(Step(project.apply(edit), words_for(edit), done=True))


def undo_order(project: Project) -> None:
    """Take the last edit back."""
    project.undo()


def redo_order(project: Project) -> None:
    """Do again what was taken back last."""
    project.redo()


def read_order(project: Project) -> None:
    """Nothing but to read again what is there."""


def carry_out(
    project: Project, orders: deque[Order], shown: Dataset | None
) -> Generator[Edited | Refused, None, Dataset]:
    """Carry out the orders, also those that come meanwhile; the photos after them, `shown` itself if nothing differs.

    When one fails, those behind it, which counted on it, are dropped.
    """
    while orders:
        try:
            done = orders.popleft()(project)
        except StudioError as error:
            orders.clear()
            yield Refused(str(error), project.history())
        else:
            if done:
                yield done
    found = project.dataset()
    return shown if shown and found == shown else found


def close(project: Project, worker: Worker | None) -> Generator[None, None, None]:
    """Let go of a project once the worker is done with it."""
    if worker:
        worker.wait()
    yield
    project.close()
