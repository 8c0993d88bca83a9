"""Why a model answers as it does: the places that speak for a class, and the training photos that are most alike."""

from collections.abc import Generator
from typing import TYPE_CHECKING

import msgspec

from tlstudio.dataset.sample import Dataset
from tlstudio.features.inputs import pixel_request
from tlstudio.foundation.control import Control
from tlstudio.foundation.errors import StudioError
from tlstudio.foundation.events import Event, Progress
from tlstudio.photos.pool import PhotoPool, Priority, Source
from tlstudio.photos.request import Refusal
from tlstudio.prediction.heat_map import HeatMap
from tlstudio.prediction.nearest import Neighbour, nearest_photos

if TYPE_CHECKING:
    from tlstudio.prediction.predictor import Predictor


class Why(msgspec.Struct, frozen=True):
    """`heat` is what speaks for the class that was asked about; where there is no heat map, `no_heat` says why in a
    sentence. `nearest` are the training photos most alike, none where the model remembers none."""

    heat: HeatMap | None
    no_heat: str
    nearest: tuple[Neighbour, ...]


def explain(
    predictor: "Predictor", source: Source, label: str, dataset: Dataset | None, pool: PhotoPool, control: Control
) -> Generator[Event, None, Why | None]:
    """Why a picture is, or is not, of that class; None when stopped. StudioError when it is no usable photo."""
    yield Progress("prepare", 0, 1)
    photo = pool.submit(source, pixel_request(predictor.preprocessing), Priority.DROP).result()
    if control.stopped:
        return None
    if isinstance(photo, Refusal):
        raise StudioError(photo.reason)
    heat, no_heat = None, ""
    try:
        heat = predictor.heat_maps.of(photo, label)
    except StudioError as error:
        no_heat = str(error)
    return Why(heat, no_heat, nearest_photos(predictor, photo, dataset))
