"""The runs of a project: the recipe and the revision each one used, and what it said."""

import sqlite3

import msgspec

from tlstudio.foundation.events import Changed, EpochEnded, Event, Finished, Started
from tlstudio.project.journal import last_revision, now
from tlstudio.project.settings import recipe_as_text
from tlstudio.training.recipe import Recipe


class Run(msgspec.Struct, frozen=True):
    """One run. `revision` is the state of the project it used; without `finished` it was interrupted, or goes on.

    `began` says, among others, how many photos it used.
    """

    number: int
    revision: int
    recipe: Recipe
    started: str
    began: Started | None = None
    epochs: tuple[EpochEnded, ...] = ()
    changes: tuple[Changed, ...] = ()
    finished: Finished | None = None


def begin(database: sqlite3.Connection, recipe: Recipe) -> int:
    """Note that a run begins now; its number."""
    values = (last_revision(database), recipe_as_text(recipe).encode(), now())
    number = database.execute("INSERT INTO run (revision, recipe, started) VALUES (?, ?, ?)", values).lastrowid
    assert number is not None
    return number


def record(database: sqlite3.Connection, run: int, event: Event) -> None:
    """Keep the beginning, an epoch, a change or the end of a run; other events are for the moment."""
    if isinstance(event, Started | EpochEnded | Changed | Finished):
        database.execute("INSERT INTO run_event (run, event) VALUES (?, ?)", (run, msgspec.json.encode(event)))


def read(database: sqlite3.Connection) -> tuple[Run, ...]:
    """All runs, the first one first."""
    rows = database.execute("SELECT number, revision, recipe, started FROM run ORDER BY number").fetchall()
    return tuple(
        _with_events(database, Run(number, revision, msgspec.json.decode(recipe, type=Recipe), started))
        for number, revision, recipe, started in rows
    )


def interrupted(database: sqlite3.Connection, model: str) -> int | None:
    """The number of the last run to that model, where it can go on."""
    for run in reversed(read(database)):
        if run.began and run.began.model == model:
            return run.number if run.finished is None or run.finished.resume else None
    return None


def _with_events(database: sqlite3.Connection, run: Run) -> Run:
    question = "SELECT event FROM run_event WHERE run = ? ORDER BY number"
    events = [
        msgspec.json.decode(event, type=Started | EpochEnded | Changed | Finished)
        for (event,) in database.execute(question, (run.number,))
    ]
    began = next((event for event in events if isinstance(event, Started)), None)
    epochs = {event.epoch: event for event in events if isinstance(event, EpochEnded)}  # a resumed run repeats some
    changes = tuple(event for event in events if isinstance(event, Changed))
    finished = next((event for event in events[-1:] if isinstance(event, Finished)), None)
    return msgspec.structs.replace(run, began=began, epochs=tuple(epochs.values()), changes=changes, finished=finished)
