"""From what a person wants to the rows that change."""

import sqlite3
from collections.abc import Iterable
from pathlib import Path

import msgspec

from tlstudio.foundation.errors import UsageError
from tlstudio.foundation.names import printable
from tlstudio.project.adding import adding_changes
from tlstudio.project.changes import Change
from tlstudio.project.classes import class_row
from tlstudio.project.edits import (
    AddPhotos,
    AsItWas,
    ClassEdit,
    Crop,
    Edit,
    ImportPhotos,
    LabelEach,
    LeaveOut,
    MergeClass,
    MoveToPart,
    NewClass,
    Photos,
    Relabel,
    RenameClass,
    TakeBack,
    Turn,
)
from tlstudio.project.importing import import_changes
from tlstudio.project.names import seen_from
from tlstudio.project.settings import read_source, recipe_as_text, recipe_in
from tlstudio.project.views import view_changes
from tlstudio.training.recipe import Recipe, recipe_from

_LONGEST_NAME = 200


def plan(edit: Edit, database: sqlite3.Connection, project: Path) -> list[Change]:
    """The changes that carry out an edit of the project. UsageError, with nothing changed, when it makes no sense."""
    base = read_source(database, project).base
    match edit:
        case Relabel(photos, label):
            return _label(database, photos, base, label)
        case LabelEach(labels):
            return _label_each(database, labels, base)
        case ImportPhotos():
            return import_changes(edit, database, project)
        case AddPhotos():
            number, made = _class_for(database, edit.label)
            return [*made, *adding_changes(edit, number, database, project)]
        case NewClass() | RenameClass() | MergeClass():
            return _of_classes(edit, database)
        case MoveToPart(photos, part):
            return [_mark(database, photos, base, "split", part)]
        case LeaveOut(photos) | TakeBack(photos):
            return [_mark(database, photos, base, "left_out", int(isinstance(edit, LeaveOut)))]
        case Turn() | Crop() | AsItWas():
            photos = (edit.photo,) if isinstance(edit, Crop) else edit.photos
            return view_changes(database, edit, _rows(database, photos, base))


def _of_classes(edit: ClassEdit, database: sqlite3.Connection) -> list[Change]:
    match edit:
        case NewClass(label):
            _check_free(database, label)
            return _new_class(database, label)[1]
        case RenameClass(label, to):
            _check_free(database, to)
            return [_name_rows(database, label, to)]
        case MergeClass(label, into):
            _existing(database, into)
            return [_name_rows(database, label, into)]


def change_of_recipe(database: sqlite3.Connection, recipe: Recipe) -> list[Change]:
    """The change to another recipe; none where it is the same. UsageError when it cannot be used."""
    text = recipe_as_text(recipe_from(msgspec.to_builtins(recipe), "this project"))
    return [Change("project", "recipe", text, (1,))] if text != recipe_as_text(recipe_in(database)) else []


def _label(database: sqlite3.Connection, photos: Photos, base: Path, label: str) -> list[Change]:
    number, made = _class_for(database, label)
    return [*made, _mark(database, photos, base, "label", number)]


def _class_for(database: sqlite3.Connection, label: str) -> tuple[int, list[Change]]:
    """The number of a class, and what makes it where it is not there yet."""
    known = _rows_named(database, label)
    return (known[0], []) if known else _new_class(database, label)


def _label_each(database: sqlite3.Connection, labels: Iterable[tuple[Path, str]], base: Path) -> list[Change]:
    photos: dict[str, list[Path]] = {}
    for path, label in labels:
        photos.setdefault(label, []).append(path)
    if not photos:
        raise UsageError("No photo is chosen. Choose at least one.")
    return [change for label, paths in photos.items() for change in _label(database, tuple(paths), base, label)]


def _new_class(database: sqlite3.Connection, label: str) -> tuple[int, list[Change]]:
    number = class_row(database, _checked(label), folder=None)
    return number, [Change("class", "present", 1, (number,))]


def _mark(
    database: sqlite3.Connection, photos: Photos, base: Path, column: str, value: int | str | None
) -> Change:  # fmt: skip
    return Change("photo", column, value, _rows(database, photos, base))


def _rows(database: sqlite3.Connection, photos: Photos, base: Path) -> tuple[int, ...]:
    """The rows of all of them with one question, however many they are."""
    if not photos:
        raise UsageError("No photo is chosen. Choose at least one.")
    names = [seen_from(base, path.absolute()) for path in photos]
    question = "SELECT path, number FROM photo WHERE present AND path IN (SELECT value FROM json_each(?))"
    rows: dict[str, int] = dict(database.execute(question, (msgspec.json.encode(names).decode(),)).fetchall())
    for path, name in zip(photos, names, strict=True):
        if name not in rows:
            raise UsageError(f"The photo {printable(str(path))} is not part of this project. Open its folder again.")
    return tuple(rows[name] for name in names)


def _rows_named(database: sqlite3.Connection, label: str) -> list[int]:
    question = "SELECT number FROM class WHERE name = ? AND present ORDER BY number"
    return [number for (number,) in database.execute(question, (_checked(label),))]


def _existing(database: sqlite3.Connection, label: str) -> tuple[int, ...]:
    rows = _rows_named(database, label)
    if not rows:
        raise UsageError(f"There is no class “{printable(label)}” in this project.")
    return tuple(rows)


def _name_rows(database: sqlite3.Connection, label: str, name: str) -> Change:
    if label == name:
        raise UsageError(f"A class cannot be merged into itself: “{printable(label)}”. Choose another one.")
    return Change("class", "name", name, _existing(database, label))


def _check_free(database: sqlite3.Connection, label: str) -> None:
    if _rows_named(database, label):
        raise UsageError(f"There is a class “{printable(label)}” already. Choose another name, or merge the two.")


def _checked(label: str) -> str:
    """A class name that every file and screen can hold."""
    plain = label.isprintable() and label == label.strip()
    if not label or not plain or len(label) > _LONGEST_NAME:
        raise UsageError(
            f"“{printable(label, 60)}” cannot be the name of a class. Use 1 to {_LONGEST_NAME} visible characters, "
            "without spaces at the ends."
        )
    return label
