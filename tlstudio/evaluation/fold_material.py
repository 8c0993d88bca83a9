"""What the folds of a cross-validation learn from: activations computed once for all of them, or whole photos."""

from collections.abc import Generator, Sequence
from typing import Protocol

from tlstudio.dataset.sample import Sample
from tlstudio.features.activations import Activations
from tlstudio.features.filling import fill
from tlstudio.features.rows import Rows
from tlstudio.features.store import Store
from tlstudio.foundation.control import Control
from tlstudio.foundation.errors import StudioError
from tlstudio.foundation.events import Event
from tlstudio.photos.pool import PhotoPool
from tlstudio.training.batches import Batches, FeatureBatches
from tlstudio.training.data import labels, photo_batches, prefix_of
from tlstudio.training.plan import Plan

_NO_ROOM = (
    "What the frozen layers make of these photos fits neither into the cache nor into memory, and would have to be "
    "computed anew for every fold. Raise the cache's limit or free some disk space, or freeze fewer layers."
)


class Material(Protocol):
    """Photos by their number among the samples; `usable` are those that are not known to be unreadable."""

    @property
    def usable(self) -> Sequence[int]:
        """The numbers of the photos that can be dealt out."""

    def to_learn(self, photos: Sequence[int]) -> Batches:
        """Shuffled in every epoch, each photo in one of its views."""

    def to_ask(self, photos: Sequence[int]) -> Batches:
        """In their order, plain."""


class KeptActivations:
    """What leaves the frozen border, computed once and kept in the cache."""

    def __init__(self, plan: Plan, activations: Activations) -> None:
        self._plan = plan
        self._activations = activations

    @property
    def usable(self) -> Sequence[int]:
        refused = self._activations.refused
        return [photo for photo in range(len(self._activations.rows.samples)) if photo not in refused]

    def to_learn(self, photos: Sequence[int]) -> Batches:
        return self._batches(photos, self._plan.recipe.seed)

    def to_ask(self, photos: Sequence[int]) -> Batches:
        return self._batches(photos, None)

    def _batches(self, photos: Sequence[int], shuffle_seed: int | None) -> Batches:
        plan = self._plan
        return FeatureBatches(
            self._activations, photos, labels(plan), plan.recipe.batch_size or 1, plan.device, shuffle_seed
        )


class WholePhotos:
    """The photos themselves, read in every epoch of every fold."""

    def __init__(self, plan: Plan, samples: Sequence[Sample], pool: PhotoPool) -> None:
        self._plan = plan
        self._samples = samples
        self._pool = pool

    @property
    def usable(self) -> Sequence[int]:
        return range(len(self._samples))

    def to_learn(self, photos: Sequence[int]) -> Batches:
        return photo_batches(self._plan, [self._samples[photo] for photo in photos], self._pool, shuffled=True)

    def to_ask(self, photos: Sequence[int]) -> Batches:
        return photo_batches(self._plan, [self._samples[photo] for photo in photos], self._pool, shuffled=False)


def make_material(
    plan: Plan, samples: Sequence[Sample], pool: PhotoPool, store: Store, control: Control
) -> Generator[Event, None, Material | None]:
    """What the folds of these samples learn from; None when stopped meanwhile. StudioError when it can be kept nowhere.

    Any photo may be learned from, so the plan's views are kept of all of them.
    """
    if plan.cut is None:
        return WholePhotos(plan, samples, pool)
    rows = Rows(samples, (), plan.recipe.views, plan.recipe.augmentation or "none")
    activations = yield from fill(rows, prefix_of(plan), pool, store, control)
    if activations is None:
        return None
    if activations.missing() and not activations.in_memory:
        raise StudioError(_NO_ROOM)
    return KeptActivations(plan, activations)
