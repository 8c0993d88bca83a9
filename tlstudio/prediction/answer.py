"""What a model says about one file, as plain values."""

import math

import msgspec

_ROUNDING = 1e-9


class Answer(msgspec.Struct, frozen=True):
    """What one picture is. `top` has the classes with their probabilities, best first.

    `label` is the first of them, and `confidence` its probability; or, for “neither”, None and 1 - `typicality`.
    `typicality` is the share of photos of the model's own kind that are at least as far as this one from those that it
    has learned from; None for a model that remembers none. `path_bytes` (base64) is set when the file's name is not
    UTF-8.
    """

    path: str
    label: str | None
    confidence: float
    top: tuple[tuple[str, float], ...]
    neither: bool = False
    typicality: float | None = None
    path_bytes: str | msgspec.UnsetType = msgspec.UNSET


class NoAnswer(msgspec.Struct, frozen=True):
    """A file that is not a usable photo; `error` is the sentence that says why."""

    path: str
    error: str
    path_bytes: str | msgspec.UnsetType = msgspec.UNSET


def judged(answer: Answer, keep_rate: float) -> Answer:
    """The same answer where `keep_rate` of the photos of the model's own kind are to be kept, the rest be “neither”;
    1 keeps all."""
    label, probability = answer.top[0]
    if answer.typicality is None or not is_neither(answer.typicality, keep_rate):
        return msgspec.structs.replace(answer, label=label, confidence=probability, neither=False)
    return msgspec.structs.replace(answer, label=None, confidence=1 - answer.typicality, neither=True)


def is_neither(typicality: float, keep_rate: float) -> bool:
    """Whether so little of the model's own kind is as far away that it belongs to what is not kept."""
    return keep_rate < 1 and typicality <= 1 - keep_rate + _ROUNDING


def fewest_to_keep(keep_rate: float) -> int:
    """How many photos have to be known to turn anything away while the share `keep_rate`, less than 1, is kept."""
    return math.ceil(keep_rate / (1 - keep_rate) - _ROUNDING)
