"""Batches: every photo once per epoch, in an order that depends on nothing but seed, epoch and photo."""

import pytest
import torch

from tlstudio.backbone.preprocessing import Preprocessing
from tlstudio.features.activations import Loaded
from tlstudio.features.augmentation import augmented, with_margin
from tlstudio.training.batches import epoch_order, split_batches, without_singles

PREPROCESSING = Preprocessing(32, 0.875, "bicubic", (0.5,) * 3, (0.5,) * 3)


def test_that_the_order_of_two_photos_does_not_depend_on_the_others() -> None:
    digests = [f"digest{n}" for n in range(30)]
    all_of_them = [digests[index] for index in epoch_order(digests, 5, 2)]
    some = digests[3:20]
    assert [some[index] for index in epoch_order(some, 5, 2)] == [name for name in all_of_them if name in some]


def test_that_no_batch_of_one_is_left_over() -> None:
    assert [len(piece) for piece in split_batches(torch.arange(9), 4)] == [4, 5]
    assert [len(piece) for piece in split_batches(torch.arange(1), 4)] == [1]


@pytest.mark.parametrize(("sizes", "expected"), [([4, 1, 3], [5, 3]), ([1, 4], [5]), ([4, 4, 1], [4, 5]), ([1], [1])])
def test_that_a_row_left_alone_by_unreadable_photos_joins_others(sizes: list[int], expected: list[int]) -> None:
    batches = [Loaded(list(range(size)), torch.full((size, 2), float(size)), []) for size in sizes]
    joined = list(without_singles(batches))
    assert [len(batch.rows) for batch in joined] == [len(batch.values) for batch in joined] == expected


def test_that_augmentation_depends_on_each_photos_number_alone() -> None:
    larger = with_margin(PREPROCESSING, "crop and mirror")
    assert larger.size > 32
    images = torch.rand(4, 3, larger.size, larger.size)
    whole = augmented(images, "crop and mirror", 32, [11, 222, 3333, 44444])
    assert whole.shape == (4, 3, 32, 32)
    assert torch.equal(whole[2:], augmented(images[2:], "crop and mirror", 32, [3333, 44444]))
    assert not torch.equal(whole, augmented(images, "crop and mirror", 32, [12, 223, 3334, 44445]))


def test_that_no_augmentation_changes_nothing() -> None:
    assert with_margin(PREPROCESSING, "none") == PREPROCESSING
    images = torch.rand(2, 3, 32, 32)
    assert augmented(images, "none", 32, [1, 2]) is images
