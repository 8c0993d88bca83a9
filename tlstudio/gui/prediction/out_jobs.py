"""What runs in the background for answers that leave the window: a table of them, pictures sorted into folders."""

from collections.abc import Generator, Sequence
from pathlib import Path
from typing import NamedTuple

from tlstudio.dataset.sample import Dataset
from tlstudio.foundation.control import Control
from tlstudio.foundation.events import Event, Progress
from tlstudio.foundation.files import write_safely
from tlstudio.gui.prediction.table_order import Row
from tlstudio.gui.project.jobs import open_folders
from tlstudio.photos.view import path_of
from tlstudio.prediction.answer_table import answers_csv
from tlstudio.prediction.sorting import Choice, Sorted, sort_into
from tlstudio.project.project import Project


class Sources(NamedTuple):
    """Where pictures must not be sorted into: the files and folders that were dropped, and what is open."""

    dropped: tuple[Path, ...]
    project: Project | None
    dataset: Dataset | None


def save_answers(rows: Sequence[Row], target: Path) -> Generator[Event, None, Path]:
    """Write the answers as a table; returns where."""
    yield Progress("prepare", 0, 1)
    write_safely(target, [answers_csv(outcome for _, outcome in rows)])
    return target


def sort_pictures(
    rows: Sequence[Row], target: Path, control: Control, choice: Choice, sources: Sources
) -> Generator[Event, None, Sorted]:
    """Copy the pictures into a folder for each class."""
    dropped = filter(Path.is_dir, sources.dropped)
    opened = open_folders(sources.project, sources.dataset)
    answers = [(path_of(photo), outcome) for photo, outcome in rows]
    return (yield from sort_into(answers, target, control, choice, (*dropped, *opened)))
