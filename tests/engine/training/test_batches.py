"""Batches: every photo once per epoch, in an order that depends on nothing but seed, epoch and photo."""

from pathlib import Path

import pytest
import torch

from tlstudio.backbone.preprocessing import Preprocessing
from tlstudio.dataset.sample import Sample
from tlstudio.features.extract import Features
from tlstudio.training.augmentation import Augmentation
from tlstudio.training.batches import FeatureBatches, LabelledBatch, epoch_order, split_batches

CPU = torch.device("cpu")


@pytest.fixture
def features() -> Features:
    samples = tuple(Sample(Path(f"{n}.jpg"), "ab"[n % 2], "train", f"digest{n}") for n in range(9))
    return Features(torch.arange(9.0)[:, None], samples)


def seen(batches: FeatureBatches, epoch: int) -> list[float]:
    return [value for batch in batches.epoch(epoch) if isinstance(batch, LabelledBatch) for value in batch.inputs[:, 0]]


def test_that_an_epoch_shows_every_photo_once_with_its_label(features: Features) -> None:
    batches = FeatureBatches(features, {"a": 0, "b": 1}, 4, CPU, shuffle_seed=1)
    parts = [batch for batch in batches.epoch(1) if isinstance(batch, LabelledBatch)]
    assert sorted(torch.cat([part.inputs for part in parts])[:, 0].tolist()) == list(range(9))
    assert all((part.inputs[:, 0] % 2 == part.labels).all() for part in parts)


def test_that_epochs_differ_and_the_same_epoch_repeats(features: Features) -> None:
    batches = FeatureBatches(features, {"a": 0, "b": 1}, 4, CPU, shuffle_seed=1)
    assert seen(batches, 1) == seen(batches, 1)
    assert seen(batches, 1) != seen(batches, 2)


def test_that_the_order_of_two_photos_does_not_depend_on_the_others() -> None:
    digests = [f"digest{n}" for n in range(30)]
    all_of_them = [digests[index] for index in epoch_order(digests, 5, 2)]
    some = digests[3:20]
    assert [some[index] for index in epoch_order(some, 5, 2)] == [name for name in all_of_them if name in some]


def test_that_no_batch_of_one_is_left_over(features: Features) -> None:
    assert [len(piece) for piece in split_batches(torch.arange(9), 4)] == [4, 5]
    assert [len(piece) for piece in split_batches(torch.arange(1), 4)] == [1]


def test_that_validation_keeps_its_order(features: Features) -> None:
    assert seen(FeatureBatches(features, {"a": 0, "b": 1}, 4, CPU), 7) == list(range(9))


def test_that_augmentation_depends_on_seed_epoch_and_photo_alone() -> None:
    preprocessing = Preprocessing(32, 0.875, "bicubic", (0.5,) * 3, (0.5,) * 3)
    augmentation = Augmentation("crop and mirror", seed=3)
    larger = augmentation.request_size(preprocessing)
    assert larger.size > 32
    images = torch.rand(4, 3, larger.size, larger.size)
    digests = ["a", "b", "c", "d"]
    whole = augmentation.apply(images, digests, epoch=2)
    assert whole.shape == (4, 3, 32, 32)
    assert torch.equal(whole[2:], augmentation.apply(images[2:], digests[2:], epoch=2))
    assert not torch.equal(whole, augmentation.apply(images, digests, epoch=3))


def test_that_no_augmentation_changes_nothing() -> None:
    preprocessing = Preprocessing(32, 0.875, "bicubic", (0.5,) * 3, (0.5,) * 3)
    augmentation = Augmentation("none", seed=3)
    assert augmentation.request_size(preprocessing) == preprocessing
    images = torch.rand(2, 3, 32, 32)
    assert augmentation.apply(images, ["a", "b"], 1) is images
