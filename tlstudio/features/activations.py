"""What the frozen part makes of each photo: remembered, read from the cache, or computed, in this order."""

import contextlib
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field

import numpy as np
import torch
from numpy.typing import NDArray

from tlstudio.features.prefix import Prefix
from tlstudio.features.reading import problem_of
from tlstudio.features.rows import Rows
from tlstudio.features.runtime import Runtime
from tlstudio.features.store import Group, StoreFullError
from tlstudio.foundation.events import Problem
from tlstudio.photos.pool import PhotoPool, Priority
from tlstudio.photos.request import Photo, Refusal

_BATCHES_AHEAD = 2


@dataclass(frozen=True)
class Loaded:
    """Activations, float32 (rows, …) on the CPU, of the rows that could be had, and problems with photos."""

    rows: list[int]
    values: torch.Tensor
    problems: list[Problem]


@dataclass
class _Begun:
    """A batch, its photos on their way: by number of the photo, and whether it is read with a margin."""

    rows: Sequence[int]
    values: torch.Tensor
    there: NDArray[np.bool_]
    photos: dict[tuple[int, bool], "Future[Photo | Refusal]"] = field(default_factory=dict)


class Activations:
    """The rows' activations at the border of `prefix`. Not for two threads at once.

    `group` is where they are kept, None when they are not. `runtime` computes them; one that has everything already
    needs none until a damaged record is found, then `prefix` has one opened. `refused` are the photos (numbers in
    `rows.samples`) that cannot be read. `computed` counts what went through the network.
    """

    def __init__(self, rows: Rows, prefix: Prefix, pool: PhotoPool) -> None:
        self.rows = rows
        self.prefix = prefix
        self.group: Group | None = None
        self.runtime: Runtime | None = None
        self.refused: set[int] = set()
        self.computed = 0
        self.full: str | None = None
        self._pool = pool
        self._memory: torch.Tensor | None = None
        self._in_memory = np.zeros(len(rows), dtype=bool)

    @property
    def in_memory(self) -> bool:
        """Whether everything is held in memory."""
        return self._memory is not None

    @property
    def runtime_name(self) -> str:
        """What computed, or computes, the activations."""
        if self.group:
            return self.group.key.runtime
        return self.runtime.name if self.runtime else ""

    def hold_in_memory(self) -> None:
        """Keep everything in memory from now on, beginning with what is in the cache."""
        self._memory = torch.empty((len(self.rows), *self.prefix.shape))
        self._in_memory[:] = False
        if self.group:
            self._in_memory = self.group.read_into(self.rows.keys, self._memory.numpy())

    def catch_up(self) -> None:
        """Take into memory what another program has put into the cache meanwhile."""
        if self._memory is None or self.group is None:
            return
        rows = np.flatnonzero(~self._in_memory)
        there = self.group.present([self.rows.keys[row] for row in rows])
        for row in rows[there].tolist():
            self._in_memory[row] = self.group.read_into([self.rows.keys[row]], self._memory[row : row + 1].numpy())[0]

    def missing(self) -> list[int]:
        """The rows that neither memory nor the cache has, without those of refused photos."""
        there = self._in_memory
        if self.group:
            there = there | self.group.present(self.rows.keys)
        return [row for row in np.flatnonzero(~there).tolist() if self.rows.photo(row) not in self.refused]

    def whole(self, rows: Sequence[int]) -> torch.Tensor | None:
        """The activations of those rows as one tensor, without a copy where they lie side by side; None when they are
        not in memory."""
        if self._memory is None or not self._in_memory[rows].all():
            return None
        first, last = rows[0], rows[-1]
        return self._memory[first : last + 1] if last - first + 1 == len(rows) else self._memory[list(rows)]

    def batches(self, wanted: Iterable[Sequence[int]]) -> Iterator[Loaded]:
        """The activations of each batch of rows, the photos for the next ones being read meanwhile."""
        ahead: deque[_Begun] = deque()
        try:
            for rows in wanted:
                ahead.append(self._begin(rows))
                if len(ahead) > _BATCHES_AHEAD:
                    yield self._end(ahead.popleft())
            while ahead:
                yield self._end(ahead.popleft())
        finally:
            for begun in ahead:
                for future in begun.photos.values():
                    future.cancel()

    def keep(self, rows: Sequence[int], values: torch.Tensor) -> None:
        """Put activations, float32 (rows, …) on the CPU, into memory and cache; `full` says when that took no more."""
        if self._memory is not None:
            self._memory[list(rows)] = values
            self._in_memory[list(rows)] = True
        if self.group and not self.full:
            with self._noting_when_full():
                self.group.add([self.rows.keys[row] for row in rows], values.numpy())

    def flush(self) -> None:
        """Write to the disk what still waits to be written."""
        if self.group and not self.full:
            with self._noting_when_full():
                self.group.flush()

    def compute(self, inputs: torch.Tensor, through: Runtime) -> torch.Tensor:
        """What `through` makes of a batch: float32 on the CPU, channels first in memory, rounded as if kept."""
        self.computed += len(inputs)
        return self.prefix.rounded(through(inputs).float().cpu().contiguous())

    def _begin(self, rows: Sequence[int]) -> _Begun:
        begun = self._recall(rows)
        for place in np.flatnonzero(~begun.there).tolist():
            photo, enlarged = self.rows.photo(rows[place]), self.rows.view(rows[place]) > 0
            if photo not in self.refused and (photo, enlarged) not in begun.photos:
                sample, request = self.rows.samples[photo], self.prefix.request(enlarged)
                asked = self._pool.submit(sample.source, request, Priority.TRAINING, sample.digest)
                begun.photos[photo, enlarged] = asked
        return begun

    def _recall(self, rows: Sequence[int]) -> _Begun:
        """What memory and the cache have."""
        if self._memory is not None and self._in_memory[rows].all():
            return _Begun(rows, self._memory[list(rows)], np.ones(len(rows), dtype=bool))
        values = torch.empty((len(rows), *self.prefix.shape))
        there = np.zeros(len(rows), dtype=bool)
        if self.group:
            there = self.group.read_into([self.rows.keys[row] for row in rows], values.numpy())
        return _Begun(rows, values, there)

    def _end(self, begun: _Begun) -> Loaded:
        if begun.there.all():
            return Loaded(list(begun.rows), begun.values, [])
        photos, problems = self._arrived(begun)
        places = [place for place in np.flatnonzero(~begun.there).tolist() if self._of(begun, place) in photos]
        if places:
            rows = [begun.rows[place] for place in places]
            inputs = self.prefix.inputs(
                [photos[self._of(begun, place)] for place in places],
                [self.rows.view(row) for row in rows],
                [self.rows.number(row) for row in rows],
            )
            values = self.compute(inputs, self._ready_runtime())
            begun.values[places] = values
            begun.there[places] = True
            self.keep(rows, values)
        kept = np.flatnonzero(begun.there).tolist()
        values = begun.values if len(kept) == len(begun.rows) else begun.values[kept]
        return Loaded([begun.rows[place] for place in kept], values, problems)

    def _ready_runtime(self) -> Runtime:
        """The runtime; opened only now when all was there and a damaged record has to be computed again."""
        if self.runtime is None:
            assert self.group, "without a cache a runtime was chosen before anything was asked for"
            self.runtime = self.prefix.reopened(self.group.key.runtime)
        return self.runtime

    @contextlib.contextmanager
    def _noting_when_full(self) -> Iterator[None]:
        try:
            yield
        except StoreFullError as error:
            self.full = str(error)

    def _of(self, begun: _Begun, place: int) -> tuple[int, bool]:
        row = begun.rows[place]
        return self.rows.photo(row), self.rows.view(row) > 0

    def _arrived(self, begun: _Begun) -> tuple[dict[tuple[int, bool], Photo], list[Problem]]:
        """The photos that could be read; the others are refused from now on, and told once."""
        photos: dict[tuple[int, bool], Photo] = {}
        problems = []
        for (photo, enlarged), future in begun.photos.items():
            answer = future.result()
            if isinstance(answer, Photo):
                photos[photo, enlarged] = answer
            elif photo not in self.refused:
                problems.append(problem_of(self.rows.samples[photo], answer))
                self.refused.add(photo)
        return photos, problems
