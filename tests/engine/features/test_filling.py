"""What is frozen is computed once: kept, found again, mended where it is damaged, and never trusted blindly."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from draining import drain
from msgspec.structs import replace
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
from tlstudio.photos.view import View

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
    bad = _sample_of(broken)
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


def test_that_a_photo_replaced_since_the_scan_is_told_and_never_kept_under_the_old_one(
    samples: list[Sample], prefix_for: PrefixFor, pool: Any
) -> None:
    old = samples[3].path.read_bytes()
    Image.new("RGB", (48, 48), "blue").save(samples[3].path)
    kept, events = fill_now(samples, prefix_for(), pool, Store())
    assert [(event.path, event.kind) for event in events if isinstance(event, Problem)] == [
        (str(samples[3].path), "changed")
    ]
    assert len(values_of(kept)) == len(samples) - 1
    samples[3].path.write_bytes(old)
    again, events = fill_now(samples, prefix_for(), pool, Store())
    assert (again.computed, [event for event in events if isinstance(event, Problem)]) == (1, [])


def test_that_a_calendar_that_jumps_spoils_nothing_that_is_kept(
    samples: list[Sample], prefix_for: PrefixFor, pool: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    jumps = iter(range(10**9))
    monkeypatch.setattr(time, "time", lambda: 1.7e9 + (-1) ** next(jumps) * 1e9)
    kept, _ = fill_now(samples, prefix_for(), pool, Store())
    again, events = fill_now(samples, prefix_for(("blocks.5",)), pool, Store())
    assert (again.computed, [event for event in events if isinstance(event, Warned)]) == (12, [])
    again, _ = fill_now(samples, prefix_for(), pool, Store())
    assert again.computed == 0
    assert torch.equal(values_of(again), values_of(kept))


def test_that_a_stopped_run_keeps_what_it_computed(samples: list[Sample], prefix_for: PrefixFor, pool: Any) -> None:
    control = Control()
    many = []
    for number in range(8 * len(samples)):  # what follows a JPEG is another content, and no other picture
        copy = samples[number % len(samples)].path.with_name(f"copy{number}.jpg")
        copy.write_bytes(samples[number % len(samples)].path.read_bytes() + bytes([number]))
        many.append(_sample_of(copy))
    steps = fill(Rows(many, [], 0), prefix_for(), pool, Store(), control)
    for event in steps:
        if isinstance(event, Progress) and event.done:
            control.stop()
    later, _ = fill_now(many, prefix_for(), pool, Store())
    assert 0 < later.computed < len(many)


def test_that_a_turned_photo_is_computed_from_its_turned_pixels_and_kept_apart(
    samples: list[Sample], prefix_for: PrefixFor, pool: Any, tmp_path: Path
) -> None:
    """What is kept of the untouched photo is neither read for the turned one nor replaced by it, and the reverse."""
    plain, _ = fill_now(samples, prefix_for(), pool, Store(), views=1)
    views = (View(90), View(0, (0.25, 0.0, 1.0, 0.5)))
    seen = [replace(samples[0], view=views[0]), samples[1], replace(samples[2], view=views[1]), *samples[3:]]
    turned, _ = fill_now(seen, prefix_for(), pool, Store(), views=1)
    assert turned.computed == 3, "one to validate on, and one to train on with its augmented view"
    again, _ = fill_now(samples, prefix_for(), pool, Store(), views=1)
    assert again.computed == 0
    assert torch.equal(values_of(again), values_of(plain))
    untouched = [row for row in range(len(plain.rows)) if plain.rows.sample(row) not in (samples[0], samples[2])]
    assert torch.equal(values_of(turned)[untouched], values_of(plain)[untouched])
    for sample in (seen[0], seen[2]):
        _saved_as_seen(sample, tmp_path / sample.path.name)
    files = [_sample_of(tmp_path / each.path.name) if each.view else each for each in seen]
    expected, _ = fill_now(files, prefix_for(), pool, None)
    torch.testing.assert_close(values_of(turned)[:12], values_of(expected)[:12], rtol=1e-2, atol=1e-2)


def _sample_of(path: Path) -> Sample:
    return Sample(path, "red", "train", content_digest(path.read_bytes()))


def _saved_as_seen(sample: Sample, path: Path) -> None:
    """A file whose plain pixels are those of the turned or cropped photo."""
    assert sample.view
    photo = Image.open(sample.path)
    if sample.view.box:
        left, top, right, bottom = sample.view.box
        photo = photo.crop((48 * left, 48 * top, 48 * right, 48 * bottom))
    turned = photo.transpose(Image.Transpose.ROTATE_270) if sample.view.turn == 90 else photo
    turned.save(path.with_suffix(".png"))
    path.with_suffix(".png").rename(path)
