"""How photos are turned and cropped: as a project's file holds it, and as edits change it."""

import sqlite3
from collections import defaultdict

from tlstudio.foundation.errors import UsageError
from tlstudio.photos.view import WHOLE, Box, Quarter, View, turned
from tlstudio.project.changes import Change, Value
from tlstudio.project.edits import AsItWas, Crop, Turn, ViewEdit

_MILLION = 1_000_000


def crop_as_text(box: Box | None) -> str | None:
    """What is cut off at the left, top, right and bottom, each in millionths of that side; None for nothing.

    ValueError when that is nearly all of the photo, or the box is not within it.
    """
    if box is None or box == WHOLE:
        return None
    left, top, right, bottom = box
    text = " ".join(f"{round(share * _MILLION):06}" for share in (left, top, 1 - right, 1 - bottom))
    view_from(0, text)
    return text


def view_from(turn: Quarter, crop: str | None) -> View | None:
    """The view that was kept, None where the photo is as it is; ValueError when it makes no sense."""
    if crop is None:
        return View(turn) if turn else None
    left, top, right, bottom = map(int, crop.split())
    kept = (left, top, _MILLION - right, _MILLION - bottom)
    return View(turn, (kept[0] / _MILLION, kept[1] / _MILLION, kept[2] / _MILLION, kept[3] / _MILLION))


def view_changes(database: sqlite3.Connection, edit: ViewEdit, rows: tuple[int, ...]) -> list[Change]:
    """The changes that carry out an edit on these rows. UsageError when it cannot be done to a photo."""
    match edit:
        case Turn():
            return _turning(database, edit.degrees, rows)
        case Crop():
            return [Change("photo", "crop", _cropped(edit.box), rows)]
        case AsItWas():
            return [Change("photo", "turn", 0, rows), Change("photo", "crop", None, rows)]


def _turning(database: sqlite3.Connection, degrees: int, rows: tuple[int, ...]) -> list[Change]:
    """Rows that get the same value are one change, so that a thousand photos are a few."""
    if degrees not in (90, 180, 270):
        raise UsageError("Photos can be turned by 90, 180 or 270 degrees. Choose one of these.")
    wanted: dict[tuple[str, Value], list[int]] = defaultdict(list)
    for row in rows:
        turn, crop = database.execute("SELECT turn, crop FROM photo WHERE number = ?", (row,)).fetchone()
        wanted["turn", (turn + degrees) % 360].append(row)
        view = view_from(0, crop)
        if view and view.box:
            wanted["crop", crop_as_text(turned(view.box, degrees))].append(row)
    return [Change("photo", column, value, tuple(numbers)) for (column, value), numbers in wanted.items()]


def _cropped(box: Box | None) -> str | None:
    try:
        return crop_as_text(box)
    except ValueError as error:
        raise UsageError("A photo cannot be cropped to so little of it. Choose a larger part.") from error
