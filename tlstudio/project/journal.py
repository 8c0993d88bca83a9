"""What was done, in order: every edit with its inverse, and a revision for each time that anything changed."""

import sqlite3
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Literal

import msgspec

from tlstudio.foundation.errors import UsageError
from tlstudio.project.changes import Change, carry_out, packed, unpacked


class Step(msgspec.Struct, frozen=True):
    """An edit that can be undone (`done`) or done again."""

    number: int
    words: str
    done: bool


def now() -> str:
    """The time to note, in UTC."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def do(
    database: sqlite3.Connection, words: str, changes: Sequence[Change], state: Literal["done", "found"] = "done"
) -> int:
    """Make the changes and note them; the edit's number. What was undone before an edit cannot be redone after it.

    `found` is what no person did and no undo takes back: photos that came, moved or went.
    """
    backward = carry_out(database, changes)
    if state == "done":
        database.execute("UPDATE edit SET state = 'dropped' WHERE state = 'undone'")
    number = database.execute(
        "INSERT INTO edit (words, forward, backward, state) VALUES (?, ?, ?, ?)",
        (words, packed(changes), packed(backward), state),
    ).lastrowid
    assert number is not None
    _note(database, number, undone=0)
    return number


def undo(database: sqlite3.Connection) -> int | None:
    """Take back the last edit that is done; its number, None when there is none."""
    return _turn(database, "SELECT max(number) FROM edit WHERE state = 'done'", undone=1)


def redo(database: sqlite3.Connection) -> int | None:
    """Do again what was undone last; its number, None when there is nothing."""
    return _turn(database, "SELECT min(number) FROM edit WHERE state = 'undone'", undone=0)


def steps(database: sqlite3.Connection) -> tuple[Step, ...]:
    """The edits that can be undone or redone, the first one first."""
    question = "SELECT number, words, state = 'done' FROM edit WHERE state IN ('done', 'undone') ORDER BY number"
    return tuple(Step(number, words, bool(done)) for number, words, done in database.execute(question))


def last_revision(database: sqlite3.Connection) -> int:
    """The number of the last change; 0 when there was none."""
    return int(database.execute("SELECT coalesce(max(number), 0) FROM revision").fetchone()[0])


def go_back(database: sqlite3.Connection, revision: int) -> None:
    """Make everything as it was at a revision: meant for a copy. UsageError when there was none of that number."""
    numbers = {number for (number,) in database.execute("SELECT number FROM revision")} | {0}
    if revision not in numbers:
        raise UsageError(f"The project no longer knows what it was at its change {revision}.")
    later = "SELECT edit, undone FROM revision WHERE number > ? ORDER BY number DESC"
    for edit, undone in database.execute(later, (revision,)).fetchall():
        carry_out(database, _changes(database, edit, backward=not undone))


def _turn(database: sqlite3.Connection, question: str, undone: int) -> int | None:
    (number,) = database.execute(question).fetchone()
    if number is None:
        return None
    carry_out(database, _changes(database, number, backward=bool(undone)))
    state = "undone" if undone else "done"
    database.execute("UPDATE edit SET state = ? WHERE number = ?", (state, number))
    _note(database, number, undone)
    return int(number)


def _changes(database: sqlite3.Connection, edit: int, backward: bool) -> list[Change]:
    found = database.execute("SELECT forward, backward FROM edit WHERE number = ?", (edit,)).fetchone()
    if found is None:
        raise ValueError("a revision without its edit")
    return unpacked(found[1 if backward else 0])


def _note(database: sqlite3.Connection, edit: int, undone: int) -> None:
    database.execute("INSERT INTO revision (edit, undone, time) VALUES (?, ?, ?)", (edit, undone, now()))
