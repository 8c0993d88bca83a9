"""A model answers for photos whose features a run has kept without a photo being read, and says the same."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec
import pytest
from draining import drain

from tlstudio.dataset.sample import Sample
from tlstudio.dataset.scan import scan
from tlstudio.evaluation.comparison import compare
from tlstudio.features.store import Store
from tlstudio.foundation.control import Control
from tlstudio.photos.pool import PhotoPool
from tlstudio.pipeline import run
from tlstudio.prediction.kept import answers_from_features
from tlstudio.prediction.predictor import load_model
from tlstudio.training.recipe import Recipe


class CountingPool:
    """Lends the readers of a pool, and counts what they are asked for."""

    def __init__(self, pool: PhotoPool) -> None:
        self.pool = pool
        self.read = 0

    def in_order(self, sources: Sequence[Any], request: Any, priority: Any) -> Iterator[Any]:
        self.read += len(sources)
        return self.pool.in_order(sources, request, priority)


@pytest.fixture
def samples(recipe: Recipe, pool: PhotoPool) -> list[Sample]:
    """The photos, after a run has kept their features."""
    drain(run(recipe, pool=pool))
    return list(drain(scan(Path(str(recipe.photos)), Control()))[0].samples)


def test_that_the_answers_from_kept_features_are_the_models_own(
    samples: list[Sample], recipe: Recipe, pool: PhotoPool
) -> None:
    model = load_model(recipe.out or "", "cpu")
    kept = answers_from_features(model, samples, Store())
    assert kept.keys() == {sample.key for sample in samples}
    for sample in samples[::5]:
        read = model.predict(sample.path)
        assert kept[sample.key].label == read.label
        assert kept[sample.key].path == read.path
        assert kept[sample.key].confidence == pytest.approx(read.confidence, abs=1e-3)
    Store().clear()
    assert answers_from_features(model, samples, Store()) == {}


def test_that_two_models_are_compared_without_reading_what_is_kept(
    samples: list[Sample], recipe: Recipe, pool: PhotoPool, tmp_path: Path
) -> None:
    other = msgspec.structs.replace(recipe, strategy="scratch", epochs=1, out=str(tmp_path / "other.tlmodel"))
    drain(run(other, pool=pool))
    first, second = (load_model(each.out or "", "cpu") for each in (recipe, other))
    unread = Sample(samples[0].path, samples[0].label, "test", "another picture")
    asked, counting = [*samples, unread], CountingPool(pool)
    alone, _ = drain(compare(first, first, asked, counting, Control(), Store()))  # type: ignore[arg-type]
    assert counting.read == 1
    counting.read = 0
    both, _ = drain(compare(first, second, asked, counting, Control(), Store()))  # type: ignore[arg-type]
    assert counting.read == len(asked), "the second one has nothing frozen, so it needs them all"
    anew, _ = drain(compare(first, second, asked, counting, Control()))  # type: ignore[arg-type]
    assert alone is not None
    assert both is not None
    assert anew is not None
    assert len(alone.photos) == len(both.photos) == len(asked)
    assert [photo.group for photo in both.photos] == [photo.group for photo in anew.photos]
    assert [photo.first.label for photo in alone.photos] == [photo.first.label for photo in both.photos]
