"""The preview: what it shows is what training is given, number for number."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import torch
from draining import drain
from msgspec.structs import replace

from tlstudio.backbone.catalogue import find
from tlstudio.dataset.sample import Dataset, Sample
from tlstudio.dataset.scan import scan
from tlstudio.features.augmentation import AUGMENTATIONS, AugmentationName
from tlstudio.features.inputs import network_input
from tlstudio.features.rows import Rows
from tlstudio.foundation.control import Control
from tlstudio.photos.pool import PhotoPool
from tlstudio.photos.request import Photo
from tlstudio.training.batches import LabelledBatch, PhotoBatches, epoch_order
from tlstudio.training.choices import with_input
from tlstudio.training.preview import Preview, preview, some_of_each
from tlstudio.training.recipe import Input, Recipe

RECIPE = Recipe(frozen=(), seed=7, input=Input(size=64))
PREPROCESSING = with_input(find(RECIPE.backbone).preprocessing, RECIPE.input)


@pytest.fixture(scope="module")
def pool() -> Iterator[PhotoPool]:
    with PhotoPool(workers=1) as pool:
        yield pool


@pytest.fixture
def dataset(draw_photos: Callable[..., Path]) -> Dataset:
    found: Dataset
    found, _ = drain(scan(draw_photos(("red", "green", "blue"), count=5), Control()))
    return found


def shown(
    recipe: Recipe, samples: tuple[Sample, ...], pool: PhotoPool, epochs: range = range(1, 4), kept: bool = False
) -> Preview:
    found: Preview
    found, _ = drain(preview(recipe, samples, epochs, kept, pool, Control()))
    return found


@pytest.mark.parametrize("name", AUGMENTATIONS)
def test_that_it_shows_the_very_pixels_that_epochs_train_on(
    name: AugmentationName, dataset: Dataset, pool: PhotoPool
) -> None:
    samples = dataset.part("train")[:4]
    seen = shown(replace(RECIPE, augmentation=name), samples, pool)
    batches = PhotoBatches(
        samples, {"red": 0, "green": 1, "blue": 2}, 4, torch.device("cpu"), PREPROCESSING, pool, name, shuffle_seed=7
    )
    for column, epoch in enumerate(seen.epochs):
        torch.manual_seed(epoch)  # nobody's random numbers matter
        (batch,) = (each for each in batches.epoch(epoch) if isinstance(each, LabelledBatch))
        order = epoch_order([sample.digest for sample in samples], 7, epoch)
        pictures = [Photo(seen.examples[index].varied[column], 64, 64) for index in order]
        assert torch.equal(batch.inputs, network_input(pictures, PREPROCESSING))


def test_that_epochs_draw_among_the_kept_views_where_something_is_computed_once(
    dataset: Dataset, pool: PhotoPool
) -> None:
    samples = dataset.part("train")[:3]
    recipe = replace(RECIPE, augmentation="gentle", views=2)
    many = shown(recipe, samples, pool, range(1, 21), kept=True)
    other_seed = shown(replace(recipe, seed=8), samples, pool, range(1, 21), kept=True)
    for one, other in zip(many.examples, other_seed.examples, strict=True):
        pictures = {picture.tobytes() for picture in one.varied}
        assert one.plain.tobytes() in pictures
        assert len(pictures) == 3
        assert {picture.tobytes() for picture in other.varied} == pictures
    assert Rows(samples, (), 2, "gentle").number(3) == Rows(samples, (), 2, "strong").number(3)


def test_that_it_says_what_the_studio_chooses(dataset: Dataset, pool: PhotoPool) -> None:
    samples = dataset.part("train")[:1]
    assert shown(RECIPE, samples, pool).augmentation == "crop"
    nothing = shown(replace(RECIPE, frozen=("conv_stem",)), samples, pool)
    assert nothing.augmentation == "none"
    assert all((picture == nothing.examples[0].plain).all() for picture in nothing.examples[0].varied)


def test_that_some_training_photos_of_each_class_are_taken(dataset: Dataset) -> None:
    some = some_of_each(dataset, 7)
    assert [sample.label for sample in some] == ["blue", "green", "red"] * 2 + ["blue"]
    assert {sample.split for sample in some} == {"train"}
    assert len(set(some)) == 7
    assert len(some_of_each(dataset, 1000)) == len(dataset.part("train"))


def test_that_what_cannot_be_read_is_a_problem(dataset: Dataset, pool: PhotoPool, tmp_path: Path) -> None:
    (tmp_path / "broken.jpg").write_bytes(b"no photo")
    broken = Sample(tmp_path / "broken.jpg", "red", "train", "0" * 40)
    seen = shown(RECIPE, (broken, dataset.part("train")[0]), pool)
    assert [problem.path for problem in seen.problems] == [str(broken.path)]
    assert len(seen.examples) == 1


def test_that_it_can_be_stopped(dataset: Dataset, pool: PhotoPool) -> None:
    control = Control()
    control.stop()
    found, _ = drain(preview(RECIPE, dataset.part("train"), range(1, 3), False, pool, control))
    assert found is None
