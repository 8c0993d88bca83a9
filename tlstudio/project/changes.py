"""The one way anything in a project changes: a column of some rows gets a value, and what it was is kept."""

import sqlite3
import zlib
from collections import defaultdict
from collections.abc import Iterable, Sequence

import msgspec

Value = int | str | None

# Nothing else can be changed, whatever a file from elsewhere says.
_COLUMNS = {
    "photo": ("path", "digest", "folder", "part", "alike", "present", "label", "split", "left_out", "turn", "crop"),
    "class": ("name", "present"),
    "project": ("recipe", "photos", "beside"),
}


class Change(msgspec.Struct, frozen=True, array_like=True):
    """The rows with these numbers get `value` in a column of a table."""

    table: str
    column: str
    value: Value
    rows: tuple[int, ...]


def carry_out(database: sqlite3.Connection, changes: Iterable[Change]) -> list[Change]:
    """Make the changes, one after the other; the changes that take them back exactly, in the order to make them."""
    backward: list[Change] = []
    for change in changes:
        backward = _inverse(database, change) + backward
        database.execute(
            f"UPDATE {change.table} SET {change.column} = ? WHERE number IN (SELECT value FROM json_each(?))",
            (change.value, _as_json(change.rows)),
        )
    return backward


def packed(changes: Sequence[Change]) -> bytes:
    """The changes as bytes to keep."""
    return zlib.compress(msgspec.json.encode(changes), 1)


def unpacked(data: bytes) -> list[Change]:
    """The changes that were kept; ValueError when they are not whole, or speak of what edits never change."""
    try:
        changes = msgspec.json.decode(zlib.decompress(data), type=list[Change])
    except (zlib.error, TypeError, msgspec.MsgspecError) as error:
        raise ValueError("changes that cannot be read") from error
    if any(change.column not in _COLUMNS.get(change.table, ()) for change in changes):
        raise ValueError("a change of what edits never change")
    return changes


def _inverse(database: sqlite3.Connection, change: Change) -> list[Change]:
    before: dict[Value, list[int]] = defaultdict(list)
    question = f"SELECT number, {change.column} FROM {change.table} WHERE number IN (SELECT value FROM json_each(?))"
    for number, value in database.execute(question, (_as_json(change.rows),)):
        before[value].append(number)
    return [Change(change.table, change.column, value, tuple(rows)) for value, rows in before.items()]


def _as_json(rows: Sequence[int]) -> str:
    return msgspec.json.encode(rows).decode()
