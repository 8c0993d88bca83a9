"""What belongs together: the same picture, and bursts; and that it stays on one side of the split."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from draining import drain
from PIL import Image

from tlstudio.dataset import scan as scanning
from tlstudio.dataset.divide import divided, kept_together
from tlstudio.dataset.groups import Groups, find_groups
from tlstudio.dataset.sample import Dataset, Sample
from tlstudio.dataset.scan import scan
from tlstudio.dataset.sights import SIDE, Sight
from tlstudio.foundation.control import Control
from tlstudio.foundation.events import Warned
from tlstudio.photos.pool import PhotoPool
from tlstudio.photos.reading import content_digest

DrawScene = Callable[..., Image.Image]
TAKEN = 1e9


def shot(scene: int, moved: float, seconds: float | None) -> Sight:
    """One scene among others, the camera moved by a share of the picture."""
    coarse = np.random.default_rng(scene).integers(0, 256, (4, 6)).astype(np.uint8)
    wide = np.asarray(Image.fromarray(coarse).resize((SIDE * 3 // 2, SIDE), Image.Resampling.BICUBIC))
    left = round(moved * SIDE)
    return Sight(wide[:, left : left + SIDE].tobytes(), None if seconds is None else TAKEN + seconds)


def groups(sights: dict[str, Sight]) -> Groups:
    found: Any
    found, _ = drain(find_groups(sights, Control()))
    assert isinstance(found, Groups)
    return found


def test_that_shots_of_one_scene_within_seconds_are_a_burst() -> None:
    found = groups({"c": shot(1, 0.0, 0), "a": shot(1, 0.1, 4), "b": shot(1, 0.2, 8), "z": shot(2, 0.0, 9)})
    assert found.bursts == (("a", "b", "c"),)
    assert found.together() == {"a": "a", "b": "a", "c": "a"}


@pytest.mark.parametrize(("scene", "seconds"), [(1, 60.0), (1, None), (2, 1.0)])
def test_that_another_time_none_or_another_scene_is_no_burst(scene: int, seconds: float | None) -> None:
    assert groups({"a": shot(1, 0.0, 0), "b": shot(scene, 0.15, seconds)}).bursts == ()


def test_that_the_same_picture_and_a_burst_of_it_are_one_group() -> None:
    found = groups({"a": shot(1, 0.0, None), "b": shot(1, 0.0, 0), "c": shot(1, 0.15, 3), "d": shot(3, 0.0, None)})
    assert found.pictures == (("a", "b"),)
    assert found.likeness == {"a": 1.0, "b": 1.0}
    assert found.together() == {"a": "a", "b": "a", "c": "a"}


def samples(count: int, label: str = "cat") -> list[Sample]:
    digests = (content_digest(f"{label} {number}".encode()) for number in range(count))
    return [Sample(Path(f"{label}{number}.jpg"), label, "train", digest) for number, digest in enumerate(digests)]


def test_that_a_group_is_on_one_side_and_moves_no_other_photo() -> None:
    photos = samples(300)
    group = [sample.digest for sample in photos[100:140]]
    together = dict.fromkeys(group, min(group))
    alone, kept = divided(photos, 0.2, 0, {}), divided(photos, 0.2, 0, together)
    assert len({sample.split for sample in kept[100:140]}) == 1
    assert alone[:100] + alone[140:] == kept[:100] + kept[140:]
    assert (kept_together(alone, {}), kept_together(kept, together)) == (0, 40)


def test_that_adding_a_photo_moves_its_group_at_most() -> None:
    photos = samples(300)
    group = sorted(sample.digest for sample in photos[100:104])
    before = divided(photos, 0.2, 0, dict.fromkeys(group, group[0]))
    new = Sample(Path("new.jpg"), "cat", "train", "f" * 40)  # the group keeps the hash that stands for it
    after = divided([*photos, new], 0.2, 0, dict.fromkeys((*group, new.digest), group[0]))
    assert after[:-1] == before
    assert after[-1].split == next(sample.split for sample in after if sample.digest == group[0])


def test_that_a_group_that_is_a_large_part_of_a_class_is_taken_photo_by_photo() -> None:
    photos = samples(60)
    together = {sample.digest: photos[0].digest for sample in photos[:40]}
    assert {sample.split for sample in divided(photos, 0.2, 0, together)[:40]} == {"train", "validation"}
    assert divided(photos, 0.2, 0, together) == divided(photos, 0.2, 0, {})


def test_that_a_scan_with_readers_keeps_near_copies_on_one_side(
    tmp_path: Path, draw_scene: DrawScene, pool: PhotoPool
) -> None:
    for number in range(40):
        folder = tmp_path / ("even", "odd")[number % 2]
        folder.mkdir(exist_ok=True)
        draw_scene(number).save(folder / f"{number:02}.jpg", quality=90)
        if number < 16:
            draw_scene(number).resize((240, 180)).save(folder / f"{number:02} small.jpg", quality=70)
    plain: Dataset
    kept: Dataset
    plain, _ = drain(scan(tmp_path, Control(), validation_fraction=0.4))
    kept, _ = drain(scan(tmp_path, Control(), validation_fraction=0.4, pool=pool))
    assert torn(plain) > 0
    assert torn(kept) == 0
    assert (plain.kept_together, kept.kept_together) == (0, 32)
    again, _ = drain(scan(tmp_path, Control(), validation_fraction=0.4, pool=pool))
    assert again == kept


def test_that_too_many_photos_to_compare_are_split_all_the_same_and_it_is_said(
    tmp_path: Path, draw_scene: DrawScene, pool: PhotoPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(8):
        folder = tmp_path / ("even", "odd")[number % 2]
        folder.mkdir(exist_ok=True)
        draw_scene(number).save(folder / f"{number}.jpg")
    monkeypatch.setattr(scanning, "MOST_COMPARED", 7)
    dataset, events = drain(scan(tmp_path, Control(), validation_fraction=0.5, pool=pool))
    plain, _ = drain(scan(tmp_path, Control(), validation_fraction=0.5))
    assert [event.text.split(" ")[:3] for event in events if isinstance(event, Warned)] == [["With", "more", "than"]]
    assert dataset == plain


def torn(dataset: Dataset) -> int:
    """How many near copies are not on the side of their original."""
    sides = {sample.path.stem: sample.split for sample in dataset.samples}
    return sum(sides[name] != sides[name.removesuffix(" small")] for name in sides)
