"""Does an exported model answer as the studio does? It is not handed out before that was tried."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from tlstudio.features.inputs import network_input
from tlstudio.features.runtime.onnx_runtime import session_options
from tlstudio.features.runtime.part import PHOTOS
from tlstudio.foundation.errors import StudioError
from tlstudio.photos.request import Photo
from tlstudio.prediction.answer import Answer
from tlstudio.prediction.predictor import Predictor

MOST_DIFFERENCE = 1e-4
_GRAINS = (2, 3, 5, 9, 17, 33, 65, 0)  # so many patches of colour on a side of each picture; 0: one for each pixel


def largest_difference(data: bytes, predictor: Predictor) -> float:
    """By how much a probability of the exported model is off at most, on a few pictures, one by one and together.

    StudioError when that is more than 1e-4, or the typicality of a picture is not the same to both.
    """
    import onnxruntime

    session = onnxruntime.InferenceSession(data, session_options(), providers=["CPUExecutionProvider"])
    pictures = _pictures(predictor.preprocessing.size)
    answers = predictor.answer_read([b""] * len(pictures), pictures)
    expected = np.array([_in_order(answer, predictor.classes) for answer in answers if isinstance(answer, Answer)])
    inputs = network_input(pictures, predictor.preprocessing).contiguous().numpy()
    together = session.run(None, {PHOTOS: inputs})
    alone = [session.run(None, {PHOTOS: each[None]}) for each in inputs]
    parted = [np.concatenate(values) for values in zip(*alone, strict=True)]
    worst = max(float(np.abs(values[0] - expected).max()) for values in (together, parted))
    same = predictor.reference is None or _same_typicalities(predictor, pictures, together[1])
    if not (worst <= MOST_DIFFERENCE and same):
        raise StudioError(_differs(worst))
    return worst


def _differs(worst: float) -> str:
    what = "it does not turn away the same pictures"
    if not worst <= MOST_DIFFERENCE:
        what = f"its probabilities are up to {worst:.1%} off"
    return (
        f"The exported model does not answer as the studio does ({what}), so "
        "nothing was written. Most likely ONNX has no equal for a layer of this network: train another one to export."
    )


def _in_order(answer: Answer, classes: tuple[str, ...]) -> list[float]:
    found = dict(answer.top)
    return [found[label] for label in classes]


def _same_typicalities(predictor: Predictor, pictures: list[Photo], found: NDArray[np.float32]) -> bool:
    """Typicality goes in steps, so a distance that is off by a rounding may be a step further."""
    reference: Any = predictor.reference
    distances = reference.distance(predictor.features_of(pictures)).tolist()
    bounds = [
        (reference.typicality(distance + MOST_DIFFERENCE), reference.typicality(distance - MOST_DIFFERENCE))
        for distance in distances
    ]
    return all(low - 1e-6 <= value <= high + 1e-6 for value, (low, high) in zip(found.tolist(), bounds, strict=True))


def _pictures(size: int) -> list[Photo]:
    """From two by two patches of colour to noise: always the same ones."""
    return [Photo(_patches(grain or size, size, number), size, size) for number, grain in enumerate(_GRAINS)]


def _patches(grain: int, size: int, number: int) -> NDArray[np.uint8]:
    coarse = np.random.default_rng(number).integers(0, 256, (grain, grain, 3), dtype=np.uint8)
    places = np.arange(size) * grain // size
    return np.ascontiguousarray(coarse[places][:, places])
