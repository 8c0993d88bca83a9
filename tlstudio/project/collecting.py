"""Photos from wherever they are named: a folder, a table, or a project with a person's marks."""

from collections.abc import Generator
from pathlib import Path

from msgspec.structs import replace

from tlstudio.dataset.sample import Dataset
from tlstudio.dataset.scan import Photos, scan
from tlstudio.foundation.control import Control
from tlstudio.foundation.errors import UsageError
from tlstudio.foundation.events import Event
from tlstudio.photos.pool import PhotoPool
from tlstudio.project.opening import open_project
from tlstudio.training.recipe import Recipe

SUFFIX = ".tlproject"


def is_project(photos: Photos) -> bool:
    """Whether this names a project's file."""
    return isinstance(photos, Path) and photos.suffix.lower() == SUFFIX


def collected(
    photos: Photos, control: Control, pool: PhotoPool | None = None, validation: Path | None = None
) -> Generator[Event, None, Dataset]:
    """The photos of a folder, a table or a project, split as training would split them. Yields and raises as `scan`.

    A project is only read, and may be open elsewhere: its folders are looked at again, and nothing is noted in it. It
    knows its validation photos; for others, `validation` may name a folder of them.
    """
    if not (isinstance(photos, Path) and is_project(photos)):
        return (yield from scan(photos, control, validation=validation, pool=pool))
    with open_project(photos, read_only=True) as project:
        return (yield from project.scan(control, pool))


def photos_of(recipe: Recipe, control: Control, pool: PhotoPool | None = None) -> Generator[Event, None, Dataset]:
    """The photos of the folder, the folders or the table that a recipe names, split as it says. A project is only read,
    as `collected` does. UsageError when it names none, or other validation photos for a project."""
    if not recipe.photos:
        raise UsageError("The recipe names no photos. Give a folder with one sub-folder per class.")
    photos = Path(recipe.photos) if isinstance(recipe.photos, str) else tuple(Path(path) for path in recipe.photos)
    validation = Path(recipe.validation) if recipe.validation else None
    if is_project(photos):
        check_validation(recipe)
        return (yield from collected(photos, control, pool))
    fraction, seed = recipe.validation_fraction, recipe.seed
    return (yield from scan(photos, control, validation=validation, validation_fraction=fraction, seed=seed, pool=pool))


def check_validation(recipe: Recipe) -> None:
    """UsageError when a recipe for a project's photos names a folder to validate on."""
    if recipe.validation:
        raise UsageError("A project knows its validation photos, so no other folder can be given for them.")


def recipe_of(photos: Path) -> Recipe:
    """The recipe that a project keeps, with the project itself as its photos."""
    with open_project(photos, read_only=True) as project:
        kept = project.recipe()
    return replace(kept, photos=str(photos), validation=None)
