"""What is frozen is computed once: kept, found again, mended where it is damaged, and never trusted blindly."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from draining import drain
from PIL import Image

from tlstudio.dataset.sample import Sample
from tlstudio.features.activations import Activations
from tlstudio.features.filling import fill
from tlstudio.features.prefix import Prefix
from tlstudio.features.rows import Rows
from tlstudio.features.store import Store
from tlstudio.foundation.control import Control
from tlstudio.foundation.events import Problem, Progress, Warned
from tlstudio.photos.reading import content_digest

PrefixFor = Callable[..., Prefix]


def values_of(activations: Activations) -> torch.Tensor:
    """All activations, as training would be given them."""
    return torch.cat([loaded.values for loaded in activations.batches([range(len(activations.rows))])])


def fill_now(
    samples: list[Sample], prefix: Prefix, pool: Any, store: Store | None, views: int = 0
) -> tuple[Activations, list[Any]]:
    rows = Rows(samples[2:], samples[:2], views, prefix.augmentation)
    return drain(fill(rows, prefix, pool, store, Control()))


def test_that_what_is_kept_is_neither_read_nor_computed_again(
    samples: list[Sample], prefix_for: PrefixFor, pool: Any
) -> None:
    first, _ = fill_now(samples, prefix_for(), pool, Store())
    before = pool.asked
    second, events = fill_now(samples, prefix_for(), pool, Store())
    assert torch.equal(values_of(first), values_of(second))
    assert (first.computed, second.computed, pool.asked - before) == (12, 0, 0)
    assert events == [Progress("features", 12, 12, from_cache=12)]


def test_that_activations_are_what_the_network_makes(samples: list[Sample], prefix_for: PrefixFor, pool: Any) -> None:
    prefix = prefix_for(("blocks.5",))
    kept, _ = fill_now(samples, prefix, pool, Store())
    photo = pool.submit(samples[2].path, prefix.request(0), 2).result()
    with torch.no_grad():
        expected = prefix.network.split(prefix.cut)[0](prefix.inputs([photo], [0], [0]))
    torch.testing.assert_close(values_of(kept)[:1], expected, rtol=1e-4, atol=1e-4)


def test_that_more_photos_cost_only_themselves(samples: list[Sample], prefix_for: PrefixFor, pool: Any) -> None:
    fill_now(samples[:9], prefix_for(), pool, Store())
    more, _ = fill_now(samples, prefix_for(), pool, Store())
    assert more.computed == 3


def test_that_a_deeper_border_starts_from_the_shallower_cache(
    samples: list[Sample], prefix_for: PrefixFor, pool: Any, tmp_path: Path
) -> None:
    fill_now(samples, prefix_for(("blocks.5", "blocks.6", "conv_head", "bn2")), pool, Store())
    before = pool.asked
    deeper, _ = fill_now(samples, prefix_for(("blocks.6", "conv_head", "bn2")), pool, Store())
    assert (pool.asked, deeper.computed) == (before, 12)
    afresh, _ = fill_now(samples, prefix_for(("blocks.6", "conv_head", "bn2")), pool, Store(tmp_path / "other"))
    torch.testing.assert_close(values_of(deeper), values_of(afresh), rtol=1e-4, atol=1e-4)


def test_that_half_precision_is_not_taken_for_an_exact_start(
    samples: list[Sample], prefix_for: PrefixFor, pool: Any
) -> None:
    fill_now(samples, prefix_for(("blocks.5", "blocks.6", "conv_head", "bn2"), "fast"), pool, Store())
    before = pool.asked
    fill_now(samples, prefix_for(("blocks.6", "conv_head", "bn2"), "exact"), pool, Store())
    assert pool.asked >= before + 12


@pytest.mark.parametrize("precision", ["exact", "fast"])
def test_that_without_a_cache_the_very_same_activations_come(
    samples: list[Sample], prefix_for: PrefixFor, pool: Any, precision: str
) -> None:
    prefix = prefix_for(("blocks.6", "conv_head", "bn2"), precision)
    kept, _ = fill_now(samples, prefix, pool, Store())
    again, _ = fill_now(samples, prefix, pool, None)
    assert again.missing() == list(range(12))
    torch.testing.assert_close(
        values_of(again), values_of(kept), rtol=1e-5, atol=1e-5 if precision == "exact" else 2e-3
    )


def test_that_a_damaged_record_is_computed_again(samples: list[Sample], prefix_for: PrefixFor, pool: Any) -> None:
    store = Store()
    first, _ = fill_now(samples, prefix_for(), pool, store)
    for shard in store.folder.rglob("*.shard"):
        data = bytearray(shard.read_bytes())
        data[-100] ^= 1
        shard.write_bytes(data)
    second, _ = fill_now(samples, prefix_for(), pool, Store())
    assert 1 <= second.computed < 12
    torch.testing.assert_close(values_of(first), values_of(second), rtol=1e-5, atol=1e-5)


def test_that_views_are_kept_beside_the_plain_photos(samples: list[Sample], prefix_for: PrefixFor, pool: Any) -> None:
    prefix = prefix_for(augmentation="crop and mirror")
    kept, _ = fill_now(samples, prefix, pool, Store(), views=2)
    assert kept.computed == 12 + 2 * 10
    values = values_of(kept)
    assert not torch.equal(values[:10], values[12:22])
    more, _ = fill_now(samples, prefix, pool, Store(), views=3)
    assert more.computed == 10
    torch.testing.assert_close(values_of(more)[: len(values)], values)


def test_that_an_unreadable_photo_is_told_once_and_left_out(
    samples: list[Sample], prefix_for: PrefixFor, pool: Any, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.jpg"
    broken.write_bytes(samples[0].path.read_bytes()[:300])
    bad = Sample(broken, "red", "train", content_digest(broken.read_bytes()))
    kept, events = fill_now([*samples, bad], prefix_for(), pool, Store())
    assert [event.path for event in events if isinstance(event, Problem)] == [str(broken)]
    assert kept.missing() == []
    assert len(values_of(kept)) == 12


def test_that_a_full_cache_stops_nothing(samples: list[Sample], prefix_for: PrefixFor, pool: Any) -> None:
    store = Store()
    store.set_limit(1000)
    kept, events = fill_now(samples, prefix_for(), pool, store)
    assert [event for event in events if isinstance(event, Warned)]
    assert len(values_of(kept)) == 12
    assert kept.computed == 12
    assert store.bytes() <= 1000


def test_that_a_photo_with_other_content_is_computed_anew(
    samples: list[Sample], prefix_for: PrefixFor, pool: Any
) -> None:
    fill_now(samples, prefix_for(), pool, Store())
    Image.new("RGB", (48, 48), "blue").save(samples[3].path)
    changed = [
        Sample(sample.path, sample.label, sample.split, content_digest(sample.path.read_bytes())) for sample in samples
    ]
    again, _ = fill_now(changed, prefix_for(), pool, Store())
    assert again.computed == 1


def test_that_a_stopped_run_keeps_what_it_computed(samples: list[Sample], prefix_for: PrefixFor, pool: Any) -> None:
    control = Control()
    many = [Sample(sample.path, sample.label, "train", f"{sample.digest}{n}") for n in range(8) for sample in samples]
    steps = fill(Rows(many, [], 0), prefix_for(), pool, Store(), control)
    for event in steps:
        if isinstance(event, Progress) and event.done:
            control.stop()
    later, _ = fill_now(many, prefix_for(), pool, Store())
    assert 0 < later.computed < len(many)
