"""What passes several cuts of a frozen network, each channel's mean over the picture: one pass gives all of them.

Means are a few kilobytes a photo, so they are kept for every cut, in groups of their own beside the activations.
"""

import contextlib
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from tlstudio.backbone.cutting import averaged
from tlstudio.backbone.network import Network
from tlstudio.backbone.tree import Cut, channels
from tlstudio.dataset.sample import Sample
from tlstudio.features.inputs import network_input
from tlstudio.features.key import GroupKey, record_key
from tlstudio.features.prefix import Prefix
from tlstudio.features.reading import read_batches
from tlstudio.features.runtime import names, pick
from tlstudio.features.runtime.chain import Chain, open_chain
from tlstudio.features.runtime.stretch import Stretch
from tlstudio.features.store import Group, Store, StoreFullError
from tlstudio.foundation.control import Control
from tlstudio.foundation.errors import StudioError
from tlstudio.foundation.events import Event, Progress, Warned
from tlstudio.foundation.pace import Pace
from tlstudio.photos.pool import PhotoPool

_BATCH = 32


@dataclass(frozen=True)
class Means:
    """For the photos that could be read, at each cut float32 of shape (photos, channels), on the CPU."""

    samples: list[Sample]
    values: list[Tensor]
    computed: int


def channel_means(
    network: Network,
    cuts: Sequence[Cut],
    samples: Sequence[Sample],
    pool: PhotoPool,
    store: Store | None,
    control: Control,
) -> Generator[Event, None, Means | None]:
    """The means of all samples at all cuts (front first), computed where they are not kept yet. None when stopped.

    The network, in eval mode, decides the device. Without a store nothing is kept. Unreadable photos are Problem
    events. StudioError when none can be read.
    """
    table = _Table(network, cuts, samples, store)
    table.use(table.best_kept())
    total, missing = len(samples), table.missing()
    yield Progress("features", total - len(missing), total, from_cache=total - len(missing))
    computed = 0
    if missing:
        chain = yield from _chain(table, [samples[row] for row in missing], pool, control)
        if control.stopped:
            return None
        table.use(chain.name)
        computed = yield from _compute(table, chain, pool, control)
    return None if control.stopped else table.means(computed)


class _Table:
    """The means in memory, a row for each sample, and the groups on disk that they come from and go to."""

    def __init__(self, network: Network, cuts: Sequence[Cut], samples: Sequence[Sample], store: Store | None) -> None:
        self.network = network
        self.cuts = cuts
        self.samples = samples
        self.device = next(network.parameters()).device
        self.whole = Stretch(network, None, cuts[-1], network.preprocessing.size, self.device)
        self.groups: list[Group] = []
        self.full: str | None = None
        self._store = store
        self._keys = [record_key(sample.key) for sample in samples]
        self._values = [torch.zeros(len(samples), channels(cut.output)) for cut in cuts]
        self._there = np.zeros(len(samples), dtype=bool)

    def best_kept(self) -> str:
        """The runtime whose means are kept for most of the samples: means never come from two."""
        known = names(self.whole, "fast")
        if self._store is None:
            return known[0]
        last = self.cuts[-1]
        kept = {name: int(self._group(last, name).present(self._keys).sum()) for name in known}
        return max(known, key=kept.__getitem__)

    def use(self, name: str) -> None:
        """Take what is kept of that runtime."""
        if self._store is None or (self.groups and self.groups[0].key.runtime == name):
            return
        self.groups = [self._group(cut, name) for cut in self.cuts]
        pairs = zip(self.groups, self._values, strict=True)
        self._there = np.all([group.read_into(self._keys, values.numpy()) for group, values in pairs], axis=0)

    def missing(self) -> list[int]:
        """The rows that still have to be computed."""
        rows: list[int] = np.flatnonzero(~self._there).tolist()
        return rows

    @property
    def kept_name(self) -> str | None:
        """The runtime that has computed some already."""
        return self.groups[0].key.runtime if self.groups and self._there.any() else None

    def add(self, rows: Sequence[int], means: Sequence[Tensor]) -> None:
        """Take the means of these rows into memory, and keep them; `full` says when the disk takes no more."""
        for values, mean in zip(self._values, means, strict=True):
            values[list(rows)] = mean
        self._there[list(rows)] = True
        keys = [self._keys[row] for row in rows]
        with self._noting_when_full():
            for group, mean in zip(self.groups, means, strict=bool(self.groups)):
                group.add(keys, mean.numpy())

    def flush(self) -> None:
        """Write what waits to be written."""
        with self._noting_when_full():
            for group in self.groups:
                group.flush()

    def means(self, computed: int) -> Means:
        """What is there; the rest could not be read."""
        rows = np.flatnonzero(self._there).tolist()
        return Means([self.samples[row] for row in rows], [values[rows] for values in self._values], computed)

    @contextlib.contextmanager
    def _noting_when_full(self) -> Iterator[None]:
        try:
            yield
        except StoreFullError as error:
            self.full, self.groups = str(error), []

    def _group(self, cut: Cut, name: str) -> Group:
        assert self._store
        return self._store.group(_means_key(self.network, cut, name))


def _means_key(network: Network, cut: Cut, runtime: str) -> GroupKey:
    """The same as for the features of a network that is cut there."""
    prefix = Prefix(network, cut.means(), network.preprocessing, next(network.parameters()).device, "exact")
    return prefix.key(runtime)


def _chain(
    table: _Table, missing: Sequence[Sample], pool: PhotoPool, control: Control
) -> Generator[Event, None, Chain]:
    """What computed the means that are kept, or else the fastest that agrees with torch on the first photos."""

    def first() -> Tensor:
        batches = read_batches(missing, table.network.preprocessing, pool, _BATCH)
        photos = next((batch.photos for batch in batches if batch.photos), None)
        if photos is None:
            raise StudioError("None of the photos could be read. See the list of problems.")
        return network_input(photos, table.network.preprocessing, table.device)

    name = table.kept_name
    if name is None:
        runtime = yield from pick(table.whole, "fast", first, len(missing), control)
        name = runtime.name
    return (yield from open_chain(name, table.whole, table.cuts, control))


def _compute(table: _Table, chain: Chain, pool: PhotoPool, control: Control) -> Generator[Event, None, int]:
    """Compute what is missing. Returns for how many photos."""
    rows = table.missing()
    row_of = {table.samples[row].path: row for row in rows}
    kept, done, computed, pace = len(table.samples) - len(rows), 0, 0, Pace(len(rows))
    preprocessing = table.network.preprocessing
    try:
        for batch in read_batches([table.samples[row] for row in rows], preprocessing, pool, _BATCH):
            yield from batch.problems
            yield from control.wait_while_paused()
            if control.stopped:
                break
            if batch.photos:
                inputs = network_input(batch.photos, preprocessing, table.device)
                table.add([row_of[sample.path] for sample in batch.samples], chain(inputs, averaged))
            computed += len(batch.samples)
            done += len(batch.samples) + len(batch.problems)
            left = pace.seconds_left(done)
            yield Progress("features", kept + done, kept + len(rows), from_cache=kept, seconds_left=left)
    finally:
        table.flush()
    if table.full:
        yield Warned(f"{table.full} The work goes on all the same.")
    return computed
