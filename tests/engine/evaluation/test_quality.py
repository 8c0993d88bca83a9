"""The whole check, on a dataset whose labels a person has changed."""

from collections.abc import Callable
from pathlib import Path

import msgspec
import torch
from draining import drain

from tlstudio.dataset.finding import Finding
from tlstudio.dataset.sample import Dataset
from tlstudio.dataset.scan import scan
from tlstudio.evaluation.quality import check_all
from tlstudio.foundation.control import Control
from tlstudio.photos.pool import PhotoPool

DrawPhotos = Callable[..., Path]


def test_that_the_labels_that_are_doubted_are_those_of_the_dataset_and_not_of_its_folders(
    draw_photos: DrawPhotos, pool: PhotoPool
) -> None:
    dataset: Dataset
    dataset, _ = drain(scan(draw_photos(("ants", "bees"), count=12), Control()))
    first, *others = dataset.samples
    relabelled = msgspec.structs.replace(
        dataset, samples=(msgspec.structs.replace(first, label="bees"), *others), split_given=True
    )
    summary, events = drain(check_all(relabelled, Control(), pool, None, torch.device("cpu")))
    doubted = [event for event in events if isinstance(event, Finding) and event.kind == "mislabelled"]
    assert [(each.path, each.fix, each.label) for each in doubted] == [(str(first.path), "relabel", "ants")]
    assert summary.classes == {"ants": 11, "bees": 13}
