"""The split by content: stable, independent of order, and with something on each side."""

import random
from math import sqrt

import pytest

from tlstudio.dataset.split import assign
from tlstudio.photos.reading import content_digest


def digests(count: int, first: int = 0) -> list[str]:
    return [content_digest(str(number).encode()) for number in range(first, first + count)]


def test_that_the_fraction_is_right_within_chance() -> None:
    for fraction in (0.1, 0.2, 0.5):
        chosen = len(assign({"cat": digests(5000)}, fraction, seed=0)) / 5000
        assert abs(chosen - fraction) < 4 * sqrt(fraction * (1 - fraction) / 5000)


def test_that_adding_photos_moves_none() -> None:
    before = assign({"cat": digests(200), "dog": digests(200, 1000)}, 0.2, seed=3)
    after = assign({"cat": digests(900), "dog": digests(1200, 1000), "owl": digests(50, 5000)}, 0.2, seed=3)
    assert before == after & {*digests(200), *digests(200, 1000)}
    assert len(after) > len(before)


def test_that_the_order_of_photos_and_classes_does_not_matter() -> None:
    shuffled = digests(300)
    random.Random(0).shuffle(shuffled)
    straight = assign({"cat": digests(300), "dog": digests(3, 1000)}, 0.2, seed=0)
    assert straight == assign({"dog": digests(3, 1000)[::-1], "cat": shuffled}, 0.2, seed=0)


def test_that_another_seed_is_another_split_and_the_same_seed_the_same() -> None:
    photos = {"cat": digests(300)}
    assert assign(photos, 0.2, seed=0) == assign(photos, 0.2, seed=0)
    assert assign(photos, 0.2, seed=0) != assign(photos, 0.2, seed=1)


def test_that_the_split_of_these_photos_is_the_same_on_every_machine_and_in_every_version() -> None:
    assert sorted(map(digests(12).index, assign({"cat": digests(12)}, 0.3, seed=0))) == [4, 8, 10]


@pytest.mark.parametrize("fraction", [0.001, 0.2, 0.999])
@pytest.mark.parametrize("count", [2, 3, 7])
def test_that_a_class_of_two_or_more_photos_has_one_on_each_side(count: int, fraction: float) -> None:
    for seed in range(20):
        chosen = assign({"cat": digests(count)}, fraction, seed)
        assert 0 < len(chosen) < count


def test_that_copies_count_as_one_photo_and_an_only_photo_trains() -> None:
    for seed in range(20):
        assert assign({"cat": digests(1) * 5, "none": []}, 0.9, seed) == frozenset()


def test_that_a_photo_in_two_classes_goes_to_one_side() -> None:
    both = digests(40)
    chosen = assign({"cat": both, "dog": [*both, *digests(40, 1000)]}, 0.3, seed=0)
    assert chosen & {*both} == assign({"cat": both}, 0.3, seed=0)


def test_that_photos_of_one_group_stay_together() -> None:
    photos = digests(400)
    groups = {digest: f"burst {index // 4}" for index, digest in enumerate(photos[:200])}
    chosen = assign({"cat": photos}, 0.3, seed=0, groups=groups)
    sides = [{digest in chosen for digest in photos[first : first + 4]} for first in range(0, 200, 4)]
    assert all(len(side) == 1 for side in sides)
    assert {True} in sides
    assert {False} in sides
    assert chosen & {*photos[200:]} == assign({"cat": photos}, 0.3, seed=0) & {*photos[200:]}
