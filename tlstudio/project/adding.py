"""Single photos with a label: looked at wherever they lie, and put into a project."""

import sqlite3
from collections.abc import Generator, Sequence
from pathlib import Path

import msgspec

from tlstudio.dataset.gather import digest_of, digest_or_refusal, problem
from tlstudio.dataset.sample import Dataset, Sample, Skipped
from tlstudio.foundation.control import Control
from tlstudio.foundation.errors import UsageError
from tlstudio.foundation.events import Event
from tlstudio.photos.request import Refusal
from tlstudio.photos.view import PhotoFile, path_of
from tlstudio.project.changes import Change
from tlstudio.project.edits import AddPhotos
from tlstudio.project.importing import photo_row, source_changes
from tlstudio.project.pictures import keep_picture
from tlstudio.project.settings import Source, read_source

_KNOWN = """
    SELECT photo.digest, photo.number, photo.label IS NULL AND photo.split IS NULL AND class.name = ''
    FROM photo JOIN class ON class.number = photo.folder
    WHERE photo.present AND photo.digest IN (SELECT value FROM json_each(?))"""


class Addition(msgspec.Struct, frozen=True):
    """What becomes of pictures that get a label. `edit` does it; None where nothing is to be done.

    `new` come into the project; `there` are photos of it with the same content, as they are before they get the label;
    `same` have it already. `refused` are no photos, or could not be read. `digests` are the content hashes of all, in
    the order in which they were looked at; None for a refused one.
    """

    edit: AddPhotos | None
    new: tuple[Sample, ...] = ()
    there: tuple[Sample, ...] = ()
    same: tuple[Sample, ...] = ()
    refused: tuple[Skipped, ...] = ()
    digests: tuple[str | None, ...] = ()


def photos_to_add(
    dataset: Dataset,
    source: Source,
    project: Path,
    pictures: Sequence[PhotoFile | bytes],
    label: str,
    control: Control,
) -> Generator[Event, None, Addition | None]:
    """Look at pictures that are to get this label; None when the control was stopped.

    A picture that has no file is kept in a folder of the project's own, unless the project has it already. Yields a
    Problem for each that is refused. StudioError when a picture cannot be kept.
    """
    known = {sample.digest: sample for sample in (*dataset.left_out, *dataset.photos)}
    used = {sample.digest for sample in dataset.photos}
    new: dict[str, Sample] = {}
    there: dict[str, Sample] = {}
    same: dict[str, Sample] = {}
    refused: list[Skipped] = []
    digests: list[str | None] = []
    for picture in pictures:
        if control.stopped:
            return None
        digest = digest_of(picture) if isinstance(picture, bytes) else digest_or_refusal(path_of(picture))
        digests.append(None if isinstance(digest, Refusal) else digest)
        if isinstance(digest, Refusal):
            path = Path() if isinstance(picture, bytes) else path_of(picture)
            refused.append(Skipped(path, digest.kind, digest.reason))
            yield problem(refused[-1])
        elif digest in known:
            is_same = known[digest].label == label and digest in used
            (same if is_same else there)[digest] = known[digest]
        elif digest not in new:
            path = keep_picture(picture, digest, source, project) if isinstance(picture, bytes) else path_of(picture)
            new[digest] = Sample(path.absolute(), label, "train", digest)
    edit = AddPhotos((*new.values(), *there.values()), label) if new or there else None
    photos = [tuple(found.values()) for found in (new, there, same)]
    return Addition(edit, photos[0], photos[1], photos[2], tuple(refused), tuple(digests))


def adding_changes(edit: AddPhotos, label: int, database: sqlite3.Connection, project: Path) -> list[Change]:
    """What to change so that the photos have the label of that number; new ones are looked for where they lie.

    What is there already is used again and keeps its part of the split; what has no part yet is learned from.
    """
    if not edit.photos:
        raise UsageError("No photo is chosen. Choose at least one.")
    source = read_source(database, project)
    digests = msgspec.json.encode([sample.digest for sample in edit.photos]).decode()
    known: list[tuple[str, int, int]] = database.execute(_KNOWN, (digests,)).fetchall()
    there = {digest for digest, _, _ in known}
    new = {sample.digest: sample for sample in reversed(edit.photos) if sample.digest not in there}
    rows = {photo_row(database, sample, source.base): sample for sample in new.values()}
    named = (*(number for _, number, _ in known), *rows)
    learned = (*(number for _, number, is_free in known if is_free), *rows)
    changes = [Change("photo", "label", label, named), Change("photo", "left_out", 0, named)]
    if learned:
        changes.append(Change("photo", "split", "train", learned))
    if rows:
        changes += [Change("photo", "digest", sample.digest, (row,)) for row, sample in rows.items()]
        changes.append(Change("photo", "present", 1, tuple(rows)))
        changes += source_changes(_with(source, [sample.path for sample in rows.values()]), project)
    return changes


def _with(source: Source, photos: Sequence[Path]) -> Source:
    """The source with photos of its own that none of its folders is sure to hold."""
    single = dict.fromkeys((*source.single, *photos))
    return msgspec.structs.replace(source, single=tuple(single))
