"""A model asked about labelled photos, each of which is read only where its features are not kept."""

import math
from collections.abc import Collection, Generator, Sequence
from typing import TYPE_CHECKING

from tlstudio.dataset.sample import Sample
from tlstudio.evaluation.answering import Answering
from tlstudio.evaluation.caveats import used_to_choose
from tlstudio.evaluation.outcomes import Evaluation, Outcome
from tlstudio.foundation.control import Control
from tlstudio.foundation.errors import StudioError
from tlstudio.foundation.events import Event, Problem, Progress
from tlstudio.foundation.names import printable
from tlstudio.foundation.pace import Pace
from tlstudio.metrics.temperature import without_temperature
from tlstudio.photos.pool import PhotoPool
from tlstudio.prediction.answer import Answer, NoAnswer

if TYPE_CHECKING:
    from tlstudio.features.store import Store
    from tlstudio.prediction.predictor import Predictor

_BATCH = 32


def evaluate(
    predictor: "Predictor",
    samples: Sequence[Sample],
    pool: PhotoPool,
    control: Control,
    store: "Store | None" = None,
    learned: Collection[str] = frozenset(),
) -> Generator[Event, None, Evaluation | None]:
    """Judge a model on labelled photos. With a store, those whose features a run has kept are not read at all.

    `learned` are the digests of photos that the model has learned from. A photo that cannot be read is a Problem and is
    not counted. Returns None when the control was stopped. StudioError when no photo is usable, or a label is unknown
    to the model.
    """
    _check_labels(samples, predictor.classes)
    yield from used_to_choose((predictor,), samples)
    yield Progress("features", 0, len(samples))
    found: list[Outcome] = []
    pace = Pace(len(samples))
    answering = Answering((predictor,), samples, pool, store)
    for start in range(0, len(samples), _BATCH):
        if control.stopped:
            return None
        batch = samples[start : start + _BATCH]
        for sample, answer in zip(batch, *answering.answers(batch), strict=True):
            match answer:
                case Answer():
                    found.append(_outcome(sample, answer, sample.digest in learned, predictor.temperature))
                case NoAnswer():
                    yield Problem(answer.path, answer.error, path_bytes=answer.path_bytes)
        done = start + len(batch)
        yield Progress("features", done, len(samples), seconds_left=pace.seconds_left(done))
    if not found:
        raise StudioError("None of these files could be read as a photo, so there is nothing to evaluate.")
    return Evaluation(tuple(found), tuple(predictor.classes), _kept_share(predictor))


def _kept_share(predictor: "Predictor") -> float | None:
    """The share that it is to keep; None where it calls nothing “neither”, be it that it knows too few distances."""
    keep, reference = predictor.keep_rate, predictor.reference
    return keep if reference and math.isfinite(reference.threshold(keep)) else None


def _outcome(sample: Sample, answer: Answer, learned: bool, temperature: float) -> Outcome:
    """By the likeliest class, whatever else the answer says."""
    (label, confidence), *others = answer.top
    second = others[0][0] if others else label
    plain = without_temperature([share for _, share in answer.top], temperature)[0]
    return Outcome(sample, label, confidence, second, learned, plain, answer.neither)


def _check_labels(samples: Sequence[Sample], classes: Sequence[str]) -> None:
    unknown = sorted({sample.label for sample in samples} - set(classes))
    if unknown:
        known = ", ".join(printable(name, 40) for name in classes[:10])
        raise StudioError(
            f"The photos have a class “{printable(unknown[0], 60)}” that this model does not know; it knows {known}. "
            "Rename or leave out that folder."
        )
