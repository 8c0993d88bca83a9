"""What a model remembers of its training photos: enough to say that a picture is unlike all of them.

Far from its nearest neighbours among the vectors in front of the head is unlike: Y. Sun, Y. Ming, X. Zhu and Y. Li,
"Out-of-Distribution Detection with Deep Nearest Neighbors", ICML 2022; here the mean distance to the nearest five. How
far is too far is a conformal quantile: V. Vovk, A. Gammerman and G. Shafer, "Algorithmic Learning in a Random World"
(2005): of new photos of the same kind the share is kept that was asked for, whatever the distances look like.
"""

import hashlib
import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from tlstudio.dataset.sample import Sample
from tlstudio.foundation.device import one_thread
from tlstudio.foundation.errors import StudioError
from tlstudio.modelfile.description import Measured, Remembered

NEIGHBOURS = 5
MOST_OF_A_CLASS = 200
MOST_VECTORS = 10_000
MOST_DISTANCES = 2_000
NAME_BYTES = 16
_SMALL = 20_000_000
_UNIT = 1e-3
_ROUNDING = 1e-9
_ROWS = 512
_KINDS = {"features": ("float32", 2), "labels": ("int64", 1), "photos": ("uint8", 2), "distances": ("float32", 1)}
_BROKEN = "what it remembers of its training photos is damaged. Copy it again from its source"

Vectors = NDArray[np.float32]


@dataclass(frozen=True)
class Reference:
    """Some of the photos that a model has learned from; no picture and no name is among it.

    `features` float32 (photos, features): what the head reads of each, scaled to length 1. `labels` int64 (photos,):
    their class numbers. `photos` uint8 (photos, 16): the first bytes of the SHA-256 of each `Sample.key`. `distances`
    float32, sorted: those of photos of the same kind, as if they were new; `measured_on` says which photos.
    """

    features: Vectors
    labels: NDArray[np.int64]
    photos: NDArray[np.uint8]
    distances: Vectors
    measured_on: Measured

    def nearest(self, features: Vectors, count: int = NEIGHBOURS) -> tuple[NDArray[np.int64], Vectors]:
        """For vectors (pictures, features) of length 1 the numbers of the nearest photos, nearest first, and how far
        they are, 1 - cosine: both (pictures, count), or fewer where fewer are remembered."""
        theirs = torch.from_numpy(self.features)
        with one_thread(features.size * len(theirs) <= _SMALL):
            alike, numbers = (torch.from_numpy(features) @ theirs.T).topk(min(count, len(theirs)), 1)
        return numbers.numpy(), (1 - alike).numpy()

    def distance(self, features: Vectors) -> Vectors:
        """How far each picture is from what was learned, (pictures,): the mean of 1 - cosine to the nearest five."""
        return distances_between(torch.from_numpy(features), torch.from_numpy(self.features))

    def threshold(self, keep: float) -> float:
        """What is further than this is “neither” where the share `keep` of new photos of the model's own kind is to be
        kept; infinite when too few distances are known to say so, `answer.fewest_to_keep` says how many it takes."""
        rank = max(1, math.ceil((len(self.distances) + 1) * keep - _ROUNDING))
        return float(self.distances[rank - 1]) if rank <= len(self.distances) else math.inf

    def typicality(self, distance: float) -> float:
        """The share of photos of the model's own kind that are at least so far, this one among them: never 0.

        It is at most 1 - `keep` for exactly those that are further than `threshold(keep)`.
        """
        nearer = int(np.searchsorted(self.distances, np.float32(distance), side="left"))
        return (1 + len(self.distances) - nearer) / (1 + len(self.distances))


def units(features: Tensor) -> Tensor:
    """The same vectors (pictures, features), float32, scaled to length 1."""
    return torch.nn.functional.normalize(features.float(), dim=1)


def distances_between(
    pictures: Tensor, photos: Tensor, groups: Tensor | None = None, their_groups: Tensor | None = None
) -> Vectors:
    """How far each of the `pictures` is from the `photos`, float32 (pictures,): the mean of 1 - cosine to the nearest
    five. Both are vectors of length 1.

    With `groups`, int64 (pictures,) and (photos,), a photo of a picture's own group is no neighbour; a picture that has
    none left is infinitely far.
    """
    found = [torch.zeros(0)]
    count = min(NEIGHBOURS, len(photos))
    with one_thread(pictures.numel() * len(photos) <= _SMALL):
        for start in range(0, len(pictures), _ROWS):
            rows = slice(start, start + _ROWS)
            alike = pictures[rows] @ photos.T
            if groups is not None and their_groups is not None:
                alike[groups[rows, None] == their_groups] = -math.inf
            nearest = alike.topk(count, 1).values
            there = nearest.isfinite()
            found.append((1 - nearest).masked_fill(~there, 0).sum(1) / there.sum(1))
    distances = torch.cat(found).clamp(min=0)
    return distances.masked_fill(distances.isnan(), math.inf).numpy()


def name_of(sample: Sample) -> bytes:
    """The 16 bytes by which a photo is known: they tell nothing about it to whoever does not have it."""
    return hashlib.sha256(sample.key.encode("utf-8", "surrogateescape")).digest()[:NAME_BYTES]


def described(reference: Reference) -> Remembered:
    """What a model says of it."""
    return Remembered(len(reference.labels), len(reference.distances), reference.measured_on)


def as_tensors(reference: Reference) -> dict[str, Tensor]:
    """As it stands in a model's file."""
    return {name: torch.from_numpy(np.ascontiguousarray(getattr(reference, name))) for name in _KINDS}


def from_tensors(
    tensors: Mapping[str, Tensor], measured_on: Measured, classes: int, features: int, where: str
) -> Reference:
    """From a model's file, where a head for so many classes reads so many features. StudioError when it cannot be."""
    kinds = {name: (str(tensor.dtype).removeprefix("torch."), tensor.dim()) for name, tensor in tensors.items()}
    if kinds == _KINDS:
        arrays = {name: tensor.numpy() for name, tensor in tensors.items()}
        reference = Reference(**arrays, measured_on=measured_on)
        if _is_sound(reference, classes, features):
            return reference
    raise StudioError(f"{where} cannot be opened: {_BROKEN}.")


def _is_sound(reference: Reference, classes: int, features: int) -> bool:
    """Whether there is as much of everything as there must be, and the numbers are such as the studio writes."""
    labels, distances, count = reference.labels, reference.distances, len(reference.labels)
    if not 1 <= count <= MOST_VECTORS or len(distances) > MOST_DISTANCES:
        return False
    if reference.features.shape != (count, features) or reference.photos.shape != (count, NAME_BYTES):
        return False
    if labels.min() < 0 or labels.max() >= classes or np.bincount(labels).max() > MOST_OF_A_CLASS:
        return False
    if not np.isfinite(distances).all() or (np.diff(distances) < 0).any():
        return False
    return bool((np.abs(np.linalg.norm(reference.features, axis=1) - 1) < _UNIT).all())
