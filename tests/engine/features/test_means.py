"""Means at several cuts: what the network makes, from one pass, kept, and never read twice."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from draining import drain

from tlstudio.backbone.cutting import averaged
from tlstudio.backbone.network import Network
from tlstudio.backbone.stage_ends import stage_ends
from tlstudio.backbone.tree import Cut
from tlstudio.dataset.sample import Sample
from tlstudio.features.inputs import network_input, pixel_request
from tlstudio.features.means import Means, channel_means
from tlstudio.features.store import Store
from tlstudio.foundation.control import Control
from tlstudio.foundation.events import Problem, Progress, Warned
from tlstudio.photos.pool import Priority
from tlstudio.photos.reading import content_digest


def cuts_of(network: Network) -> list[Cut]:
    return [end.cut for end in stage_ends(network.tree)]


@pytest.fixture
def means(network: Network, pool: Any) -> Callable[..., tuple[Means, list[Any]]]:
    def make(samples: list[Sample], store: Store | None) -> tuple[Means, list[Any]]:
        network.eval()
        return drain(channel_means(network, cuts_of(network), samples, pool, store, Control()))

    return make


def test_that_they_are_the_means_of_what_passes_each_cut(
    network: Network, samples: list[Sample], means: Any, pool: Any
) -> None:
    found, _ = means(samples[:3], None)
    cut = cuts_of(network)[4]
    photos = [
        pool.submit(sample.path, pixel_request(network.preprocessing), Priority.TRAINING).result()
        for sample in samples[:3]
    ]
    with torch.inference_mode():
        expected = network.split(cut)[0](network_input(photos, network.preprocessing)).mean((2, 3))
    torch.testing.assert_close(found.values[4], expected, rtol=1e-4, atol=1e-4)
    assert [values.shape[1] for values in found.values] == [32, 16, 24, 40, 80, 112, 192, 320, 1280]


def test_that_kept_means_are_neither_read_nor_computed_again(samples: list[Sample], means: Any, pool: Any) -> None:
    first, _ = means(samples[:8], Store())
    before = pool.asked
    again, events = means(samples[:8], Store())
    assert (first.computed, again.computed, pool.asked) == (8, 0, before)
    assert events == [Progress("features", 8, 8, from_cache=8)]
    assert all(torch.equal(one, other) for one, other in zip(first.values, again.values, strict=True))
    more, _ = means(samples[:11], Store())
    assert more.computed == 3
    assert torch.equal(more.values[0][:8], first.values[0])


def test_that_a_damaged_mean_is_computed_again(samples: list[Sample], means: Any) -> None:
    store = Store()
    first, _ = means(samples[:4], store)
    shard = next(store.folder.rglob("*.shard"))
    data = bytearray(shard.read_bytes())
    data[-10] ^= 1
    shard.write_bytes(data)
    again, _ = means(samples[:4], Store())
    assert again.computed == 1
    assert all(torch.allclose(one, other, atol=1e-5) for one, other in zip(first.values, again.values, strict=True))


def test_that_a_full_disk_costs_only_the_keeping(samples: list[Sample], means: Any) -> None:
    store = Store()
    store.set_limit(0)
    found, events = means(samples[:3], store)
    assert len(found.samples) == 3
    assert any(isinstance(event, Warned) and "goes on all the same" in event.text for event in events)


def test_that_an_unreadable_photo_is_left_out(samples: list[Sample], means: Any, tmp_path: Path) -> None:
    path = tmp_path / "broken.jpg"
    path.write_bytes(b"nothing")
    broken = Sample(path, "red", "train", content_digest(b"nothing"))
    found, events = means([samples[0], broken, samples[1]], None)
    assert found.samples == [samples[0], samples[1]]
    assert [Path(event.path).name for event in events if isinstance(event, Problem)] == ["broken.jpg"]
    assert found.values[0].shape == (2, 32)


def test_that_maps_and_tokens_become_one_number_a_channel() -> None:
    assert averaged(torch.zeros(2, 16, 7, 7)).shape == (2, 16)
    assert averaged(torch.zeros(2, 7, 7, 96)).shape == (2, 96)
    assert averaged(torch.zeros(2, 197, 64)).shape == (2, 64)
    vectors = torch.rand(2, 64)
    assert torch.equal(averaged(vectors), vectors)
