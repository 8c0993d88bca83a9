"""Batches: every photo once per epoch, in an order that depends on nothing but seed, epoch and photo."""

import pytest
import torch

from tlstudio.features.activations import Loaded
from tlstudio.training.batches import epoch_order, split_batches, without_singles


def test_that_the_order_of_two_photos_does_not_depend_on_the_others() -> None:
    digests = [f"digest{n}" for n in range(30)]
    all_of_them = [digests[index] for index in epoch_order(digests, 5, 2)]
    some = digests[3:20]
    assert [some[index] for index in epoch_order(some, 5, 2)] == [name for name in all_of_them if name in some]


def test_that_no_batch_of_one_is_left_over() -> None:
    assert [len(piece) for piece in split_batches(range(9), 4)] == [4, 5]
    assert [len(piece) for piece in split_batches(range(1), 4)] == [1]


@pytest.mark.parametrize(("sizes", "expected"), [([4, 1, 3], [5, 3]), ([1, 4], [5]), ([4, 4, 1], [4, 5]), ([1], [1])])
def test_that_a_row_left_alone_by_unreadable_photos_joins_others(sizes: list[int], expected: list[int]) -> None:
    batches = [Loaded(list(range(size)), torch.full((size, 2), float(size)), []) for size in sizes]
    joined = list(without_singles(batches))
    assert [len(batch.rows) for batch in joined] == [len(batch.values) for batch in joined] == expected
