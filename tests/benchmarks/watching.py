"""Runs of the studio with a look at the clock: where the time goes, what is decoded, what runs through the network."""

import shutil
import time
from collections import defaultdict
from collections.abc import Iterable
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from tlstudio.features.choice import CacheChoice
from tlstudio.features.runtime import prepare
from tlstudio.foundation.control import Control
from tlstudio.foundation.events import EpochEnded, Event, Finished, Progress, Started, Warned
from tlstudio.foundation.heap import keep_what_is_freed
from tlstudio.photos.pool import Answer, PhotoPool, Priority, Source
from tlstudio.photos.request import PixelRequest
from tlstudio.pipeline import run
from tlstudio.training.recipe import Recipe

_PHASES = {"scan": "scan", "prepare": "network", "features": "features", "train": "head"}
_FORGOTTEN = ("features", "photos")  # below the cache folder; the prepared runtime stays


class CountingPool(PhotoPool):
    """A pool of readers that counts what it is asked for."""

    decoded = 0

    def submit(
        self, source: Source, request: PixelRequest, priority: Priority, digest: str | None = None
    ) -> Future[Answer]:
        self.decoded += 1
        return super().submit(source, request, priority, digest)


@dataclass
class Watched:
    """A run that has ended: seconds in all and by phase, and how many photos' features there were, kept or computed."""

    seconds: float = 0.0
    phases: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    decoded: int = 0
    features: int = 0
    from_cache: int = 0
    epochs: list[EpochEnded] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    finished: Finished | None = None

    @property
    def accuracy(self) -> float:
        """On the validation photos, 0 to 1."""
        return (self.finished and self.finished.validation_accuracy) or 0.0

    @property
    def computed(self) -> int:
        """How many photos' features were computed."""
        return self.features - self.from_cache


class RunningStudio:
    """What a person has open: libraries imported, readers started, the network built once before, memory kept as the
    program keeps it.

    `home` is where the studio keeps its files.
    """

    def __init__(self, home: Path, recipe: Recipe) -> None:
        keep_what_is_freed()
        self._home = home
        self._recipe = msgspec.structs.replace(recipe, out=str(home / "new.tlmodel"))
        self._pool = CountingPool()

    def warm_up(self, epochs: int | None = None) -> None:
        """Prepare the runtime and train once, so that nothing is done for the first time afterwards.

        A run that takes long need not be run to its end for that: `epochs` are enough.
        """
        for _ in prepare(self._recipe.backbone, Control()):
            pass
        self.run(0, epochs)

    def forget(self) -> None:
        """Forget all features and the files' hashes; what was prepared stays."""
        for name in _FORGOTTEN:
            shutil.rmtree(self._home / "cache" / name, ignore_errors=True)

    def run(self, seed: int, epochs: int | None = None) -> Watched:
        """One whole run; of so many epochs, where they are given."""
        self._pool.decoded = 0
        recipe = msgspec.structs.replace(self._recipe, seed=seed, epochs=epochs or self._recipe.epochs)
        watched = watch(run(recipe, pool=self._pool, cache=CacheChoice()))
        watched.decoded = self._pool.decoded
        return watched

    def close(self) -> None:
        """End the readers."""
        self._pool.close()


def watch(events: Iterable[Event]) -> Watched:
    """Take a run to its end. The time before an event counts for the phase that the event tells of."""
    watched = Watched()
    before = started = time.perf_counter()
    phase = "scan"
    for event in events:
        now, phase = time.perf_counter(), _phase(event) or phase
        watched.phases[phase] += now - before
        before = now
        _note(watched, event)
    watched.seconds = time.perf_counter() - started
    return watched


def _phase(event: Event) -> str | None:
    if isinstance(event, Progress):
        return _PHASES.get(event.stage, event.stage)
    kinds: dict[type[Event], str] = {Started: "network", EpochEnded: "head", Finished: "saving"}
    return kinds.get(type(event))


def _note(watched: Watched, event: Event) -> None:
    if isinstance(event, Progress) and event.stage == "features":
        watched.features, watched.from_cache = max(watched.features, event.done), event.from_cache or 0
    elif isinstance(event, EpochEnded):
        watched.epochs.append(event)
    elif isinstance(event, Warned):
        watched.warnings.append(event.text)
    elif isinstance(event, Finished):
        watched.finished = event
