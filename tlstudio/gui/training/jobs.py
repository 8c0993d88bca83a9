"""What runs in the background for the panel: a whole training run, and writing what the plots show."""

from collections.abc import Generator
from pathlib import Path

from tlstudio.foundation.control import Control
from tlstudio.foundation.events import Event, Progress
from tlstudio.foundation.files import write_safely
from tlstudio.gui.libraries import load_engine
from tlstudio.photos.pool import PhotoPool
from tlstudio.project.project import Project
from tlstudio.training.recipe import Recipe


def train(
    recipe: Recipe, pool: PhotoPool, control: Control, project: Project | None, resume: bool = False
) -> Generator[Event, None, None]:
    """The same run as in the terminal, with the window's readers and project; the first time this loads torch.

    `resume`: go on with the run of that recipe that was interrupted."""
    yield Progress("prepare", 0, 1)
    load_engine()
    from tlstudio.pipeline import run

    yield from run(recipe, control, pool=pool, project=project, resume=resume)


def write_file(path: Path, content: bytes) -> Generator[Event, None, Path]:
    """Put this there; returns where it is. StudioError when the disk refuses."""
    yield Progress("prepare", 0, 1)
    write_safely(path, [content])
    return path
