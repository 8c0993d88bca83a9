"""The runs of a project: the recipe and the revision each one used, and what it said."""

import sqlite3

import msgspec

from tlstudio.foundation.events import Changed, EpochEnded, Event, Failed, Finished, Started
from tlstudio.project.journal import last_revision, now
from tlstudio.project.settings import recipe_as_text
from tlstudio.training.recipe import Change, Recipe


class Noted(Event, frozen=True, tag="noted"):
    """What a person says of a run; the last such note counts."""

    note: str


_KINDS = (Started, EpochEnded, Changed, Finished, Failed, Noted)
_TAGS = {kind.__struct_config__.tag for kind in _KINDS}


class Run(msgspec.Struct, frozen=True):
    """One run. `revision` is the state of the project it used; `recipe` has what was changed on the way.

    `began` says, among others, how many photos it used; `epochs` include those from before it was interrupted and went
    on. Without `finished` and `failure`, a sentence, it was interrupted, or goes on. `note` is a person's own.
    """

    number: int
    revision: int
    recipe: Recipe
    started: str
    began: Started | None = None
    epochs: tuple[EpochEnded, ...] = ()
    changes: tuple[Changed, ...] = ()
    finished: Finished | None = None
    failure: str | None = None
    note: str = ""

    @property
    def seconds(self) -> float:
        """How long it took; as far as it is known, when it has no end."""
        return self.finished.seconds if self.finished else sum(epoch.seconds for epoch in self.epochs)


class _Tag(msgspec.Struct):
    event: str


def begin(database: sqlite3.Connection, recipe: Recipe) -> int:
    """Note that a run begins now; its number."""
    values = (last_revision(database), recipe_as_text(recipe).encode(), now())
    number = database.execute("INSERT INTO run (revision, recipe, started) VALUES (?, ?, ?)", values).lastrowid
    assert number is not None
    return number


def is_kept(event: Event) -> bool:
    """Whether it is the beginning, an epoch, a change, the end or the failure of a run, or a note."""
    return isinstance(event, _KINDS)


def record(database: sqlite3.Connection, run: int, event: Event) -> None:
    """Keep what is to be kept; other events are for the moment."""
    if is_kept(event):
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
    epochs: dict[int, EpochEnded] = {}  # a resumed run repeats some
    for (kept,) in database.execute(question, (run.number,)):
        if msgspec.json.decode(kept, type=_Tag).event not in _TAGS:
            continue  # of a newer studio
        event = msgspec.json.decode(kept, type=Started | EpochEnded | Changed | Finished | Failed | Noted)
        if isinstance(event, EpochEnded):
            epochs[event.epoch] = event
        else:
            epochs |= {before.epoch: before for before in event.before} if isinstance(event, Started) else {}
            run = _with(run, event)
    return msgspec.structs.replace(run, epochs=tuple(epochs.values()))


def _with(run: Run, event: Started | Changed | Finished | Failed | Noted) -> Run:
    match event:
        case Started():
            return msgspec.structs.replace(run, began=run.began or event, finished=None, failure=None)
        case Changed():
            return msgspec.structs.replace(run, changes=(*run.changes, event), recipe=_changed(run.recipe, event))
        case Finished():
            return msgspec.structs.replace(run, finished=event)
        case Failed(reason):
            return msgspec.structs.replace(run, failure=reason)
        case Noted(note):
            return msgspec.structs.replace(run, note=note)


def _changed(recipe: Recipe, event: Changed) -> Recipe:
    """The recipe with a change; one that it had from the beginning, and that was repeated, stands in it once."""
    same = (event.epoch, event.batch, event.learning_rate, event.epochs)
    if any((each.epoch, each.batch, each.learning_rate, each.epochs) == same for each in recipe.changes):
        return recipe
    change = Change(event.epoch, event.batch, event.learning_rate, event.epochs)
    return msgspec.structs.replace(recipe, changes=(*recipe.changes, change))
