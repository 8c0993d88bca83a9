"""Photos without a label from a further folder: looked for, and taken into a project."""

import sqlite3
from collections.abc import Generator
from pathlib import Path

import msgspec

from tlstudio.dataset.gather import gather
from tlstudio.dataset.layout import Layout, with_unlabelled
from tlstudio.dataset.sample import Sample
from tlstudio.foundation.control import Control
from tlstudio.foundation.errors import UsageError
from tlstudio.foundation.events import Event
from tlstudio.foundation.names import printable
from tlstudio.project.changes import Change
from tlstudio.project.classes import unlabelled_row
from tlstudio.project.edits import ImportPhotos
from tlstudio.project.names import seen_from
from tlstudio.project.settings import Source, read_source, source_as_texts

_INSERT = "INSERT INTO photo (path, digest, folder, part, present, left_out) VALUES (?, ?, ?, 'train', 0, 0)"


def photos_to_import(source: Source, folder: Path, control: Control) -> Generator[Event, None, ImportPhotos | None]:
    """Look for photos in a folder, at any depth; the edit that takes them in, None when the control was stopped.

    Yields as `dataset.scan` does. UsageError when the folder is part of the source already, holds it, or has no photos.
    """
    folder = folder.absolute()
    _check_apart(source, folder)
    samples, _ = yield from gather(with_unlabelled(Layout(folder, ()), [folder]), control)
    if control.stopped:
        return None
    if not samples:
        raise UsageError(f"No photos were found in {printable(str(folder))}. Choose a folder that holds some.")
    return ImportPhotos(folder, tuple(samples))


def import_changes(edit: ImportPhotos, database: sqlite3.Connection, project: Path) -> list[Change]:
    """What to change so that these photos are there, and looked for again from now on."""
    source = read_source(database, project)
    more = msgspec.structs.replace(source, unlabelled=(*source.unlabelled, edit.folder))
    rows = sorted({photo_row(database, sample, source.base) for sample in edit.photos})
    return [Change("photo", "present", 1, tuple(rows)), *source_changes(more, project)]


def source_changes(source: Source, project: Path) -> list[Change]:
    """What to change so that photos are looked for there from now on."""
    texts = zip(("photos", "beside"), source_as_texts(source, project), strict=True)
    return [Change("project", column, text, (1,)) for column, text in texts]


def photo_row(database: sqlite3.Connection, sample: Sample, base: Path) -> int:
    """The photo's row, without a label where it is a new one; the one it has where it was taken out again before."""
    path = seen_from(base, sample.path)
    known = database.execute("SELECT number FROM photo WHERE path = ? ORDER BY present DESC", (path,)).fetchone()
    if known:
        return int(known[0])
    return database.execute(_INSERT, (path, sample.digest, unlabelled_row(database))).lastrowid or 0


def _check_apart(source: Source, folder: Path) -> None:
    """A photo can have only one place: below a class folder, or below one of photos without a label."""
    if not folder.is_dir():
        raise UsageError(f"{printable(str(folder))} is no folder, or it is not there. Choose a folder of photos.")
    real = folder.resolve()
    for known in (*(path for path in source.photos if path.is_dir()), *source.unlabelled):
        if real.is_relative_to(known.resolve()):
            raise UsageError(f"{printable(str(folder))} is part of these photos already. Choose a folder outside.")
        if known.resolve().is_relative_to(real):
            raise UsageError(
                f"{printable(str(folder))} also holds photos that are part of this project. "
                "Choose only the folder with the new ones."
            )
