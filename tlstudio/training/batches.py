"""Where the loop's batches come from: activations at the border, or photos read anew in every epoch."""

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import torch

from tlstudio.backbone.preprocessing import Preprocessing
from tlstudio.dataset.sample import Sample
from tlstudio.features.activations import Activations, Loaded
from tlstudio.features.augmentation import AugmentationName, number_in_epoch, view_in_epoch, with_margin
from tlstudio.features.inputs import augmented_input
from tlstudio.features.reading import read_batches
from tlstudio.foundation.device import to_device
from tlstudio.foundation.events import Problem
from tlstudio.foundation.names import path_text
from tlstudio.foundation.randomness import seed_for
from tlstudio.photos.pool import PhotoPool

Labels = dict[str, int]


@dataclass(frozen=True)
class LabelledBatch:
    """Inputs of shape (photos, …), float32, and class numbers of shape (photos,), int64, both on the device.

    `end` is how many photos of the epoch's order are done after it. `samples` are its photos, where that is known.
    """

    inputs: torch.Tensor
    labels: torch.Tensor
    end: int = 0
    samples: tuple[Sample, ...] = ()


class Batches(Protocol):
    """One part of the split, ready to be walked through once per epoch."""

    @property
    def photos(self) -> int:
        """How many photos there are."""

    def epoch(self, epoch: int, start: int = 0) -> Iterator[LabelledBatch | Problem]:
        """Every photo once, in the order of this epoch; photos that cannot be read are problems, told once.

        With `start`, the `end` of some batch, what follows that one.
        """

    def whole(self) -> LabelledBatch | None:
        """All of it as one batch, when it lies in memory and is the same in every epoch; None otherwise."""


class FeatureBatches:
    """The activations of some photos, each epoch in one of each photo's views. `shuffle_seed` None keeps the order and
    the photos as they are (validation)."""

    def __init__(
        self,
        activations: Activations,
        photos: Sequence[int],
        labels: Labels,
        batch_size: int,
        device: torch.device,
        shuffle_seed: int | None = None,
    ) -> None:
        self._activations = activations
        self._all = photos
        self._labels = labels
        self._batch_size = batch_size
        self._device = device
        self._shuffle_seed = shuffle_seed

    @property
    def photos(self) -> int:
        return len(self._readable())

    def epoch(self, epoch: int, start: int = 0) -> Iterator[LabelledBatch | Problem]:
        rows = self._activations.rows
        digests = [rows.samples[photo].digest for photo in self._all]
        order = [self._all[index] for index in epoch_order(digests, self._shuffle_seed, epoch)]
        ends = {photo: end for end, photo in enumerate(order, start=1)}
        left = [photo for photo in order[start:] if photo not in self._activations.refused]
        wanted = ([self._row(photo, epoch) for photo in piece] for piece in split_batches(left, self._batch_size))
        for loaded in without_singles(self._activations.batches(wanted)):
            yield from loaded.problems
            if loaded.rows:
                yield self._labelled(loaded.rows, loaded.values, ends[rows.photo(loaded.rows[-1])])

    def whole(self) -> LabelledBatch | None:
        rows = self._readable()
        if not rows or (self._activations.rows.views and self._shuffle_seed is not None):
            return None
        values = self._activations.whole(rows)
        return None if values is None else self._labelled(rows, values, len(self._all))

    def _readable(self) -> list[int]:
        refused = self._activations.refused
        return [photo for photo in self._all if photo not in refused] if refused else list(self._all)

    def _row(self, photo: int, epoch: int) -> int:
        rows = self._activations.rows
        if self._shuffle_seed is None or not rows.views:
            return photo
        return rows.row(photo, view_in_epoch(self._shuffle_seed, epoch, rows.samples[photo].digest, rows.views))

    def _labelled(self, rows: Sequence[int], values: torch.Tensor, end: int) -> LabelledBatch:
        samples = tuple(self._activations.rows.sample(row) for row in rows)
        labels = torch.tensor([self._labels[sample.label] for sample in samples])
        return LabelledBatch(to_device(values, self._device), to_device(labels, self._device), end, samples)


class PhotoBatches:
    """Photos read through the pool in every epoch; one that was refused is left out from then on."""

    def __init__(
        self,
        samples: Sequence[Sample],
        labels: Labels,
        batch_size: int,
        device: torch.device,
        preprocessing: Preprocessing,
        pool: PhotoPool,
        augmentation: AugmentationName = "none",
        shuffle_seed: int | None = None,
    ) -> None:
        self._samples = list(samples)
        self._refused: set[str] = set()
        self._labels = labels
        self._batch_size = batch_size
        self._device = device
        self._preprocessing = preprocessing
        self._pool = pool
        self._augmentation: AugmentationName = augmentation
        self._shuffle_seed = shuffle_seed

    @property
    def photos(self) -> int:
        return len(self._samples) - len(self._refused)

    def epoch(self, epoch: int, start: int = 0) -> Iterator[LabelledBatch | Problem]:
        digests = [sample.digest for sample in self._samples]
        order = [self._samples[index] for index in epoch_order(digests, self._shuffle_seed, epoch)]
        ends = {id(sample): end for end, sample in enumerate(order, start=1)}
        left = [sample for sample in order[start:] if path_text(sample.path) not in self._refused]
        shown = with_margin(self._preprocessing, self._augmentation)
        for batch in read_batches(left, shown, self._pool, self._batch_size):
            yield from batch.problems
            self._refused.update(problem.path for problem in batch.problems)
            if batch.samples:
                numbers = [number_in_epoch(self._shuffle_seed or 0, epoch, each.digest) for each in batch.samples]
                inputs = augmented_input(batch.photos, self._preprocessing, self._augmentation, numbers, self._device)
                labels = to_device(torch.tensor([self._labels[each.label] for each in batch.samples]), self._device)
                yield LabelledBatch(inputs, labels, ends[id(batch.samples[-1])], tuple(batch.samples))

    def whole(self) -> LabelledBatch | None:
        return None


def epoch_order(digests: Sequence[str], seed: int | None, epoch: int) -> list[int]:
    """The order of an epoch: by a hash of (seed, epoch, photo), so that no generator's state matters."""
    if seed is None:
        return list(range(len(digests)))
    return sorted(range(len(digests)), key=lambda index: (seed_for(seed, "order", epoch, digests[index]), index))


def split_batches(photos: Sequence[int], size: int) -> list[Sequence[int]]:
    """The photos in pieces of `size`; a last piece of one joins the one before (batch norm cannot train on one)."""
    ends = list(range(size, len(photos), size))
    if ends and len(photos) - ends[-1] == 1:
        ends.pop()
    return [photos[first:last] for first, last in itertools.pairwise([0, *ends, len(photos)])] if photos else []


def without_singles(batches: Iterable[Loaded]) -> Iterator[Loaded]:
    """The same, but a batch that unreadable photos left with one row joins the next: batch norm cannot train on one."""
    held: Loaded | None = None
    for loaded in batches:
        if held and (len(held.rows) == 1 or len(loaded.rows) == 1):
            held = _joined(held, loaded)
            continue
        if held:
            yield held
        held = loaded
    if held:
        yield held


def _joined(first: Loaded, second: Loaded) -> Loaded:
    values = torch.cat([first.values[: len(first.rows)], second.values[: len(second.rows)]])
    return Loaded(first.rows + second.rows, values, first.problems + second.problems)
