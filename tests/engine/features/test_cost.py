"""What keeping the frozen part costs and saves: exact bytes, honest seconds, and a speed measured once."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from draining import drain

from tlstudio.backbone.preprocessing import Preprocessing
from tlstudio.backbone.tree import Cut
from tlstudio.dataset.sample import Sample
from tlstudio.features.already import already_kept
from tlstudio.features.cost import Amount, Speed, cost
from tlstudio.features.key import GroupKey, Precision, stored_type
from tlstudio.features.rows import Rows
from tlstudio.features.speed import speed_of
from tlstudio.features.store import Store
from tlstudio.foundation.control import Control
from tlstudio.foundation.folders import cache_folder
from tlstudio.photos.pool import PhotoPool
from tlstudio.photos.request import decoder_name

MAPS = Cut("blocks_5", "blocks.5", frozenset(), (192, 7, 7))
POOLED = Cut("pool", "pool", frozenset(), (1280,))
PREPROCESSING = Preprocessing(224, 0.875, "bicubic", (0.5, 0.5, 0.5), (0.5, 0.5, 0.5))
SPEED = Speed("small", PREPROCESSING, 0.004, {"blocks_5": 0.016})


@pytest.mark.parametrize(
    ("cut", "precision", "record"),
    [
        (MAPS, "fast", 2 * 192 * 49 + 36),
        (MAPS, "exact", 4 * 192 * 49 + 36),
        (POOLED, "fast", 4 * 1280 + 36),
        (POOLED, "exact", 4 * 1280 + 36),
    ],
)
def test_that_bytes_are_counted_for_every_photo_and_view(cut: Cut, precision: Precision, record: int) -> None:
    assert cost(cut, Amount(100, 50), precision).bytes == 150 * record
    assert cost(cut, Amount(100, 50, views=3), precision).bytes == 450 * record


def test_that_the_bytes_are_those_that_the_store_will_have(tmp_path: Path) -> None:
    key = GroupKey("small", "w" * 40, "pool", "pool", PREPROCESSING, "decoder", "torch", "float32", (1280,))
    group = Store(tmp_path).group(key)
    group.add([bytes([number]) * 20 for number in range(30)], np.zeros((30, 1280), "float32"))
    group.flush()
    assert Store(tmp_path).bytes() == pytest.approx(cost(POOLED, Amount(20, 10), "fast").bytes, rel=0.01)


def test_that_seconds_are_saved_in_every_epoch_but_the_first() -> None:
    assert cost(MAPS, Amount(100, 50), "fast", SPEED, epochs=1).seconds_saved == 0
    assert cost(MAPS, Amount(100, 50), "fast", SPEED, epochs=11).seconds_saved == pytest.approx(10 * 150 * 0.02)


def test_that_more_views_than_epochs_only_pay_later() -> None:
    saved = cost(MAPS, Amount(100, 50, views=16), "fast", SPEED, epochs=4).seconds_saved
    assert saved is not None
    assert saved < 0


def test_that_seconds_are_not_guessed() -> None:
    assert cost(MAPS, Amount(100, 50), "fast", epochs=10).seconds_saved is None
    assert cost(POOLED, Amount(100, 50), "fast", SPEED, epochs=10).seconds_saved is None


def test_that_the_cost_is_known_without_loading_torch() -> None:
    code = "import sys, tlstudio.features.cost; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], timeout=60).returncode == 0


def test_that_a_network_is_measured_once_and_deeper_cuts_take_longer(
    samples: list[Sample], pool: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def ask() -> Speed:
        speed: Speed = drain(speed_of("efficientnet_lite0", samples, pool, torch.device("cpu"), Control()))[0]
        return speed

    first = ask()
    assert first.preprocessing.size == 224
    assert first.reading > 0
    assert 0 < first.cuts["conv_stem"] < first.cuts["conv_head"]
    monkeypatch.setattr("tlstudio.features.speed.load_network", None)
    asked = pool.asked
    assert ask() == first
    assert pool.asked == asked, "photos that were read once are not read again"
    samples.pop()
    assert ask().cuts == first.cuts
    assert pool.asked > asked


@pytest.mark.parametrize("content", [b'{"x": 1}', b"\xff\x00"])
def test_that_a_damaged_memory_is_measured_again(
    content: bytes, pool: PhotoPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tlstudio.features.speed._LEAST_RUNS", 1)
    monkeypatch.setattr("tlstudio.features.speed._LEAST_SECONDS", 0)
    cache_folder().mkdir(parents=True)
    (cache_folder() / "speeds.json").write_bytes(content)
    speed = drain(speed_of("efficientnet_lite0", [], pool, torch.device("cpu"), Control()))[0]
    assert speed.cuts
    assert speed.reading == 0
    assert b"conv_stem" in (cache_folder() / "speeds.json").read_bytes()


def test_that_a_stopped_measurement_leaves_nothing_behind(pool: PhotoPool) -> None:
    control = Control()
    control.stop()
    assert drain(speed_of("efficientnet_lite0", [], pool, torch.device("cpu"), control))[0] is None
    assert not (cache_folder() / "speeds.json").exists()


def test_that_what_is_there_already_is_counted(samples: list[Sample], tmp_path: Path) -> None:
    store, rows = Store(tmp_path / "cache"), Rows(samples[:8], samples[8:])
    dtype = stored_type(MAPS.output, "fast")
    make: Callable[[str], GroupKey] = lambda node: GroupKey(  # noqa: E731
        "small", "w" * 40, node, "blocks.5", PREPROCESSING, decoder_name(), "torch", dtype, MAPS.output
    )
    for node, count in (("another", len(rows)), (MAPS.node, 5)):
        group = store.group(make(node))
        group.add(rows.keys[:count], np.zeros((count, *MAPS.output), "float32"))
        group.flush()
    found = already_kept("small", PREPROCESSING, MAPS, "fast", rows, store)
    assert (found.kept, found.records, found.room) == (5, len(samples), True)
    assert already_kept("small", PREPROCESSING, MAPS, "exact", rows, store).kept == 0
    assert already_kept("other", PREPROCESSING, MAPS, "fast", rows, store).kept == 0
    store.set_limit(1000)
    assert not already_kept("small", PREPROCESSING, MAPS, "fast", rows, store).room
