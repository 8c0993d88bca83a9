"""Which of its training photos a model finds most like a picture."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

import msgspec

from tlstudio.dataset.sample import Dataset, Sample
from tlstudio.photos.request import Photo
from tlstudio.prediction.reference import name_of

if TYPE_CHECKING:
    from tlstudio.prediction.predictor import Predictor

NEAREST = 4


class Neighbour(msgspec.Struct, frozen=True):
    """A training photo: the class `label` that the model has learned it as, and how much alike both are to the network.

    `similarity` is the cosine of what the head reads of them, 1 for the same picture. `sample` is the photo among those
    that are open, None where it is not.
    """

    label: str
    similarity: float
    sample: Sample | None


def nearest_photos(
    predictor: "Predictor", photo: Photo, dataset: Dataset | None, count: int = NEAREST
) -> tuple[Neighbour, ...]:
    """The most alike of those that the model remembers, most alike first; none where it remembers none.

    `photo` was read as `pixel_request` of its preprocessing asks.
    """
    reference = predictor.reference
    if reference is None:
        return ()
    [numbers], [distances] = reference.nearest(predictor.features_of([photo]), count)
    names = [reference.photos[number].tobytes() for number in numbers]
    there = _found(set(names), (*dataset.samples, *dataset.unlabelled, *dataset.left_out) if dataset else ())
    return tuple(
        Neighbour(predictor.classes[reference.labels[number]], 1 - float(distance), there.get(name))
        for number, distance, name in zip(numbers, distances, names, strict=True)
    )


def _found(wanted: set[bytes], samples: Iterable[Sample]) -> dict[bytes, Sample]:
    """The photos of these names; looks no further when it has all."""
    found: dict[bytes, Sample] = {}
    for sample in samples:
        if (name := name_of(sample)) in wanted:
            found.setdefault(name, sample)
            if len(found) == len(wanted):
                break
    return found
