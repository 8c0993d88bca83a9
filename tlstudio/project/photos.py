"""The photos of a project: what a search found is taken in, marks stay on their photos, and a dataset comes out."""

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from operator import attrgetter
from pathlib import Path
from typing import NamedTuple

import msgspec

from tlstudio.dataset.divide import divided, kept_together
from tlstudio.dataset.layout import Labelled, Layout
from tlstudio.dataset.sample import Dataset, Sample, Skipped, Split
from tlstudio.dataset.scan import as_dataset
from tlstudio.project.changes import Change
from tlstudio.project.classes import class_row
from tlstudio.project.names import path_from_text, seen_from
from tlstudio.project.settings import Source
from tlstudio.project.views import view_from
from tlstudio.training.recipe import Recipe

_FACTS = ("path", "digest", "folder", "part", "alike", "present")
_INSERT = "INSERT INTO photo (path, digest, folder, part, alike, present, left_out) VALUES (?, ?, ?, ?, ?, 0, 0)"
_PHOTOS = """
    SELECT photo.path, photo.digest, class.name, photo.part, photo.split, photo.alike, photo.present, photo.left_out,
        photo.turn, photo.crop
    FROM photo JOIN class ON class.number = coalesce(photo.label, photo.folder)"""
_PARTS = """
    SELECT DISTINCT photo.part FROM photo JOIN class ON class.number = coalesce(photo.label, photo.folder)
    WHERE photo.present AND class.name != ''"""
_COUNTS = """
    SELECT class.name, count(photo.number),
        class.folder IS NULL OR class.number IN (SELECT folder FROM photo WHERE present)
    FROM class LEFT JOIN photo
    ON class.number = coalesce(photo.label, photo.folder) AND photo.present AND NOT photo.left_out
    WHERE class.present AND class.name != '' GROUP BY class.number"""


class _Fact(NamedTuple):
    path: str
    digest: str
    folder: int
    part: str
    alike: str | None
    present: int = 1


def taken_in(
    database: sqlite3.Connection, found: Sequence[Sample], together: Mapping[str, str] | None, base: Path
) -> list[Change]:
    """What to change so that the photos are those that were found; new rows are made, but not present yet.

    With `together` None, what was known of likeness stays. A photo is the one it was by path and content, else by its
    content (it was moved), else by its path (it was retouched), so that its marks go with it. Photos that are gone keep
    their row and their marks.
    """
    facts = _facts(database, found, _known_alike(database) if together is None else together, base)
    known = {row[0]: _Fact(*row[1:]) for row in database.execute(f"SELECT number, {', '.join(_FACTS)} FROM photo")}
    rows = _matched(facts, known)
    for number, fact in enumerate(facts):
        if number not in rows:
            rows[number] = database.execute(_INSERT, fact[:5]).lastrowid or 0
    changes = [*_differences({rows[number]: fact for number, fact in enumerate(facts)}, known)]
    present = {number for number, fact in known.items() if fact.present}
    came, gone = set(rows.values()) - present, present - set(rows.values())
    for value, numbers in ((1, came), (0, gone)):
        if numbers:
            changes.append(Change("photo", "present", value, tuple(sorted(numbers))))
    return changes


def write_skipped(database: sqlite3.Connection, skipped: Iterable[Skipped], base: Path) -> None:
    """Keep what the last search could not use; where that is what is kept already, nothing is written."""
    rows = [(seen_from(base, each.path), each.kind, each.reason) for each in skipped]
    if database.execute("SELECT path, kind, reason FROM skipped ORDER BY number").fetchall() != rows:
        database.execute("DELETE FROM skipped")
        database.executemany("INSERT INTO skipped (path, kind, reason) VALUES (?, ?, ?)", rows)


