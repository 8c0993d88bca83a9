"""A map of a collection: each photo's place among all others, by what a pre-trained network makes of it."""

from collections.abc import Generator
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from tlstudio.backbone.network import load_network
from tlstudio.dataset.sample import Dataset
from tlstudio.evaluation.projection import project
from tlstudio.features.means import channel_means
from tlstudio.features.store import Store
from tlstudio.foundation.control import Control
from tlstudio.foundation.errors import StudioError
from tlstudio.foundation.events import Event, Progress
from tlstudio.photos.pool import PhotoPool


@dataclass(frozen=True)
class EmbeddingMap:
    """`positions`, float32 (contents, 2): where the photos lie, by `keys` (`Sample.key`). Copies lie on each other.

    `arranged` of the contents were placed by t-SNE itself, and the others beside those (see `project`); none at all,
    where they are too few. What is `refused` could not be read.
    """

    backbone: str
    keys: tuple[str, ...]
    positions: NDArray[np.float32]
    arranged: int
    refused: frozenset[str]


def embedding_map(
    backbone: str, dataset: Dataset, pool: PhotoPool, store: Store | None, device: torch.device, control: Control
) -> Generator[Event, None, EmbeddingMap | None]:
    """The map of all photos that can be read; None when stopped. Yields Progress, and a Problem for each of the others.

    What the network makes of a photo at its last cut is kept in the store, so that a second map takes seconds. The
    labels play no part. StudioError when no photo can be read.
    """
    yield Progress("prepare", 0, 1)
    once = {sample.key: sample for sample in dataset.photos}
    network = load_network(backbone, 1, seed=0).to(device, memory_format=torch.channels_last).eval()  # type: ignore[call-overload]
    yield Progress("prepare", 1, 1)
    means = yield from channel_means(network, network.tree.cuts[-1:], list(once.values()), pool, store, control)
    if means is None:
        return None
    if not means.samples:
        raise StudioError("None of the photos could be read, so there is no map of them. Are they still there?")
    projected = yield from project(means.values[0], control)
    if projected is None:
        return None
    positions, arranged = projected
    keys = tuple(sample.key for sample in means.samples)
    return EmbeddingMap(backbone, keys, positions, arranged, frozenset(once.keys() - set(keys)))
