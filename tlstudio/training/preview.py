"""What training would make of some photos, to be looked at: the same numbers and the same code as in a run."""

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

import numpy as np
from numpy.typing import NDArray

from tlstudio.backbone.catalogue import find
from tlstudio.backbone.preprocessing import Preprocessing
from tlstudio.dataset.sample import Dataset, Sample
from tlstudio.features.augmentation import (
    AugmentationName,
    number_in_epoch,
    number_of_view,
    view_in_epoch,
    with_margin,
)
from tlstudio.features.inputs import augmented_pixels, pixel_request
from tlstudio.features.reading import problem_of
from tlstudio.foundation.control import Control
from tlstudio.foundation.events import Event, Problem, Progress
from tlstudio.photos.pool import PhotoPool, Priority
from tlstudio.photos.request import Photo, Refusal
from tlstudio.training.choices import usual_augmentation, with_input
from tlstudio.training.recipe import Recipe


@dataclass(frozen=True)
class Example:
    """A photo as the network gets it, and in each of the epochs: uint8 of shape (size, size, 3)."""

    sample: Sample
    plain: NDArray[np.uint8]
    varied: tuple[NDArray[np.uint8], ...]


@dataclass(frozen=True)
class Preview:
    """Some photos in some epochs; `problems` are those that cannot be read."""

    augmentation: AugmentationName
    epochs: range
    examples: tuple[Example, ...]
    problems: tuple[Problem, ...]


def some_of_each(dataset: Dataset, count: int) -> tuple[Sample, ...]:
    """At most so many training photos: the first of each class, then the second, …"""
    classes: dict[str, list[Sample]] = {name: [] for name in dataset.classes}
    for sample in dataset.part("train"):
        if len(classes[sample.label]) < count:
            classes[sample.label].append(sample)
    rounds = zip_longest(*classes.values())
    return tuple(sample for one_round in rounds for sample in one_round if sample is not None)[:count]


def preview(
    recipe: Recipe, samples: Sequence[Sample], epochs: range, kept: bool, pool: PhotoPool, control: Control
) -> Generator[Event, None, Preview | None]:
    """The photos as the epochs of a run would show them to the network; None when stopped.

    `recipe.frozen` is the complete freeze map; `kept` says that something is computed once per photo, so that epochs
    draw among the recipe's kept views. A run on a GPU does the same there: its pixels may differ by a rounding.
    """
    preprocessing = with_input(find(recipe.backbone).preprocessing, recipe.input)
    augmentation = recipe.augmentation or usual_augmentation(recipe)
    sources = [sample.source for sample in samples]
    plain = pool.in_order(sources, pixel_request(preprocessing), Priority.THUMBNAIL)
    larger = pool.in_order(sources, pixel_request(with_margin(preprocessing, augmentation)), Priority.THUMBNAIL)
    examples: list[Example] = []
    problems: list[Problem] = []
    for done, (sample, small, large) in enumerate(zip(samples, plain, larger, strict=True)):
        yield Progress("prepare", done, len(samples))
        if control.stopped:
            return None
        if isinstance(small, Photo) and isinstance(large, Photo):
            numbers = [_number(recipe, epoch, sample.digest, kept) for epoch in epochs]
            varied = _varied(small, large, preprocessing, augmentation, numbers)
            examples.append(Example(sample, small.pixels, varied))
        else:
            refusal = next(answer for answer in (small, large) if isinstance(answer, Refusal))
            problems.append(problem_of(sample, refusal))
    return Preview(augmentation, epochs, tuple(examples), tuple(problems))


def _number(recipe: Recipe, epoch: int, digest: str, kept: bool) -> int | None:
    """The photo's number in an epoch; None where the epoch draws the plain view."""
    if not (kept and recipe.views):
        return number_in_epoch(recipe.seed, epoch, digest)
    view = view_in_epoch(recipe.seed, epoch, digest, recipe.views)
    return number_of_view(view, digest) if view else None


def _varied(
    small: Photo,
    large: Photo,
    preprocessing: Preprocessing,
    augmentation: AugmentationName,
    numbers: Sequence[int | None],
) -> tuple[NDArray[np.uint8], ...]:
    drawn = [number for number in numbers if number is not None]
    if not drawn:
        return tuple(small.pixels for _ in numbers)
    pixels = iter(augmented_pixels([large] * len(drawn), preprocessing, augmentation, drawn).numpy())
    return tuple(small.pixels if number is None else next(pixels) for number in numbers)