def read_dataset(database: sqlite3.Connection, source: Source, recipe: Recipe) -> Dataset:
    """The photos that are used, with a person's marks, split as the recipe says where nobody else does."""
    base = source.base
    root = source.photos[0] if len(source.photos) == 1 else base
    holds = source.holds()
    found: list[Sample] = []
    left_out: list[Sample] = []
    missing: list[Sample] = []
    unlabelled: list[Sample] = []
    own, together = set(), {}
    for path, digest, label, part, split, alike, present, out, turn, crop in database.execute(_PHOTOS):
        view = view_from(turn, crop) if turn or crop else None
        sample = Sample(path_from_text(path, base), label, split or part, digest, view)
        if not label and not holds(sample.path):
            continue  # its import was undone
        if not present or out:
            (left_out if present else missing).append(sample)
            continue
        if not label:
            unlabelled.append(sample)
            continue
        found.append(sample)
        if alike:
            together[digest] = alike
        if split:
            own.add(sample.path)
    found.sort(key=_place)
    parts: set[Split] = {part for (part,) in database.execute(_PARTS)}
    classes = {sample.label for sample in found if sample.split == "train"}
    if "validation" not in parts:
        free = [each for each in found if each.path not in own]
        free = divided(free, recipe.validation_fraction, recipe.seed, together)
        found = sorted([*free, *(each for each in found if each.path in own)], key=_place)
    layout = Layout(root, (root,), files=tuple(Labelled(root, label, "train") for label in classes))
    dataset = as_dataset(layout, found, [*_skipped(database, base)], classes)
    kept = kept_together(dataset.samples, together) if "validation" not in parts else 0
    return msgspec.structs.replace(
        dataset,
        split_given=bool(parts - {"train"}),
        kept_together=kept,
        together=together,
        left_out=tuple(sorted(left_out, key=_place)),
        missing=tuple(sorted(missing, key=_place)),
        bare=tuple(label for label, count in count_classes(database).items() if not count),
        unlabelled=tuple(sorted(unlabelled, key=_place)),
        split_by_hand=bool(own),
    )


def as_viewed(database: sqlite3.Connection, found: Iterable[Sample]) -> list[Sample]:
    """The photos a search found, turned and cropped as a person wants those of the same content to be seen."""
    marked = database.execute("SELECT digest, turn, crop FROM photo WHERE turn OR crop IS NOT NULL")
    views = {digest: view_from(turn, crop) for digest, turn, crop in marked}
    return [msgspec.structs.replace(each, view=views[each.digest]) if each.digest in views else each for each in found]


def count_classes(database: sqlite3.Connection) -> dict[str, int]:
    """The photos that are used of each class, by name.

    Also of those that have none: a person has made them, or taken all out of them, and may want to fill them.
    """
    counts: Counter[str] = Counter()
    stay: set[str] = set()
    for name, count, stays in database.execute(_COUNTS):
        counts[name] += count
        if stays:
            stay.add(name)
    return {name: count for name, count in sorted(counts.items()) if count or name in stay}


def _place(sample: Sample) -> tuple[str, ...]:
    return sample.path.parts


def _known_alike(database: sqlite3.Connection) -> dict[str, str]:
    return dict(database.execute("SELECT digest, alike FROM photo WHERE alike IS NOT NULL").fetchall())


def _skipped(database: sqlite3.Connection, base: Path) -> Iterator[Skipped]:
    for path, kind, reason in database.execute("SELECT path, kind, reason FROM skipped ORDER BY number"):
        yield Skipped(path_from_text(path, base), kind, reason)


def _facts(
    database: sqlite3.Connection, found: Sequence[Sample], together: Mapping[str, str], base: Path
) -> list[_Fact]:
    known = database.execute("SELECT folder, number FROM class WHERE folder IS NOT NULL ORDER BY number DESC")
    folders: dict[str, int] = dict(known.fetchall())
    for label in sorted({sample.label for sample in found} - folders.keys()):
        folders[label] = class_row(database, label, folder=label)
    return [
        _Fact(
            seen_from(base, each.path.absolute()),
            each.digest,
            folders[each.label],
            each.split,
            together.get(each.digest),
        )
        for each in found
    ]


def _matched(facts: Sequence[_Fact], known: dict[int, _Fact]) -> dict[int, int]:
    """The row of each fact that has one, both by number."""
    rows: dict[int, int] = {}
    free = dict(known)
    keys: list[Callable[[_Fact], object]] = [attrgetter("path", "digest"), attrgetter("digest"), attrgetter("path")]
    for key in keys:
        by_key: dict[object, list[int]] = defaultdict(list)
        for row, fact in reversed(free.items()):
            by_key[key(fact)].append(row)
        for number, fact in enumerate(facts):
            if number not in rows and by_key[key(fact)]:
                rows[number] = by_key[key(fact)].pop()
                del free[rows[number]]
    return rows


def _differences(wanted: dict[int, _Fact], known: dict[int, _Fact]) -> Iterator[Change]:
    changed: dict[tuple[str, str | int | None], list[int]] = defaultdict(list)
    for row, fact in wanted.items():
        if row in known and known[row][:5] != fact[:5]:
            for column in _FACTS[:5]:
                if getattr(known[row], column) != getattr(fact, column):
                    changed[column, getattr(fact, column)].append(row)
    for (column, value), rows in changed.items():
        yield Change("photo", column, value, tuple(rows))
