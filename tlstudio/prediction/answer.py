"""What a model says about one file, as plain values."""

import msgspec


class Answer(msgspec.Struct, frozen=True):
    """The class of one picture. `confidence` is the softmax probability of `label`; `top` is sorted, best first.

    `path_bytes` (base64) is set when the file's name is not UTF-8.
    """

    path: str
    label: str
    confidence: float
    top: tuple[tuple[str, float], ...]
    path_bytes: str | msgspec.UnsetType = msgspec.UNSET


class NoAnswer(msgspec.Struct, frozen=True):
    """A file that is not a usable photo; `error` is the sentence that says why."""

    path: str
    error: str
    path_bytes: str | msgspec.UnsetType = msgspec.UNSET
