"""All figures of an evaluation, as plain values: what a program gets, and what pages and plots are made from."""

import msgspec
import numpy as np
from numpy.typing import NDArray

from tlstudio.evaluation.outcomes import Evaluation, Outcome
from tlstudio.foundation.names import path_bytes, path_text
from tlstudio.metrics.calibration import CalibrationBin, calibration_bins, expected_calibration_error
from tlstudio.metrics.classification import ClassScores, confusion_matrix, per_class
from tlstudio.metrics.shares import Share, share_of
from tlstudio.metrics.thresholds import Threshold, threshold_curve


class Mistake(msgspec.Struct, frozen=True):
    """A photo that is called something else than it is. `path_bytes` (base64) where its name is not UTF-8."""

    path: str
    label: str
    said: str
    confidence: float
    path_bytes: str | msgspec.UnsetType = msgspec.UNSET


class Kept(msgspec.Struct, frozen=True):
    """The share of photos, all of them of classes that the model knows, that it does not call “neither”, with its 95 %
    Wilson interval; `keep` is what it should be."""

    keep: float
    kept: float
    kept_interval: tuple[float, float]
    photos: int


class Report(msgspec.Struct, frozen=True):
    """What was measured. `confusion[i][j]` counts photos of class i called class j; the interval is Wilson's, 95 %.

    `unseen` is the accuracy on those photos alone that the model has not learned from, where it has learned from some
    of them, else None. `top2`, where there are more than two classes: the class was the first or the second guess.
    `expected_calibration_error_before` is that of the network itself, whose scores are not yet divided. `neither`: None
    where the model never says it; all other figures are those of the likeliest class all the same. `mistakes` are
    sorted, the surest first. `calibration` and `thresholds` are about the confidence of the answers.
    """

    accuracy: float
    interval: tuple[float, float]
    per_class: dict[str, ClassScores]
    confusion: list[list[int]]
    classes: list[str]
    expected_calibration_error: float
    expected_calibration_error_before: float
    photos: int
    unseen: Share | None
    top2: Share | None
    calibration: list[CalibrationBin]
    thresholds: list[Threshold]
    mistakes: list[Mistake]
    neither: Kept | None

    @property
    def right(self) -> int:
        """How many photos are called what they are."""
        return sum(row[index] for index, row in enumerate(self.confusion))


def report_of(evaluation: Evaluation) -> Report:
    """Count everything; takes milliseconds for thousands of photos."""
    classes, outcomes = list(evaluation.classes), evaluation.outcomes
    numbers = {label: number for number, label in enumerate(classes)}
    true = np.array([numbers[each.sample.label] for each in outcomes], dtype=np.int64)
    said = np.array([numbers[each.said] for each in outcomes], dtype=np.int64)
    confusion = confusion_matrix(true, said, len(classes))
    confidences, right = confidences_of(evaluation), true == said
    whole = share_of(int(right.sum()), len(right))
    return Report(
        accuracy=whole.accuracy,
        interval=whole.interval,
        per_class=dict(zip(classes, per_class(confusion), strict=True)),
        confusion=confusion,
        classes=classes,
        expected_calibration_error=expected_calibration_error(confidences, right),
        expected_calibration_error_before=expected_calibration_error(_plain(evaluation), right),
        photos=len(outcomes),
        unseen=_unseen(outcomes),
        top2=_top2(outcomes) if len(classes) > 2 else None,
        calibration=calibration_bins(confidences, right),
        thresholds=threshold_curve(confidences, right),
        mistakes=[_mistake(each) for each in evaluation.mistakes()],
        neither=_kept(evaluation),
    )


def confidences_of(evaluation: Evaluation) -> NDArray[np.float64]:
    """Float64 (photos,): how sure the model was of each answer, 0…1."""
    return np.array([each.confidence for each in evaluation.outcomes], dtype=np.float64)


def _plain(evaluation: Evaluation) -> NDArray[np.float64]:
    """The same before calibration."""
    found = [each.confidence if each.plain is None else each.plain for each in evaluation.outcomes]
    return np.array(found, dtype=np.float64)


def _kept(evaluation: Evaluation) -> Kept | None:
    if evaluation.keep is None:
        return None
    kept = share_of(sum(not each.neither for each in evaluation.outcomes), len(evaluation.outcomes))
    return Kept(evaluation.keep, kept.accuracy, kept.interval, kept.photos)


def _unseen(outcomes: tuple[Outcome, ...]) -> Share | None:
    new = [each for each in outcomes if not each.learned]
    return share_of(sum(each.is_right for each in new), len(new)) if len(new) < len(outcomes) else None


def _top2(outcomes: tuple[Outcome, ...]) -> Share:
    return share_of(sum(each.sample.label in (each.said, each.second) for each in outcomes), len(outcomes))


def _mistake(outcome: Outcome) -> Mistake:
    path = outcome.sample.path
    return Mistake(path_text(path), outcome.sample.label, outcome.said, outcome.confidence, path_bytes(path))
