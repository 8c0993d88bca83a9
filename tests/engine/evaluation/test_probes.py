"""What each stage knows: right where early layers see it, repeatable, and the best place follows its rule."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from draining import drain

from tlstudio.dataset.sample import Dataset
from tlstudio.dataset.scan import scan
from tlstudio.evaluation.probes import best_place, probe
from tlstudio.features.store import Store
from tlstudio.foundation.control import Control
from tlstudio.foundation.errors import StudioError
from tlstudio.foundation.events import Probed, Problem, Progress
from tlstudio.photos.pool import PhotoPool

Draw = Callable[..., Path]


def scanned(folder: Path) -> Dataset:
    dataset, _ = drain(scan(folder, Control()))
    return dataset


def probed(dataset: Dataset, pool: PhotoPool, store: Store | None = None) -> tuple[Any, list[Any]]:
    return drain(probe("efficientnet_lite0", dataset, pool, store, torch.device("cpu"), Control()))


def test_that_colours_are_known_from_the_first_layer_on(draw_photos: Draw, pool: PhotoPool) -> None:
    folder = draw_photos(count=12)
    (folder / "red" / "broken.jpg").write_bytes(b"\xff\xd8\xff\xe0 not a photo")
    store = Store()
    found, events = probed(scanned(folder), pool, store)
    assert [one.path for one in found] == ["bn1", *(f"blocks.{number}" for number in range(7)), "bn2"]
    assert [(one.photos, one.guessing, one.features) for one in found[:2]] == [(24, 0.5, 32), (24, 0.5, 16)]
    assert found[0].accuracy >= 0.95
    assert 0.75 < found[0].interval[0] < found[0].interval[1] == pytest.approx(1)
    assert [one.path for one in found if one.best] == ["bn1"]
    said = [event for event in events if isinstance(event, Probed)]
    assert [one.accuracy for one in said] == [one.accuracy for one in found]
    assert not any(one.best for one in said)
    assert [Path(event.path).name for event in events if isinstance(event, Problem)] in ([], ["broken.jpg"])
    again, events = probed(scanned(folder), pool, store)
    assert again == found
    kept = [event.from_cache for event in events if isinstance(event, Progress) and event.stage == "features"]
    assert kept[0] == 24


def test_that_it_ends_when_it_is_stopped(draw_photos: Draw, pool: PhotoPool) -> None:
    control = Control()
    steps = probe("efficientnet_lite0", scanned(draw_photos(count=8)), pool, None, torch.device("cpu"), control)
    while not isinstance(next(steps), Probed):
        pass
    control.stop()
    found, events = drain(steps)
    assert found is None
    assert not any(isinstance(event, Probed) for event in events)


def test_that_one_photo_a_class_is_too_few(draw_photos: Draw, pool: PhotoPool) -> None:
    with pytest.raises(StudioError, match="two different photos each"):
        probed(scanned(draw_photos(count=1)), pool)


def answers(*right: int, photos: int = 400) -> list[torch.Tensor]:
    """For each stage, that many right: always the first photos."""
    return [torch.arange(photos) < count for count in right]


def test_that_the_earliest_stage_as_good_as_the_best_is_the_best_place() -> None:
    assert best_place(answers(300, 397, 400, 399)) == 1
    assert best_place(answers(300, 394, 400, 399)) == 2  # six photos that only the best gets right are no accident
    assert best_place(answers(400, 400)) == 0


def test_that_few_photos_do_not_make_everything_as_good() -> None:
    assert best_place(answers(7, 9, photos=10)) == 1


def test_that_a_difference_that_goes_both_ways_is_chance() -> None:
    first, second = torch.ones(400, dtype=torch.bool), torch.ones(400, dtype=torch.bool)
    first[:12] = False
    second[12:20] = False
    assert best_place([first, second]) == 0
