"""Where the loop's batches come from: features kept in memory, or photos read anew in every epoch."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import torch

from tlstudio.backbone.preprocessing import Preprocessing
from tlstudio.dataset.sample import Sample
from tlstudio.features.extract import Features
from tlstudio.features.inputs import network_input
from tlstudio.features.reading import read_batches
from tlstudio.foundation.events import Problem
from tlstudio.foundation.names import path_text
from tlstudio.foundation.randomness import seed_for
from tlstudio.photos.pool import PhotoPool
from tlstudio.training.augmentation import Augmentation

Labels = dict[str, int]


@dataclass(frozen=True)
class LabelledBatch:
    """Inputs of shape (photos, …), float32, and class numbers of shape (photos,), int64, both on the device."""

    inputs: torch.Tensor
    labels: torch.Tensor


class Batches(Protocol):
    """One part of the split, ready to be walked through once per epoch."""

    @property
    def photos(self) -> int:
        """How many photos there are."""

    def epoch(self, epoch: int) -> Iterator[LabelledBatch | Problem]:
        """Every photo once, in the order of this epoch; photos that cannot be read are problems, told once."""


class FeatureBatches:
    """Features in memory. `shuffle_seed` None keeps the order (validation)."""

    def __init__(
        self, features: Features, labels: Labels, batch_size: int, device: torch.device, shuffle_seed: int | None = None
    ) -> None:
        self.photos = len(features.samples)
        self._values = features.values
        self._labels = torch.tensor([labels[sample.label] for sample in features.samples])
        self._digests = [sample.digest for sample in features.samples]
        self._batch_size = batch_size
        self._device = device
        self._shuffle_seed = shuffle_seed

    def epoch(self, epoch: int) -> Iterator[LabelledBatch | Problem]:
        order = torch.tensor(epoch_order(self._digests, self._shuffle_seed, epoch), dtype=torch.int64)
        for indices in split_batches(order, self._batch_size):
            yield LabelledBatch(self._values[indices].to(self._device), self._labels[indices].to(self._device))


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
        augmentation: Augmentation,
        shuffle_seed: int | None = None,
    ) -> None:
        self._samples = list(samples)
        self._labels = labels
        self._batch_size = batch_size
        self._device = device
        self._preprocessing = preprocessing
        self._pool = pool
        self._augmentation = augmentation
        self._shuffle_seed = shuffle_seed

    @property
    def photos(self) -> int:
        return len(self._samples)

    def epoch(self, epoch: int) -> Iterator[LabelledBatch | Problem]:
        digests = [sample.digest for sample in self._samples]
        ordered = [self._samples[index] for index in epoch_order(digests, self._shuffle_seed, epoch)]
        shown = self._augmentation.request_size(self._preprocessing)
        for batch in read_batches(ordered, shown, self._pool, self._batch_size):
            yield from batch.problems
            self._leave_out(batch.problems)
            if batch.samples:
                inputs = network_input(batch.photos, shown, self._device)
                inputs = self._augmentation.apply(inputs, [sample.digest for sample in batch.samples], epoch)
                labels = [self._labels[sample.label] for sample in batch.samples]
                yield LabelledBatch(inputs, torch.tensor(labels, device=self._device))

    def _leave_out(self, problems: Sequence[Problem]) -> None:
        refused = {problem.path for problem in problems}
        if refused:
            self._samples = [sample for sample in self._samples if path_text(sample.path) not in refused]


def epoch_order(digests: Sequence[str], seed: int | None, epoch: int) -> list[int]:
    """The order of an epoch: by a hash of (seed, epoch, photo), so that no generator's state matters."""
    if seed is None:
        return list(range(len(digests)))
    return sorted(range(len(digests)), key=lambda index: (seed_for(seed, "order", epoch, digests[index]), index))


def split_batches(order: torch.Tensor, size: int) -> Iterator[torch.Tensor]:
    """The order in pieces of `size`; a last piece of one joins the one before (batch norm cannot train on one)."""
    pieces = list(torch.split(order, size))
    if len(pieces) > 1 and len(pieces[-1]) == 1:
        pieces[-2:] = [torch.cat(pieces[-2:])]
    yield from pieces
