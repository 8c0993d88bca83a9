"""What a model remembers: the nearest of it, how far is too far, and what is refused when it is read."""

import math
from typing import Any

import numpy as np
import pytest
import torch

from tlstudio.foundation.errors import StudioError
from tlstudio.prediction.answer import Answer, fewest_to_keep, judged
from tlstudio.prediction.reference import Reference, as_tensors, distances_between, from_tensors, units


def remembered(photos: int = 30, distances: int = 99) -> Reference:
    """Photos in random directions of eight; distances 0.01, 0.02 and so on."""
    random = np.random.default_rng(0)
    features = random.normal(size=(photos, 8)).astype(np.float32)
    features /= np.linalg.norm(features, axis=1, keepdims=True)
    steps = np.arange(1, distances + 1, dtype=np.float32) / 100
    labels = np.arange(photos, dtype=np.int64) % 2
    return Reference(features, labels, np.zeros((photos, 16), np.uint8), steps, "training photos")


def test_that_the_nearest_are_those_of_the_smallest_angle_nearest_first() -> None:
    reference = remembered()
    numbers, far = reference.nearest(reference.features[[4, 9]], 3)
    cosines = reference.features[[4, 9]] @ reference.features.T
    assert numbers.tolist() == np.argsort(-cosines)[:, :3].tolist()
    assert numbers[:, 0].tolist() == [4, 9]
    assert far == pytest.approx(1 - np.sort(cosines)[:, ::-1][:, :3], abs=1e-6)


def test_that_a_distance_is_the_mean_to_the_nearest_five_or_to_all_where_there_are_fewer() -> None:
    reference = remembered()
    expected = np.sort(1 - reference.features[:2] @ reference.features.T)[:, :5].mean(1)
    assert reference.distance(reference.features[:2]) == pytest.approx(expected, abs=1e-6)
    few = remembered(photos=2)
    assert few.distance(few.features) == pytest.approx((1 - few.features @ few.features.T).mean(1), abs=1e-6)
    assert len(few.distance(few.features[:0])) == 0


def test_that_photos_of_the_same_group_are_no_neighbours() -> None:
    vectors = units(torch.tensor([[1.0, 0.0], [1.0, 0.01], [0.0, 1.0]]))
    groups = torch.tensor([7, 7, 8])
    apart = distances_between(vectors, vectors, groups, groups)
    assert apart.tolist() == pytest.approx([1.0, 0.99, (1.0 + 0.99) / 2], abs=1e-3)
    assert distances_between(vectors[:2], vectors[:2], groups[:2], groups[:2]).tolist() == [math.inf, math.inf]


def test_that_the_threshold_is_the_conformal_quantile() -> None:
    reference = remembered(distances=99)
    assert reference.threshold(0.95) == pytest.approx(0.95)
    assert reference.threshold(0.5) == pytest.approx(0.5)
    assert reference.threshold(1.0) == math.inf


def test_that_with_too_few_distances_nothing_is_too_far() -> None:
    assert remembered(distances=18).threshold(0.95) == math.inf
    assert remembered(distances=19).threshold(0.95) == pytest.approx(0.19)
    assert (fewest_to_keep(0.95), fewest_to_keep(0.9), fewest_to_keep(0.99)) == (19, 9, 99)


@pytest.mark.parametrize("count", [1, 9, 19, 20, 99, 245])
def test_that_typicality_and_threshold_turn_the_same_pictures_away(count: int) -> None:
    reference = remembered(distances=count)
    for keep in (0.05, 0.5, 0.8, 0.9, 0.95, 0.99, 0.999):
        for distance in [*reference.distances.tolist(), 0.0, 0.123456, 9.9]:
            typicality = reference.typicality(distance)
            answer = judged(Answer("", "a", 1.0, (("a", 1.0),), typicality=typicality), keep)
            assert answer.neither == (np.float32(distance) > np.float32(reference.threshold(keep))), (keep, distance)


def test_that_of_new_photos_of_the_same_kind_the_share_asked_for_is_kept() -> None:
    random = np.random.default_rng(1)
    kept = []
    for _ in range(300):
        distances = np.sort(random.gamma(2.0, size=60)).astype(np.float32)
        reference = Reference(*_shape(4), distances, "training photos")
        kept.append(float((random.gamma(2.0, size=200) <= reference.threshold(0.9)).mean()))
    assert np.mean(kept) == pytest.approx(55 / 61, abs=0.01)  # the 55th of 61 is the one asked for


def _shape(photos: int) -> tuple[Any, Any, Any]:
    whole = remembered(photos)
    return whole.features, whole.labels, whole.photos


def test_that_it_is_the_same_after_writing_and_reading() -> None:
    reference = remembered()
    again = from_tensors(as_tensors(reference), "training photos", 2, 8, "m.tlmodel")
    for name in ("features", "labels", "photos", "distances"):
        assert np.array_equal(getattr(again, name), getattr(reference, name))


_CHANGES: dict[str, Any] = {
    "one is missing": lambda tensors: tensors.pop("photos"),
    "one too many": lambda tensors: tensors.update(more=torch.zeros(1)),
    "another kind": lambda tensors: tensors.update(features=tensors["features"].bfloat16()),
    "other sides": lambda tensors: tensors.update(features=tensors["features"][:, :7]),
    "fewer labels": lambda tensors: tensors.update(labels=tensors["labels"][:-1]),
    "flat": lambda tensors: tensors.update(features=tensors["features"].flatten()),
    "no photos": lambda tensors: tensors.update({name: tensors[name][:0] for name in ("features", "labels", "photos")}),
    "an unknown class": lambda tensors: tensors.update(labels=tensors["labels"] + 1),
    "a negative class": lambda tensors: tensors.update(labels=tensors["labels"] - 1),
    "no numbers": lambda tensors: tensors["features"].fill_(float("nan")),
    "not of length 1": lambda tensors: tensors["features"].mul_(3),
    "infinitely far": lambda tensors: tensors["distances"][-1].fill_(float("inf")),
    "not sorted": lambda tensors: tensors.update(distances=tensors["distances"].flip(0)),
    "short names": lambda tensors: tensors.update(photos=tensors["photos"][:, :15]),
    "too many of a class": lambda tensors: tensors.update(
        {name: tensors[name].repeat(20, *[1] * (tensors[name].dim() - 1)) for name in ("features", "labels", "photos")}
    ),
    "too many distances": lambda tensors: tensors.update(distances=torch.linspace(0, 1, 3000)),
}


@pytest.mark.parametrize("change", _CHANGES)
def test_that_what_no_studio_has_written_is_refused_in_one_sentence(change: str) -> None:
    tensors = {name: tensor.clone() for name, tensor in as_tensors(remembered()).items()}
    _CHANGES[change](tensors)
    with pytest.raises(StudioError, match=r"^m\.tlmodel cannot be opened: what it remembers .* is damaged\. [^.]*\.$"):
        from_tensors(tensors, "training photos", 2, 8, "m.tlmodel")
