"""Which photos a probe is asked about, and from which it learns."""

from collections import Counter
from pathlib import Path

import pytest

from tlstudio.dataset.sample import Dataset, Sample, Split
from tlstudio.evaluation.folds import chosen_samples, folds_of, judged_samples
from tlstudio.foundation.errors import StudioError


def sample(number: int, label: str = "a", split: Split = "train", content: int | None = None) -> Sample:
    return Sample(Path(f"{label}/{number}.jpg"), label, split, f"{number if content is None else content:064x}")


def dataset(*samples: Sample) -> Dataset:
    return Dataset(Path(), tuple(sorted({one.label for one in samples})), samples)


def test_that_each_fold_has_its_share_of_each_class() -> None:
    samples = [sample(number, "a" if number < 23 else "b") for number in range(60)]
    folds = folds_of(samples)
    shares = Counter((one.label, fold) for one, fold in zip(samples, folds, strict=True))
    assert {shares["a", fold] for fold in range(5)} == {4, 5}
    assert {shares["b", fold] for fold in range(5)} == {7, 8}


def test_that_copies_never_lie_on_both_sides() -> None:
    samples = [sample(number, "ab"[number % 2], content=number // 2) for number in range(40)]
    folds = folds_of(samples)
    assert folds[0::2] == folds[1::2]
    assert len(set(folds)) == 5


def test_that_folds_do_not_depend_on_the_order_of_the_photos() -> None:
    samples = [sample(number, "ab"[number % 2]) for number in range(30)]
    there = dict(zip(samples, folds_of(samples), strict=True))
    assert dict(zip(samples[::-1], folds_of(samples[::-1]), strict=True)) == there


def test_that_copies_in_one_class_count_once_and_a_class_of_one_photo_not_at_all() -> None:
    samples = [*(sample(n, "a") for n in range(4)), sample(9, "a", content=0), *(sample(n, "b") for n in (5, 6))]
    judged = judged_samples([*samples, sample(7, "c")])
    assert Counter(one.label for one in judged) == {"a": 4, "b": 2}


def test_that_too_few_photos_give_a_sentence() -> None:
    with pytest.raises(StudioError, match="two classes"):
        judged_samples([sample(1), sample(2), sample(3, "b")])


def test_that_test_photos_are_never_looked_at() -> None:
    parts: tuple[Split, ...] = ("train", "validation", "test")
    photos = dataset(*(sample(number, "ab"[number % 2], parts[number % 3]) for number in range(30)))
    assert {one.split for one in chosen_samples(photos)} == {"train", "validation"}


def test_that_of_a_large_set_each_class_gives_its_share_always_the_same() -> None:
    many = [sample(number, "b" if number % 10 == 0 else "a") for number in range(1000)] + [
        sample(number, "rare") for number in range(2000, 2004)
    ]
    chosen = chosen_samples(dataset(*many), most=200)
    counts = Counter(one.label for one in chosen)
    assert counts["rare"] == 4
    assert 170 <= counts["a"] <= 181
    assert 18 <= counts["b"] <= 20
    assert set(chosen_samples(dataset(*many[::-1]), most=200)) == set(chosen)
    more = chosen_samples(dataset(*many, *(sample(number) for number in range(5000, 5010))), most=200)
    assert len(set(more) - set(chosen)) <= 10
