"""A run's model remembers some of its training photos, and measures how far others of their kind are."""

import hashlib
import shutil
from pathlib import Path

import msgspec
import numpy as np
import pytest
from draining import drain

from tlstudio.dataset.sample import Dataset, Split
from tlstudio.dataset.scan import scan
from tlstudio.foundation.control import Control
from tlstudio.foundation.events import EpochEnded
from tlstudio.modelfile.container import read_contents
from tlstudio.photos.pool import PhotoPool
from tlstudio.pipeline import run
from tlstudio.prediction import remembering
from tlstudio.prediction.predictor import Predictor, load_model
from tlstudio.prediction.reference import Reference
from tlstudio.training.recipe import Recipe


def trained(recipe: Recipe, pool: PhotoPool) -> Predictor:
    drain(run(recipe, pool=pool))
    return load_model(recipe.out or "", "cpu")


def reference_of(predictor: Predictor) -> Reference:
    assert predictor.reference is not None
    return predictor.reference


def split(recipe: Recipe, pool: PhotoPool) -> Dataset:
    """The photos, split as the run does it."""
    fraction = recipe.validation_fraction
    return drain(scan(Path(str(recipe.photos)), Control(), validation_fraction=fraction, pool=pool))[0]


def names(reference: Reference) -> set[bytes]:
    return {bytes(name) for name in reference.photos}


def test_that_the_model_remembers_its_training_photos_and_no_others(recipe: Recipe, pool: PhotoPool) -> None:
    predictor, photos = trained(recipe, pool), split(recipe, pool)
    reference = reference_of(predictor)
    assert names(reference) == {hashlib.sha256(each.key.encode()).digest()[:16] for each in photos.part("train")}
    of_class = {predictor.classes[label]: count for label, count in enumerate(np.bincount(reference.labels))}
    assert of_class == {name: sum(each.label == name for each in photos.part("train")) for name in photos.classes}
    said = read_contents(Path(recipe.out or "")).description.reference
    assert said is not None
    assert (said.photos, said.distances) == (len(reference.labels), len(reference.distances))


def test_that_its_vectors_are_what_the_head_reads(recipe: Recipe, pool: PhotoPool) -> None:
    from tlstudio.features.inputs import pixel_request
    from tlstudio.photos.pool import Priority

    predictor = trained(recipe, pool)
    reference = reference_of(predictor)
    sample = split(recipe, pool).part("train")[0]
    photo = pool.submit(sample.source, pixel_request(predictor.preprocessing), Priority.DROP).result()
    features = predictor.features_of([photo])  # type: ignore[list-item]
    numbers, far = reference.nearest(features, 1)
    assert bytes(reference.photos[numbers[0, 0]]) == hashlib.sha256(sample.key.encode()).digest()[:16]
    assert far[0, 0] < 1e-3, "the cache keeps half precision"


def test_that_a_photo_is_measured_without_itself_and_its_copies(recipe: Recipe, pool: PhotoPool) -> None:
    photos = Path(str(recipe.photos))
    for file in sorted(photos.rglob("*.jpg")):
        shutil.copy(file, file.with_name(f"copy of {file.name}"))
    reference = reference_of(trained(recipe, pool))
    copies = 2 * len(reference.labels)
    assert copies == len(split(recipe, pool).part("train")), "one of each is remembered"
    assert reference.measured_on == "training photos"
    assert reference.distances[0] > 1e-3


@pytest.mark.parametrize("further", [True, False])
def test_that_validation_photos_are_measured_where_the_body_has_learned_and_they_are_further_off(
    recipe: Recipe, pool: PhotoPool, further: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    learns = msgspec.structs.replace(recipe, strategy="all", epochs=1)
    assert reference_of(trained(learns, pool)).measured_on == "training photos", "too few to validate on"
    monkeypatch.setattr(remembering, "FEWEST_VALIDATION", 2)
    monkeypatch.setattr(remembering, "chance_of_being_as_large", lambda these, those: 0.01 if further else 0.2)
    reference = reference_of(trained(learns, pool))
    part: Split = "validation" if further else "train"
    assert reference.measured_on == ("validation photos" if further else "training photos")
    assert len(reference.distances) == len(split(learns, pool).part(part))


def test_that_a_frozen_body_is_measured_on_training_photos_whatever_the_others_are(
    recipe: Recipe, pool: PhotoPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remembering, "FEWEST_VALIDATION", 0)
    monkeypatch.setattr(remembering, "chance_of_being_as_large", lambda these, those: 0.01 if len(these) else 1.0)
    assert reference_of(trained(recipe, pool)).measured_on == "training photos"


def test_that_of_many_photos_always_the_same_few_are_remembered(
    recipe: Recipe, pool: PhotoPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remembering, "MOST_OF_A_CLASS", 3)
    monkeypatch.setattr(remembering, "MOST_DISTANCES", 5)
    first = reference_of(trained(recipe, pool))
    assert np.bincount(first.labels).tolist() == [3, 3]
    assert len(first.distances) == 5
    other = msgspec.structs.replace(recipe, seed=recipe.seed, epochs=1, out=f"{recipe.out}.other.tlmodel")
    assert names(reference_of(trained(other, pool))) == names(first)


def test_that_an_interrupted_run_has_a_model_all_the_same(recipe: Recipe, pool: PhotoPool) -> None:
    control = Control()
    for event in run(msgspec.structs.replace(recipe, strategy="all"), control, pool=pool):
        if isinstance(event, EpochEnded):
            control.interrupt()
    assert load_model(recipe.out or "", "cpu").reference is None


def test_that_a_stopped_run_remembers(recipe: Recipe, pool: PhotoPool) -> None:
    control = Control()
    for event in run(msgspec.structs.replace(recipe, strategy="all"), control, pool=pool):
        if isinstance(event, EpochEnded):
            control.stop()
    assert load_model(recipe.out or "", "cpu").reference is not None
