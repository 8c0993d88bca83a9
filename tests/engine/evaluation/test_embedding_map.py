"""The map of a collection: every content has its place, kinds lie apart, labels play no part."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest
import torch
from draining import drain

from tlstudio.dataset.sample import Dataset
from tlstudio.dataset.scan import scan
from tlstudio.evaluation.embedding_map import EmbeddingMap, embedding_map
from tlstudio.features.store import Store
from tlstudio.foundation.control import Control
from tlstudio.foundation.errors import StudioError
from tlstudio.foundation.events import Problem, Progress
from tlstudio.photos.pool import PhotoPool

Draw = Callable[..., Path]


def scanned(folder: Path) -> Dataset:
    return drain(scan(folder, Control()))[0]


def mapped(dataset: Dataset, pool: PhotoPool, store: Store | None = None) -> tuple[EmbeddingMap, list[Any]]:
    return drain(embedding_map("efficientnet_lite0", dataset, pool, store, torch.device("cpu"), Control()))


def test_that_classes_that_look_different_lie_apart_and_the_second_map_is_the_same(
    draw_photos: Draw, pool: PhotoPool
) -> None:
    folder = draw_photos(count=10)
    (folder / "green" / "copy.jpg").write_bytes((folder / "red" / "red003.jpg").read_bytes())
    dataset, store = scanned(folder), Store()
    made, _ = mapped(dataset, pool, store)
    assert len(made.keys) == len(set(made.keys)) == made.arranged == 20
    label = {sample.digest: sample.path.name[:3] for sample in dataset.samples if sample.path.name != "copy.jpg"}
    red = np.array([label[digest] == "red" for digest in made.keys])
    places = [made.positions[red], made.positions[~red]]
    between = np.linalg.norm(places[0].mean(0) - places[1].mean(0))
    assert between > 2 * max(np.linalg.norm(each - each.mean(0), axis=1).mean() for each in places)
    swapped = [msgspec.structs.replace(each, label="red") for each in dataset.samples]
    again, events = mapped(msgspec.structs.replace(dataset, samples=tuple(swapped)), pool, store)
    assert np.array_equal(again.positions, made.positions)
    kept = [event.from_cache for event in events if isinstance(event, Progress) and event.stage == "features"]
    assert kept == [20]


def test_that_a_photo_that_cannot_be_read_is_left_out_and_named(draw_photos: Draw, pool: PhotoPool) -> None:
    dataset = scanned(draw_photos(count=6))
    dataset.samples[4].path.write_bytes(b"no longer a photo")
    made, events = mapped(dataset, pool)
    assert [Path(event.path) for event in events if isinstance(event, Problem)] == [dataset.samples[4].path]
    assert set(made.keys) == {sample.digest for sample in dataset.samples} - {dataset.samples[4].digest}
    assert made.refused == {dataset.samples[4].digest}


def test_that_no_readable_photo_is_said(draw_photos: Draw, pool: PhotoPool) -> None:
    dataset = scanned(draw_photos(count=1))
    for sample in dataset.samples:
        sample.path.write_bytes(b"no longer a photo")
    with pytest.raises(StudioError, match="None of the photos could be read"):
        mapped(dataset, pool)


def test_that_it_ends_when_it_is_stopped(draw_photos: Draw, pool: PhotoPool) -> None:
    control = Control()
    steps = embedding_map("efficientnet_lite0", scanned(draw_photos(count=4)), pool, None, torch.device("cpu"), control)
    assert isinstance(next(steps), Progress)
    control.stop()
    assert drain(steps)[0] is None


def test_that_photos_without_a_label_have_their_place(draw_photos: Draw, pool: PhotoPool) -> None:
    dataset = scanned(draw_photos(count=6))
    waiting = tuple(msgspec.structs.replace(each, label="") for each in dataset.samples[6:])
    made, _ = mapped(msgspec.structs.replace(dataset, samples=dataset.samples[:6], unlabelled=waiting), pool)
    assert set(made.keys) == {sample.key for sample in dataset.samples}
