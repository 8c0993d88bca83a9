"""The line below the tree: at once after a tick, in plain words, and corrected by what the cache has."""

import time
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from pytestqt.qtbot import QtBot

from tlstudio.dataset.sample import Dataset, Sample
from tlstudio.features.already import Already
from tlstudio.features.cost import Cost, Speed
from tlstudio.gui.layers.panel import LayersPanel
from tlstudio.gui.layers.wording import cost_text
from tlstudio.gui.state import AppState
from tlstudio.training.recipe import Recipe

FEATURES = ("blocks.0.bn", "blocks.0.conv", "blocks.1.conv", "stem")


@pytest.fixture
def photos(tmp_path: Path) -> Callable[[int], Dataset]:
    def make(count: int) -> Dataset:
        splits = ("train", "train", "train", "validation")
        samples = (Sample(tmp_path / f"{n}.jpg", "ab"[n % 2], splits[n % 4], f"{n:064x}") for n in range(count))
        return Dataset(root=tmp_path, classes=("a", "b"), samples=tuple(samples))

    return make


def test_that_it_says_what_a_photo_takes_before_there_are_any(panel: LayersPanel) -> None:
    assert panel.cost.text() == "Frozen part: computed once per photo · 100 bytes of disk for each"


def test_that_every_tick_is_answered_at_once(
    panel: LayersPanel, state: AppState, photos: Callable[..., object], speed: Speed
) -> None:
    state.dataset = photos(400)
    assert panel.cost.text() == "Frozen part: computed once per photo · 40 kB on disk"
    state.speed = speed
    state.recipe = Recipe(epochs=11)
    assert panel.cost.text() == "Frozen part: computed once per photo · 40 kB on disk · saves about 7 min in this run"
    state.frozen = ("stem",)
    assert panel.cost.text() == "Frozen part: computed once per photo · 2.5 MB on disk · saves about 1 min in this run"
    state.recipe = Recipe(epochs=11, precision="exact", views=2)
    assert "13 MB on disk" in panel.cost.text()


def test_that_it_says_why_nothing_is_computed_in_advance(panel: LayersPanel, state: AppState) -> None:
    state.frozen = ("blocks.1.conv",)
    assert panel.cost.text().startswith("The first layers are trained")
    state.frozen = (*FEATURES, "head")
    assert panel.cost.text() == ""


def test_that_it_says_where_photos_are_varied_anew_and_nothing_is_computed_once(
    panel: LayersPanel, state: AppState, photos: Callable[..., object]
) -> None:
    state.dataset = photos(400)
    state.recipe = Recipe(augmentation="gentle")
    assert panel.cost.text().startswith("Frozen part: computed in every epoch")
    assert panel.view.border_text == "frozen border"
    state.recipe = Recipe(augmentation="gentle", views=2)
    assert "computed once per photo" in panel.cost.text()
    assert panel.view.border_text == "frozen border · computed once"


def test_that_another_networks_speed_is_not_used(
    panel: LayersPanel, state: AppState, photos: Callable[..., object], speed: Speed
) -> None:
    state.dataset = photos(400)
    state.speed = msgspec.structs.replace(speed, backbone="another")
    assert "saves" not in panel.cost.text()


def test_that_a_tick_is_answered_within_50_ms_for_many_photos(
    panel: LayersPanel, state: AppState, photos: Callable[..., object], speed: Speed
) -> None:
    state.dataset = photos(20_000)
    state.speed = speed
    waits = []
    for frozen in [("stem",), FEATURES] * 4:
        began = time.perf_counter()
        state.frozen = frozen
        waits.append(time.perf_counter() - began)
    assert min(waits) < 0.05


@pytest.mark.parametrize(
    ("saved", "already", "text"),
    [
        (250.0, Already(398, 398, True), "already computed for all 398 photos · saves about 4 min in this run"),
        (250.0, Already(212, 398, True), "212 of 398 already computed · 18 MB on disk · saves about 4 min in this run"),
        (250.0, Already(0, 398, True), "computed once per photo · 18 MB on disk · saves about 4 min in this run"),
        (-90.0, None, "computed once per photo · 18 MB on disk · pays off from the next run on"),
        (0.4, None, "computed once per photo · 18 MB on disk"),
        (None, None, "computed once per photo · 18 MB on disk"),
    ],
)
def test_that_what_the_cache_has_is_said(saved: float | None, already: Already | None, text: str) -> None:
    assert cost_text(Cost(18_000_000, saved, 398), already) == f"Frozen part: {text}"


def test_that_it_says_when_the_cache_may_not_take_it() -> None:
    text = cost_text(Cost(18_000_000_000, 250.0, 398), Already(0, 398, False))
    assert text == "Frozen part: needs 18 GB, more than the cache has room for · see Edit ▸ Preferences"


def test_that_the_cache_is_looked_into_in_the_background(
    panel: LayersPanel, state: AppState, photos: Callable[..., object], qtbot: QtBot, speed: Speed
) -> None:
    state.dataset = photos(40)
    state.speed = speed
    with qtbot.waitSignal(panel.cost.kept.changed, timeout=60_000):
        state.frozen = ("stem",)
    assert panel.cost.kept.found == Already(0, 40, True)
    state.frozen = FEATURES
    assert panel.cost.kept.found is None
