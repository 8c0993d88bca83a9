"""How photos are dealt out into folds: evenly class by class, what belongs together into one."""

from collections import Counter
from pathlib import Path

import pytest

from tlstudio.dataset.sample import Dataset, Sample, Split
from tlstudio.evaluation.dealing import LEARNED, Dealing, asked_samples
from tlstudio.foundation.errors import StudioError


def sample(number: int, label: str = "a", split: Split = "train") -> Sample:
    return Sample(Path(f"{label}/{number}.jpg"), label, split, f"{number:064x}")


def classes(**sizes: int) -> list[Sample]:
    labels = [label for label, size in sizes.items() for _ in range(size)]
    return [sample(number, label) for number, label in enumerate(labels)]


def test_that_each_fold_has_its_share_of_each_class() -> None:
    samples = classes(a=23, b=37, c=5)
    dealt = Dealing(samples, {}, 5).deal(seed=0, repeat=0)
    shares = Counter((one.label, fold) for one, fold in zip(samples, dealt, strict=True))
    assert {shares["a", fold] for fold in range(5)} == {4, 5}
    assert {shares["b", fold] for fold in range(5)} == {7, 8}
    assert {shares["c", fold] for fold in range(5)} == {1}
    assert set(Counter(dealt).values()) == {13}


def test_that_photos_that_belong_together_are_in_one_fold() -> None:
    samples = classes(a=30, b=30)
    together = {one.digest: samples[number - number % 3].digest for number, one in enumerate(samples)}
    dealing = Dealing(samples, together, 5)
    dealt = dealing.deal(seed=0, repeat=0)
    assert dealt[0::3] == dealt[1::3] == dealt[2::3]
    assert set(Counter(dealt).values()) == {12}
    assert dealing.kept_together == 60


def test_that_a_burst_that_is_how_its_class_looks_is_dealt_out_photo_by_photo() -> None:
    samples = classes(a=12, b=12)
    together = dict.fromkeys((one.digest for one in samples[:9]), samples[0].digest)
    dealt = Dealing(samples, together, 4).deal(seed=0, repeat=0)
    assert len(set(dealt[:9])) == 4


def test_that_each_repeat_deals_anew_and_a_seed_repeats_them_all() -> None:
    samples = classes(a=20, b=20)
    dealing = Dealing(samples, {}, 5)
    first, second = dealing.deal(seed=0, repeat=0), dealing.deal(seed=0, repeat=1)
    assert first != second
    assert first == Dealing(samples, {}, 5).deal(seed=0, repeat=0)
    assert first != dealing.deal(seed=1, repeat=0)


def test_that_folds_do_not_depend_on_the_order_of_the_photos() -> None:
    samples = classes(a=13, b=17)
    there = dict(zip(samples, Dealing(samples, {}, 5).deal(0, 0), strict=True))
    assert dict(zip(samples[::-1], Dealing(samples[::-1], {}, 5).deal(0, 0), strict=True)) == there


def test_that_a_small_class_makes_fewer_folds() -> None:
    dealing = Dealing(classes(a=20, b=3), {}, 5)
    assert (dealing.folds, dealing.smallest) == (3, "b")
    assert set(dealing.deal(0, 0)) == {0, 1, 2}


def test_that_the_one_photo_of_a_class_is_always_learned_from() -> None:
    samples = classes(a=6, b=6, c=1)
    dealing = Dealing(samples, {}, 5)
    assert (dealing.folds, dealing.alone) == (5, ["c"])
    dealt = dealing.deal(0, 0)
    assert dealt[-1] == LEARNED
    assert LEARNED not in dealt[:-1]


def test_that_one_photo_a_class_is_too_few() -> None:
    with pytest.raises(StudioError, match="two different photos each"):
        Dealing(classes(a=9, b=1), {}, 5)


def test_that_the_test_part_and_copies_are_not_asked_about() -> None:
    copy = Sample(Path("a/copy.jpg"), "a", "train", sample(0).digest)
    samples = (sample(0), copy, sample(1, split="validation"), sample(2, split="test"))
    asked = asked_samples(Dataset(Path(), ("a",), samples))
    assert [one.digest for one in asked] == [sample(0).digest, sample(1).digest]
