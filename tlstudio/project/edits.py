"""What a person can change in a project: small values, each of them one step to undo."""

from collections.abc import Sequence
from pathlib import Path

import msgspec

from tlstudio.dataset.sample import Sample, Split
from tlstudio.foundation.names import printable

Photos = tuple[Path, ...]


class Relabel(msgspec.Struct, frozen=True):
    """The photos show `label`; a class that is not there yet is made."""

    photos: Photos
    label: str


class LabelEach(msgspec.Struct, frozen=True):
    """Each photo shows a label of its own; classes that are not there yet are made."""

    labels: tuple[tuple[Path, str], ...]


class ImportPhotos(msgspec.Struct, frozen=True):
    """The photos that were found in a further folder belong to the project, without a label."""

    folder: Path
    photos: tuple[Sample, ...]


class NewClass(msgspec.Struct, frozen=True):
    """A class without photos."""

    label: str


class RenameClass(msgspec.Struct, frozen=True):
    """A class gets a name that no other has."""

    label: str
    to: str


class MergeClass(msgspec.Struct, frozen=True):
    """All photos of a class, also those to come, belong to another."""

    label: str
    into: str


class MoveToPart(msgspec.Struct, frozen=True):
    """The photos are in that part of the split; None: where the folders or the fraction put them."""

    photos: Photos
    part: Split | None


class LeaveOut(msgspec.Struct, frozen=True):
    """The photos are not used."""

    photos: Photos


class TakeBack(msgspec.Struct, frozen=True):
    """Photos that were left out are used again."""

    photos: Photos


Edit = Relabel | LabelEach | ImportPhotos | NewClass | RenameClass | MergeClass | MoveToPart | LeaveOut | TakeBack

_PARTS = {
    "train": "to training",
    "validation": "to validation",
    "test": "to the test photos",
    None: "back to their own part",
}


def words_for(edit: Edit) -> str:
    """What an edit did, for a menu behind “Undo”."""
    match edit:
        case Relabel(photos, label):
            return f"label {_count(photos)} “{_name(label)}”"
        case LabelEach(labels):
            names = {label for _, label in labels}
            return f"label {_count(labels)} " + (
                f"“{_name(*names)}”" if len(names) == 1 else f"as {len(names)} classes"
            )
        case ImportPhotos(_, photos):
            return f"import {_count(photos)}"
        case NewClass(label):
            return f"new class “{_name(label)}”"
        case RenameClass(label, to):
            return f"rename “{_name(label)}” to “{_name(to)}”"
        case MergeClass(label, into):
            return f"merge “{_name(label)}” into “{_name(into)}”"
        case MoveToPart(photos, part):
            return f"move {_count(photos)} {_PARTS[part]}"
        case LeaveOut(photos):
            return f"leave out {_count(photos)}"
        case TakeBack(photos):
            return f"take back {_count(photos)}"


def sentence_for(edit: Edit) -> str:
    """What an edit did, for somebody who sees that it was done."""
    match edit:
        case Relabel(photos, label):
            return f"{_count(photos)} labelled “{_name(label)}”"
        case LabelEach(labels):
            return f"{_count(labels)} labelled"
        case ImportPhotos(_, photos):
            return f"{_count(photos)} imported"
        case NewClass(label):
            return f"New class “{_name(label)}”"
        case RenameClass(label, to):
            return f"“{_name(label)}” renamed to “{_name(to)}”"
        case MergeClass(label, into):
            return f"“{_name(label)}” merged into “{_name(into)}”"
        case MoveToPart(photos, part):
            return f"{_count(photos)} moved {_PARTS[part]}"
        case LeaveOut(photos):
            return f"{_count(photos)} left out"
        case TakeBack(photos):
            return f"{_count(photos)} taken back"


def _count(photos: Sequence[object]) -> str:
    return "1 photo" if len(photos) == 1 else f"{len(photos):,} photos"


def _name(label: str) -> str:
    return printable(label, 40)
