"""What a person can change in a project: small values, each of them one step to undo."""

from collections.abc import Sequence
from pathlib import Path

import msgspec

from tlstudio.dataset.sample import Sample, Split
from tlstudio.foundation.names import printable
from tlstudio.photos.view import Box

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


class AddPhotos(msgspec.Struct, frozen=True):
    """The photos belong to the project, show `label`, and are learned from. Of those whose content is there already the
    ones that are there get the label, are used, and keep their part of the split."""

    photos: tuple[Sample, ...]
    label: str


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


class Turn(msgspec.Struct, frozen=True):
    """The photos are seen turned clockwise by 90, 180 or 270 degrees more; what is cropped turns with them."""

    photos: Photos
    degrees: int


class Crop(msgspec.Struct, frozen=True):
    """Of the photo, turned as it is, only this part is seen (`View.box`); None: all of it."""

    photo: Path
    box: Box | None


class AsItWas(msgspec.Struct, frozen=True):
    """The photos are seen as their files are, neither turned nor cropped."""

    photos: Photos


ViewEdit = Turn | Crop | AsItWas
ClassEdit = NewClass | RenameClass | MergeClass
LabelEdit = Relabel | LabelEach | ImportPhotos | AddPhotos | ClassEdit
Edit = LabelEdit | MoveToPart | LeaveOut | TakeBack | ViewEdit

_PARTS = {
    "train": "to training",
    "validation": "to validation",
    "test": "to the test photos",
    None: "back to their own part",
}
_TURNS = {90: "right", 180: "upside down", 270: "left"}


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
        case AddPhotos(photos, label):
            return f"put {_count(photos)} into “{_name(label)}”"
        case NewClass() | RenameClass() | MergeClass():
            return _words_for_class(edit)
        case MoveToPart(photos, part):
            return f"move {_count(photos)} {_PARTS[part]}"
        case LeaveOut(photos) | TakeBack(photos):
            return f"{'leave out' if isinstance(edit, LeaveOut) else 'take back'} {_count(photos)}"
        case Turn() | Crop() | AsItWas():
            return _words_for_view(edit)


def _words_for_class(edit: ClassEdit) -> str:
    match edit:
        case NewClass(label):
            return f"new class “{_name(label)}”"
        case RenameClass(label, to):
            return f"rename “{_name(label)}” to “{_name(to)}”"
        case MergeClass(label, into):
            return f"merge “{_name(label)}” into “{_name(into)}”"


def _words_for_view(edit: ViewEdit) -> str:
    match edit:
        case Turn(photos, degrees):
            return f"turn {_count(photos)} {_TURNS[degrees]}"
        case Crop(_, box):
            return "crop 1 photo" if box else "show all of 1 photo"
        case AsItWas(photos):
            return f"show {_count(photos)} as before turning and cropping"


def sentence_for(edit: Edit) -> str:
    """What an edit did, for somebody who sees that it was done."""
    match edit:
        case Relabel(photos, label):
            return f"{_count(photos)} labelled “{_name(label)}”"
        case LabelEach(labels):
            return f"{_count(labels)} labelled"
        case ImportPhotos(_, photos):
            return f"{_count(photos)} imported"
        case AddPhotos(photos, label):
            return f"{_count(photos)} put into “{_name(label)}”"
        case NewClass() | RenameClass() | MergeClass():
            return _sentence_for_class(edit)
        case MoveToPart(photos, part):
            return f"{_count(photos)} moved {_PARTS[part]}"
        case LeaveOut(photos) | TakeBack(photos):
            return f"{_count(photos)} {'left out' if isinstance(edit, LeaveOut) else 'taken back'}"
        case Turn() | Crop() | AsItWas():
            return _sentence_for_view(edit)


def _sentence_for_class(edit: ClassEdit) -> str:
    match edit:
        case NewClass(label):
            return f"New class “{_name(label)}”"
        case RenameClass(label, to):
            return f"“{_name(label)}” renamed to “{_name(to)}”"
        case MergeClass(label, into):
            return f"“{_name(label)}” merged into “{_name(into)}”"


def _sentence_for_view(edit: ViewEdit) -> str:
    match edit:
        case Turn(photos, degrees):
            return f"{_count(photos)} turned {_TURNS[degrees]}"
        case Crop(_, box):
            return "1 photo cropped" if box else "All of 1 photo shown"
        case AsItWas(photos):
            return f"{_count(photos)} shown as before turning and cropping"


def _count(photos: Sequence[object]) -> str:
    return "1 photo" if len(photos) == 1 else f"{len(photos):,} photos"


def _name(label: str) -> str:
    return printable(label, 40)
