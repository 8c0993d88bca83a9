"""How far photos are from the pre-training: near what the network knows, far for noise, measured once."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from draining import drain
from torch import nn

from tlstudio.backbone.network import Network, load_network
from tlstudio.dataset.sample import Sample
from tlstudio.dataset.scan import scan
from tlstudio.evaluation.distance import _Seen, distance_from_pretraining
from tlstudio.foundation.control import Control
from tlstudio.foundation.events import Progress
from tlstudio.photos.pool import PhotoPool

Draw = Callable[..., Path]


@pytest.fixture(scope="module")
def network() -> Network:
    return load_network("efficientnet_lite0", 1, seed=0).eval()


def samples(folder: Path) -> tuple[Sample, ...]:
    dataset, _ = drain(scan(folder, Control()))
    return dataset.samples


def measured(network: Network, photos: tuple[Sample, ...], pool: PhotoPool) -> tuple[Any, list[Any]]:
    return drain(distance_from_pretraining(network, photos, pool, Control()))


def test_that_what_a_norm_knows_is_no_distance_at_all() -> None:
    random = torch.Generator().manual_seed(0)
    norm, seen = nn.BatchNorm2d(3), _Seen()
    values = torch.randn(64, 3, 40, 40, generator=random)
    seen.look(norm, (values,))
    assert seen.divergence(norm) == pytest.approx(0, abs=1e-3)
    moved = _Seen()
    moved.look(norm, (values + 1,))
    assert moved.divergence(norm) == pytest.approx(0.5, abs=0.02)  # of one standard deviation


def test_that_drawn_stripes_are_far_and_are_measured_once(network: Network, draw_photos: Draw, pool: PhotoPool) -> None:
    photos = samples(draw_photos(count=4))
    first, events = measured(network, photos, pool)
    assert first > 0.2
    assert [event.done for event in events if isinstance(event, Progress)] == [0, 8]
    again, events = measured(network, photos, pool)
    assert again == first
    assert events == []


def test_that_ants_and_bees_are_near(network: Network, real_photos: Path, pool: PhotoPool) -> None:
    folder = real_photos / "ants-and-bees" / "val"
    distance, _ = measured(network, samples(folder), pool)
    assert distance < 0.1


def test_that_a_network_without_batch_norms_cannot_say(draw_photos: Draw, pool: PhotoPool) -> None:
    plain = nn.Sequential(nn.Conv2d(3, 4, 3), nn.LayerNorm(4))
    found, events = drain(distance_from_pretraining(plain, samples(draw_photos(count=2)), pool, Control()))  # type: ignore[arg-type]
    assert (found, events) == (None, [])


def test_that_it_ends_when_it_is_stopped(network: Network, draw_photos: Draw, pool: PhotoPool) -> None:
    control = Control()
    control.stop()
    found, _ = drain(distance_from_pretraining(network, samples(draw_photos(count=3)), pool, control))
    assert found is None
    assert not any(module._forward_pre_hooks for module in network.modules())
