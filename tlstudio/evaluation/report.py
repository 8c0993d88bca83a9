"""Accuracy, confusion and calibration of a model on labelled photos."""

from collections.abc import Generator, Sequence
from typing import TYPE_CHECKING

import msgspec
import numpy as np

from tlstudio.dataset.sample import Sample
from tlstudio.foundation.control import Control
from tlstudio.foundation.errors import StudioError
from tlstudio.foundation.events import Event, Problem, Progress
from tlstudio.foundation.names import printable
from tlstudio.metrics.calibration import expected_calibration_error
from tlstudio.metrics.classification import ClassScores, confusion_matrix, per_class
from tlstudio.metrics.intervals import wilson_interval
from tlstudio.photos.pool import PhotoPool
from tlstudio.prediction.answer import Answer, NoAnswer

if TYPE_CHECKING:
    from tlstudio.prediction.predictor import Predictor


class Report(msgspec.Struct, frozen=True):
    """What was measured. `confusion[i][j]` counts photos of class i called class j; the interval is Wilson's."""

    accuracy: float
    interval: tuple[float, float]
    per_class: dict[str, ClassScores]
    confusion: list[list[int]]
    classes: list[str]
    expected_calibration_error: float


def evaluate(
    predictor: "Predictor", samples: Sequence[Sample], pool: PhotoPool, control: Control
) -> Generator[Event, None, Report | None]:
    """Judge a model on labelled samples. A photo that cannot be read is a Problem event and is not counted.

    Returns None when the control was stopped. StudioError when no photo is usable or a label is unknown to the model.
    """
    classes = list(predictor.classes)
    _check_labels(samples, classes)
    true: list[int] = []
    predicted: list[int] = []
    confidences: list[float] = []
    answers = predictor.predict_files([sample.source for sample in samples], pool, control)
    remaining = iter(samples)
    for answer in answers:
        match answer:
            case Answer():
                true.append(classes.index(next(remaining).label))
                predicted.append(classes.index(answer.label))
                confidences.append(answer.confidence)
            case NoAnswer():
                next(remaining)
                yield Problem(answer.path, answer.error, path_bytes=answer.path_bytes)
            case Progress():
                yield answer
    return None if control.stopped else _report(classes, np.array(true), np.array(predicted), np.array(confidences))


def _report(classes: list[str], true: np.ndarray, predicted: np.ndarray, confidences: np.ndarray) -> Report:
    if not len(true):
        raise StudioError("None of these files could be read as a photo, so there is nothing to evaluate.")
    confusion = confusion_matrix(true, predicted, len(classes))
    right = true == predicted
    return Report(
        accuracy=float(right.mean()),
        interval=wilson_interval(int(right.sum()), len(right)),
        per_class=dict(zip(classes, per_class(confusion), strict=True)),
        confusion=confusion,
        classes=classes,
        expected_calibration_error=expected_calibration_error(confidences, right),
    )


def _check_labels(samples: Sequence[Sample], classes: Sequence[str]) -> None:
    unknown = sorted({sample.label for sample in samples} - set(classes))
    if unknown:
        known = ", ".join(printable(name, 40) for name in classes[:10])
        raise StudioError(
            f"The photos have a class “{printable(unknown[0], 60)}” that this model does not know; it knows {known}. "
            "Rename or leave out that folder."
        )
