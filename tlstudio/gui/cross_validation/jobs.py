"""What runs in the background for the dialog: a whole cross-validation."""

from collections.abc import Generator

from tlstudio.dataset.sample import Dataset
from tlstudio.evaluation.cross_validated import CrossValidated
from tlstudio.foundation.control import Control
from tlstudio.foundation.events import Event, Progress
from tlstudio.gui.libraries import load_engine
from tlstudio.photos.pool import PhotoPool
from tlstudio.training.recipe import Recipe


def cross_validation(
    recipe: Recipe, dataset: Dataset, pool: PhotoPool, control: Control, folds: int, repeats: int
) -> Generator[Event, None, CrossValidated | None]:
    """The same as in the terminal, with the window's readers and marks; the first time this loads torch."""
    yield Progress("prepare", 0, 1)
    load_engine()
    from tlstudio.evaluation.cross_validation import cross_validate
    from tlstudio.features.store import Store

    return (yield from cross_validate(recipe, dataset, pool, Store(), control, folds, repeats))
