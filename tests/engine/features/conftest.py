"""A small real network, a few drawn photos, and a reader of photos that counts."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future
from pathlib import Path

import msgspec
import pytest
import torch

from tlstudio.backbone.freezing import border, freeze_map
from tlstudio.backbone.network import Network, load_network
from tlstudio.dataset.sample import Sample
from tlstudio.features.key import Precision
from tlstudio.features.prefix import Prefix
from tlstudio.photos.pool import PhotoPool, Priority
from tlstudio.photos.reading import content_digest
from tlstudio.photos.request import Photo, PixelRequest, Refusal


class CountingPool(PhotoPool):
    """A pool that counts what it is asked for."""

    asked = 0

    def submit(
        self, source: Path | bytes, request: PixelRequest, priority: Priority, digest: str | None = None
    ) -> "Future[Photo | Refusal]":
        self.asked += 1
        return super().submit(source, request, priority, digest)


@pytest.fixture(scope="module")
def pool() -> Iterator[CountingPool]:
    with CountingPool(workers=1) as pool:
        yield pool


@pytest.fixture(scope="module")
def network() -> Network:
    return load_network("efficientnet_lite0", 2, seed=0)


@pytest.fixture
def samples(draw_photos: Callable[..., Path]) -> list[Sample]:
    paths = sorted(draw_photos(count=6).rglob("*.jpg"))
    return [Sample(path, path.parent.name, "train", content_digest(path.read_bytes())) for path in paths]


@pytest.fixture
def prefix_for(network: Network) -> Callable[..., Prefix]:
    """The prefix up to the border when everything from a layer on is trained; photos of 64 × 64 pixels."""

    def make(unfreeze: tuple[str, ...] = (), precision: Precision = "exact", **rest: str) -> Prefix:
        network.freeze(freeze_map(network.tree, "features", unfreeze=unfreeze))
        network.eval()
        cut = border(network.tree, network.frozen)
        assert cut
        preprocessing = msgspec.structs.replace(network.preprocessing, size=64)
        return Prefix(network, cut, preprocessing, torch.device("cpu"), precision, **rest)  # type: ignore[arg-type]

    return make
