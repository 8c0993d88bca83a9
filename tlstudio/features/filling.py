"""Before training: every activation that a run will ask for is computed once, unless it is kept already."""

import math
from collections.abc import Generator, Iterator, Sequence

import torch

from tlstudio.features.activations import Activations
from tlstudio.features.choosing import Shallow, find_shallow, kept_key, open_runtime
from tlstudio.features.prefix import Prefix
from tlstudio.features.rows import Rows
from tlstudio.features.runtime import open_named
from tlstudio.features.store import Group, Store
from tlstudio.foundation.control import Control
from tlstudio.foundation.events import Event, Progress, Warned
from tlstudio.foundation.names import size_text
from tlstudio.foundation.pace import Pace
from tlstudio.photos.pool import PhotoPool

BATCH = 32
_MEMORY = 2**30


def fill(
    rows: Rows, prefix: Prefix, pool: PhotoPool, store: Store | None, control: Control
) -> Generator[Event, None, Activations | None]:
    """The activations of all rows, computed where they are not kept yet. Returns None when stopped meanwhile.

    Without a store nothing is kept, and nothing computed in advance. Where the store has no room, what fits into
    memory is computed once all the same. Unreadable photos are Problem events.
    """
    activations = Activations(rows, prefix, pool)
    if store is None:
        activations.runtime = yield from open_runtime(prefix, rows, pool, None, control)
        return activations
    shallow = yield from _find(activations, store, pool, control)
    if activations.group is None and not activations.in_memory:
        return activations
    return (yield from _complete(activations, shallow, control))


def _find(
    activations: Activations, store: Store, pool: PhotoPool, control: Control
) -> Generator[Event, None, Shallow | None]:
    """Choose the cache to use, and open what computes the rows that it lacks, if any.

    Returns the cache further in front from which they can be computed.
    """
    prefix, rows = activations.prefix, activations.rows
    key = kept_key(prefix, rows, store)
    _use(activations, store.group(key) if key else None)
    missing = [rows.keys[row] for row in activations.missing()]
    if not missing:
        return None
    shallow = find_shallow(prefix, missing, store)
    if key is None and shallow:
        key = shallow.group.key
    runtime = yield from open_runtime(prefix, rows, pool, key.runtime if key else None, control)
    activations.runtime = runtime
    if activations.group is None or activations.group.key.runtime != runtime.name:
        _use(activations, store.group(prefix.key(runtime.name)))
    yield from _make_room(activations, store)
    return shallow


def _use(activations: Activations, group: Group | None) -> None:
    """Take the activations from there; all at once, where they fit into memory."""
    activations.group = group
    if 4 * math.prod(activations.prefix.shape) * len(activations.rows) <= _MEMORY:
        activations.hold_in_memory()


def _complete(
    activations: Activations, shallow: Shallow | None, control: Control
) -> Generator[Event, None, Activations | None]:
    """Compute what is missing, one program at a time."""
    total = len(activations.rows)
    missing = len(activations.missing())
    yield Progress("features", total - missing, total, from_cache=total - missing, seconds_left=None)
    if not missing:
        activations.catch_up()
        return activations
    if activations.group is None:
        yield from _compute(activations, shallow, control)
    else:
        turn = yield from activations.group.wait_for_turn(control, lambda: len(activations.missing()))
        with turn:
            activations.catch_up()
            if activations.missing():
                yield from _compute(activations, shallow, control)
    return None if control.stopped else activations


def _compute(activations: Activations, shallow: Shallow | None, control: Control) -> Generator[Event, None, None]:
    count = _Count(activations)
    try:
        if shallow:
            yield from _from_shallow(activations, shallow, count, control)
        yield from _from_photos(activations, count, control)
    finally:
        activations.flush()
    if activations.full:
        yield Warned(f"{activations.full} Training goes on without keeping the rest.")


def _from_photos(activations: Activations, count: "_Count", control: Control) -> Generator[Event, None, None]:
    missing = activations.rows.by_photo(activations.missing())
    for loaded in activations.batches(_pieces(missing)):
        yield from loaded.problems
        yield from control.wait_while_paused()
        if control.stopped or (activations.full and not activations.in_memory):
            return
        yield count.progress(len(loaded.rows) + len(loaded.problems))


def _from_shallow(
    activations: Activations, shallow: Shallow, count: "_Count", control: Control
) -> Generator[Event, None, None]:
    """Start from what is kept further in front: no photo is read, and only the layers in between run."""
    assert activations.runtime, "opened because something is missing"
    between = yield from open_named(activations.runtime.name, activations.prefix.stretch(shallow.cut), control)
    if between is None:
        return
    keys, shape = activations.rows.keys, shallow.group.key.shape
    for rows in _pieces(activations.missing()):
        yield from control.wait_while_paused()
        if control.stopped or activations.full:
            return
        values = torch.empty((len(rows), *shape))
        there = torch.from_numpy(shallow.group.read_into([keys[row] for row in rows], values.numpy()))
        found = [row for row, is_there in zip(rows, there.tolist(), strict=True) if is_there]
        if found:
            activations.keep(found, activations.compute(values[there].to(activations.prefix.device), between))
            count.from_cache += len(found)
            yield count.progress(len(found))


class _Count:
    """How far the computing has come."""

    def __init__(self, activations: Activations) -> None:
        self._total = len(activations.rows)
        self.from_cache = self._total - len(activations.missing())
        self._before = self._done = self.from_cache
        self._pace = Pace(self._total - self._done)

    def progress(self, more: int) -> Progress:
        """The event after `more` rows."""
        self._done = min(self._done + more, self._total)
        left = self._pace.seconds_left(self._done - self._before)
        return Progress("features", self._done, self._total, from_cache=self.from_cache, seconds_left=left)


def _make_room(activations: Activations, store: Store) -> Generator[Event, None, None]:
    """Do without the cache, and say so, where it cannot take what is missing."""
    group = activations.group
    assert group
    wanted = len(activations.missing()) * group.key.record_bytes
    if wanted and not store.room_for(wanted):
        activations.group = None
        yield Warned(
            f"The frozen part's activations need {size_text(wanted)} of cache, more than its limit or the disk allows, "
            "so they are not kept between runs. Raise the limit, clear the cache, or free some disk space."
        )


def _pieces(rows: Sequence[int]) -> Iterator[Sequence[int]]:
    return (rows[start : start + BATCH] for start in range(0, len(rows), BATCH))
