"""What runs in the background for the panel: a whole training run."""

from collections.abc import Generator

from tlstudio.foundation.control import Control
from tlstudio.foundation.events import Event, Progress
from tlstudio.gui.libraries import load_engine
from tlstudio.photos.pool import PhotoPool
from tlstudio.project.project import Project
from tlstudio.training.recipe import Recipe


def train(recipe: Recipe, pool: PhotoPool, control: Control, project: Project | None) -> Generator[Event, None, None]:
    """The same run as in the terminal, with the window's readers and project; the first time this loads torch."""
    yield Progress("prepare", 0, 1)
    load_engine()
    from tlstudio.pipeline import run

    yield from run(recipe, control, pool=pool, project=project)
