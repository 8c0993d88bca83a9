"""Where a project's photos are, and its recipe."""

import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

import msgspec

from tlstudio.dataset.layout import Layout, common_root, with_single, with_unlabelled
from tlstudio.dataset.scan import layout_of
from tlstudio.foundation.errors import UsageError
from tlstudio.project.names import path_as_text, path_from_text
from tlstudio.training.recipe import Recipe

_TABLES = (".csv", ".tsv", ".txt")  # also while the drive is away


class Source(msgspec.Struct, frozen=True):
    """What was opened: a folder, a table or several class folders, and another folder of photos to validate on.

    `unlabelled` are folders that photos without a label were imported from; those beside class folders have none, too.
    `single` are photos that were put in one by one, wherever they lie.
    """

    photos: tuple[Path, ...]
    validation: Path | None = None
    unlabelled: tuple[Path, ...] = ()
    single: tuple[Path, ...] = ()

    @property
    def is_table(self) -> bool:
        """Whether it is a table of photos, told by its name while it is not there."""
        first = self.photos[0]
        return first.is_file() or (first.suffix.casefold() in _TABLES and not first.is_dir())

    @property
    def base(self) -> Path:
        """The folder that the photos' paths are seen from."""
        return self.photos[0].parent if self.is_table else common_root(self.photos)

    def absolute(self) -> "Source":
        """The same, with whole paths."""
        validation = self.validation.absolute() if self.validation else None
        photos, unlabelled, single = (
            tuple(path.absolute() for path in paths) for paths in (self.photos, self.unlabelled, self.single)
        )
        return Source(photos, validation, unlabelled, single)

    def layout(self) -> Layout:
        """What to look through; raises as `dataset.scan` does."""
        photos = self.photos if len(self.photos) > 1 else self.photos[0]
        layout = with_unlabelled(layout_of(photos, self.validation, loose=True), self.unlabelled)
        return with_single(layout, self.single)

    def holds(self) -> Callable[[Path], bool]:
        """Tells of a path whether it lies in one of the folders, or is one of the single photos; by its text alone, for
        it is asked very often."""
        roots = tuple(_with_end(path) for path in (*self.photos, *self.unlabelled, *self.single))
        return lambda path: _with_end(path).startswith(roots)


class _Kept(msgspec.Struct, array_like=True):
    """A source as text."""

    photos: tuple[str, ...]
    validation: tuple[str, ...]
    unlabelled: tuple[str, ...] = ()
    single: tuple[str, ...] = ()


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
    database.execute("UPDATE project SET photos = ?, beside = ?", source_as_texts(source, project))


def source_as_texts(source: Source, project: Path) -> tuple[str, str]:
    """Where the photos are, and where they are as seen from the project."""
    folder = project.absolute().parent
    return _as_text(source, lambda path: path), _as_text(source, lambda path: Path(_relative(path, folder)))


def read_source(database: sqlite3.Connection, project: Path) -> Source:
    """Where the photos are: where they were, else, when nothing is there, where they lie beside the project."""
    photos, beside = database.execute("SELECT photos, beside FROM project").fetchone()
    source = _from_text(photos, Path())
    if _is_there(source):
        return source
    moved = _from_text(beside, project.absolute().parent)
    return moved if _is_there(moved) else source


def _with_end(path: Path) -> str:
    return os.path.join(path, "")  # noqa: PTH118 - text, which ends with one /


def _relative(path: Path, folder: Path) -> str:
    try:
        return os.path.relpath(path, folder)
    except ValueError:  # on another drive
        return str(path)


def _as_text(source: Source, seen: Callable[[Path], Path]) -> str:
    validation = (source.validation,) if source.validation else ()
    texts = [
        tuple(path_as_text(seen(path)) for path in paths)
        for paths in (source.photos, validation, source.unlabelled, source.single)
    ]
    return msgspec.json.encode(_Kept(*texts)).decode()


def _from_text(text: str, base: Path) -> Source:
    kept = msgspec.json.decode(text, type=_Kept)
    if not kept.photos:
        raise ValueError("a project of no photos")

    def paths(texts: tuple[str, ...]) -> tuple[Path, ...]:
        return tuple(Path(os.path.normpath(path_from_text(each, base))) for each in texts)

    validation = next(iter(paths(kept.validation)), None)
    return Source(paths(kept.photos), validation, paths(kept.unlabelled), paths(kept.single))


def _is_there(source: Source) -> bool:
    return all(os.path.exists(path) for path in source.photos)  # noqa: PTH110 - False, not an error, for odd names
