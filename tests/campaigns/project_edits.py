"""Edits of a project that follow from its revision alone, and an account of them that is not the studio's own."""

import hashlib
import random
import sqlite3
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from tlstudio.dataset.sample import Sample, Split
from tlstudio.foundation.errors import StudioError, UsageError
from tlstudio.project.edits import Edit, LeaveOut, MergeClass, MoveToPart, NewClass, Relabel, TakeBack
from tlstudio.project.opening import create, open_project
from tlstudio.project.project import Project
from tlstudio.project.settings import Source

_COUNT = 200
_KINDS = ["relabel", "relabel", "relabel", "leave out", "take back", "move", "merge", "class", "undo", "undo", "redo"]
_PARTS = ("train", "validation", "test", None)

Visible = dict[str, tuple[str, str]]


@dataclass(frozen=True)
class Marks:
    """What was done up to a revision: each photo's class, part and whether it is left out, and each class's name.

    `before` is what an undo goes back to; `undone` is what a redo goes to, with what the next one goes to.
    """

    revision: int = 1
    labels: tuple[int, ...] = tuple(number % 2 for number in range(_COUNT))
    parts: tuple[str | None, ...] = (None,) * _COUNT
    out: frozenset[int] = frozenset()
    names: tuple[tuple[int, str], ...] = ((0, "even"), (1, "odd"))
    classes_made: int = 2
    before: "Marks | None" = field(default=None, repr=False)
    undone: "tuple[Marks, Any] | None" = field(default=None, repr=False)

    def visible(self) -> Visible:
        """The class and part of each photo that is used."""
        names = dict(self.names)
        parts = [part or _found_part(number) for number, part in enumerate(self.parts)]
        return {
            f"{number:04}.jpg": (names[self.labels[number]], parts[number])
            for number in range(_COUNT)
            if number not in self.out
        }


def make_project(folder: Path) -> Path:
    """A project of photos that are not there: only what is known of them counts."""
    (folder / "photos").mkdir()
    samples = [
        Sample(
            folder / "photos" / f"{number:04}.jpg",
            ("even", "odd")[number % 2],
            _found_part(number),
            hashlib.sha1(str(number).encode()).hexdigest(),
        )
        for number in range(_COUNT)
    ]
    with create(folder / "kept.tlproject", Source((folder / "photos",))) as project:
        project.take_in(samples)
        return project.path


def do_edit(project: Project) -> int:
    """The one edit that belongs to the next revision; its number. StudioError when it could not be done."""
    revision = project.revision() + 1
    kind, edit, instead = _choice(revision, project.source().base)
    if kind in ("undo", "redo") and (project.undo() if kind == "undo" else project.redo()):
        return revision
    try:
        project.apply(edit)
    except UsageError:
        project.apply(instead)
    return revision


def marks_after(marks: Marks, revision: int) -> Marks:
    """The marks when all edits up to a revision are done."""
    while marks.revision < revision:
        marks = _next(marks)
    return marks


def judge(path: Path, marks: Marks, more: int = 1) -> tuple[Marks, str]:
    """The marks that are there now, and one word: “kept”, or “more” with unconfirmed edits, or “lost” or “torn”."""
    try:
        with open_project(path) as project:
            revision, found = project.revision(), _visible_in(path)
    except StudioError:
        return marks, "torn"
    if revision < marks.revision:
        return marks, "lost"
    there = marks_after(marks, revision)
    if found != there.visible() or revision > marks.revision + more:
        return there, "torn"
    return there, "kept" if revision == marks.revision else "more"


def _visible_in(path: Path) -> Visible:
    with closing(sqlite3.connect(path)) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        rows = database.execute(
            "SELECT path, name, coalesce(split, part) FROM photo "
            "JOIN class ON class.number = coalesce(label, photo.folder) WHERE photo.present AND NOT left_out"
        )
        return {path: (name, part) for path, name, part in rows}


def _choice(revision: int, base: Path = Path()) -> tuple[str, Edit, Relabel]:
    """The kind of edit, the edit, and what is done where that makes no sense."""
    chance = random.Random(revision)
    kind = chance.choice(_KINDS)
    numbers = chance.sample(range(_COUNT), chance.randint(1, 60))
    photos = tuple(base / f"{number:04}.jpg" for number in numbers)
    label, other = f"class {chance.randrange(5)}", chance.choice(("even", "odd"))
    edits: dict[str, Edit] = {
        "leave out": LeaveOut(photos),
        "take back": TakeBack(photos),
        "move": MoveToPart(photos, chance.choice(_PARTS)),
        "merge": MergeClass(label, other),
        "class": NewClass(f"made {revision}"),
    }
    instead = Relabel(photos, label)
    return kind, edits.get(kind, instead), instead


def _next(marks: Marks) -> Marks:
    kind, edit, instead = _choice(marks.revision + 1)
    now = {"revision": marks.revision + 1, "classes_made": marks.classes_made}
    if kind == "undo" and marks.before:
        return replace(marks.before, **now, undone=(marks, marks.undone))
    if kind == "redo" and marks.undone:
        again, rest = marks.undone
        return replace(again, **now, before=marks, undone=rest)
    names = {name for _, name in marks.names}
    if isinstance(edit, MergeClass) and not (edit.label in names and edit.into in names):
        edit = instead
    return _changed(replace(marks, revision=marks.revision + 1, before=marks, undone=None), edit)


def _changed(marks: Marks, edit: Edit) -> Marks:
    match edit:
        case Relabel(photos, label):
            known = [number for number, name in marks.names if name == label]
            marks = marks if known else _changed(marks, NewClass(label))
            number = min(known) if known else marks.classes_made - 1
            return replace(marks, labels=_put(marks.labels, photos, number))
        case NewClass(label):
            names = (*marks.names, (marks.classes_made, label))
            return replace(marks, names=names, classes_made=marks.classes_made + 1)
        case MergeClass(label, into):
            return replace(marks, names=tuple((n, into if name == label else name) for n, name in marks.names))
        case MoveToPart(photos, part):
            return replace(marks, parts=_put(marks.parts, photos, part))
        case LeaveOut(photos):
            return replace(marks, out=marks.out | {int(photo.stem) for photo in photos})
        case TakeBack(photos):
            return replace(marks, out=marks.out - {int(photo.stem) for photo in photos})
    raise AssertionError(edit)


def _put(values: tuple[Any, ...], photos: tuple[Path, ...], value: object) -> tuple[Any, ...]:
    changed = list(values)
    for photo in photos:
        changed[int(photo.stem)] = value
    return tuple(changed)


def _found_part(number: int) -> Split:
    return "validation" if number % 5 == 0 else "train"
