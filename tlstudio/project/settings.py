"""Where a project's photos are, and its recipe."""

import os
import sqlite3
from pathlib import Path

import msgspec

from tlstudio.dataset.layout import common_root
from tlstudio.foundation.errors import UsageError
from tlstudio.project.names import path_as_text, path_from_text
from tlstudio.training.recipe import Recipe

_TABLES = (".csv", ".tsv", ".txt")  # also while the drive is away


class Source(msgspec.Struct, frozen=True):
    """What was opened: a folder, a table or several class folders, and another folder of photos to validate on."""

    photos: tuple[Path, ...]
    validation: Path | None = None

    @property
    def base(self) -> Path:
        """The folder that the photos' paths are seen from."""
        first = self.photos[0]
        is_table = first.is_file() or (first.suffix.casefold() in _TABLES and not first.is_dir())
        return first.parent if is_table else common_root(self.photos)

    def absolute(self) -> "Source":
        """The same, with whole paths."""
        validation = self.validation.absolute() if self.validation else None
        return Source(tuple(path.absolute() for path in self.photos), validation)


def recipe_as_text(recipe: Recipe) -> str:
    """The recipe without what the project itself says: which photos, and where a model goes."""
    bare = msgspec.structs.replace(recipe, photos=(), validation=None, out=None)
    try:
        return msgspec.json.encode(bare).decode()
    except UnicodeEncodeError as error:
        raise UsageError(
            "The recipe names a file whose name is not UTF-8, which a project cannot keep. Rename that file."
        ) from error


def recipe_in(database: sqlite3.Connection) -> Recipe:
    """The project's recipe as it is kept; ValueError when it cannot be read."""
    return msgspec.json.decode(database.execute("SELECT recipe FROM project").fetchone()[0], type=Recipe)


def write_source(database: sqlite3.Connection, source: Source, project: Path) -> None:
    """Keep where the photos are, and where they lie as seen from the project, should both be moved together."""
    paths = [*source.photos, *([source.validation] if source.validation else [])]
    beside = [Path(_relative(path, project.absolute().parent)) for path in paths]
    database.execute(
        "UPDATE project SET photos = ?, beside = ?", (_as_text(paths, source), _as_text(beside, source))
    )  # fmt: skip


def read_source(database: sqlite3.Connection, project: Path) -> Source:
    """Where the photos are: where they were, else, when nothing is there, where they lie beside the project."""
    photos, beside = database.execute("SELECT photos, beside FROM project").fetchone()
    source = _from_text(photos, Path())
    if _is_there(source):
        return source
    moved = _from_text(beside, project.absolute().parent)
    return moved if _is_there(moved) else source


def _relative(path: Path, folder: Path) -> str:
    try:
        return os.path.relpath(path, folder)
    except ValueError:  # on another drive
        return str(path)


def _as_text(paths: list[Path], source: Source) -> str:
    texts = [path_as_text(path) for path in paths]
    return msgspec.json.encode((texts[: len(source.photos)], texts[len(source.photos) :])).decode()


def _from_text(text: str, base: Path) -> Source:
    photos, validation = msgspec.json.decode(text, type=tuple[tuple[str, ...], tuple[str, ...]])
    if not photos:
        raise ValueError("a project of no photos")
    found = [Path(os.path.normpath(path_from_text(each, base))) for each in (*photos, *validation[:1])]
    return Source(tuple(found[: len(photos)]), found[-1] if validation else None)


def _is_there(source: Source) -> bool:
    return all(os.path.exists(path) for path in source.photos)  # noqa: PTH110 - False, not an error, for odd names
