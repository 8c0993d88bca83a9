"""What a run says while it runs: small frozen values, numbers and strings only.

Both faces read the same stream: the terminal prints it (as text, or with `to_json` as one JSON object per line), the
window's worker thread re-emits it. Events gain fields; they never lose or rename them. `Finished` is always the last.
"""

from typing import Literal

import msgspec

from tlstudio.foundation.drift import Drift


class Event(msgspec.Struct, frozen=True, tag_field="event"):
    """The common parent; the JSON field `event` names the kind."""


class Thawing(msgspec.Struct, frozen=True):
    """Layers that are frozen at the start, named as the recipe names them, learn from the beginning of `epoch` on."""

    epoch: int
    layers: list[str]


class Started(Event, frozen=True, tag="started"):
    """A run has read its photos and built its network; training begins.

    `trains` are the outermost layers that learn from the beginning, named as the recipe names them. `model` is where
    the model will lie. `before` are the epochs that an interrupted run had completed, when it goes on. `learning_rate`
    is the head's peak one, as it may have been changed before; None where the optimiser has none.
    """

    classes: list[str]
    train_photos: int
    validation_photos: int
    backbone: str
    trainable_parameters: int
    total_parameters: int
    device: str
    epochs: int
    border: str | None = None
    thaw: list[Thawing] = []
    trains: list[str] = []
    model: str = ""
    before: "list[EpochEnded]" = []
    learning_rate: float | None = None


class Problem(Event, frozen=True, tag="problem"):
    """A file is not used, or used with a caveat; `path_bytes` (base64) is set when its name is not UTF-8."""

    path: str
    reason: str
    kind: str = "refused"
    path_bytes: str | msgspec.UnsetType = msgspec.UNSET


class Warned(Event, frozen=True, tag="warning"):
    """Something a person should know that stops nothing. `remedy` names what the studio can do about it."""

    text: str
    remedy: Literal["cross_validation"] | msgspec.UnsetType = msgspec.UNSET


Stage = Literal[
    "scan",
    "download",
    "prepare",
    "features",
    "train",
    "probe",
    "compare",
    "folds",
    "rates",
    "copy",
    "distance",
    "curve",
    "trial",
]


class Progress(Event, frozen=True, tag="progress"):
    """`done` of `total` units of a stage (files, photos, batches of an epoch, or epochs of all folds); `total` is 0
    while unknown."""

    stage: Stage
    done: int
    total: int
    epoch: int | None = None
    from_cache: int | None = None
    seconds_left: float | None = None
    photos_per_second: float | None = None


class EpochEnded(Event, frozen=True, tag="epoch"):
    """One pass over the training photos, and what the validation photos say after it. Epochs count from 1.

    `drift` is how far the layers are from their start after it. `learning_rate` is the head's at the end of the epoch,
    `lowest_rate` that of the layers that learn slowest; None where the optimiser has none. `class_accuracy` is how many
    of each class's validation photos are right, 0…1, in the order of `Started.classes`; None for a class without any.
    `seconds` is how long the epoch took, judging included; `memory` how many bytes the program or the GPU held at most.
    """

    epoch: int
    epochs: int
    train_loss: float
    train_accuracy: float
    validation_loss: float
    validation_accuracy: float
    photos_per_second: float
    drift: Drift | None = None
    learning_rate: float | None = None
    lowest_rate: float | None = None
    class_accuracy: list[float | None] = []
    seconds: float = 0.0
    memory: int | None = None


class Probed(Event, frozen=True, tag="probed"):
    """What one stage of a network, ending with the row `path`, already knows: how often a linear probe behind it names
    the class rightly, cross-validated.

    `interval` is the 95 % Wilson interval, `guessing` the share of the largest class, `photos` were asked about of
    `available` ones, `features` numbers describe each. `best` marks the earliest stage as good as any; it is known at
    the end, and chosen on these same photos, which flatters it a little.
    """

    path: str
    accuracy: float
    interval: tuple[float, float]
    guessing: float
    photos: int
    available: int
    features: int
    best: bool = False


class FoldEnded(Event, frozen=True, tag="fold"):
    """One training of a cross-validation: how many of its fold's `photos`, which it has not seen, it gets right.

    Repeats and folds count from 1.
    """

    repeat: int
    fold: int
    accuracy: float
    photos: int


class Changed(Event, frozen=True, tag="changed"):
    """A person changed a run under way, after `batch` batches of `epoch`: the head's peak learning rate, the number of
    epochs, or both; the other is None."""

    epoch: int
    batch: int
    learning_rate: float | None
    epochs: int | None


class Paused(Event, frozen=True, tag="paused"):
    """The run waits for its control to resume or stop. `asks`: not a person's wish, but a question of the run's own."""

    reason: str
    asks: bool = False


class Resumed(Event, frozen=True, tag="resumed"):
    """The run goes on after a pause."""


class Finished(Event, frozen=True, tag="finished"):
    """The end of a run. `model` is None when it was stopped before its first epoch was complete.

    `used_to_choose` says that the best epoch was chosen by the loss on these same validation photos, which flatters
    the accuracy a little. `validation_interval` is the 95 % Wilson interval. `seconds` runs from the start of the
    run to the saved model. `drift` is that of the epoch that was kept. `resume` is the folder from which an interrupted
    run goes on. `left_out` is how many photos could not be read, or not any more; `validation_photos`
    how many the figures are of, 0 where an older run did not say.
    """

    reason: Literal["completed", "stopped", "early"]
    best_epoch: int | None
    validation_accuracy: float | None
    validation_interval: tuple[float, float] | None
    seconds: float
    model: str | None
    frozen_unchanged: bool | None
    used_to_choose: bool = True
    drift: Drift | None = None
    resume: str | None = None
    left_out: int = 0
    validation_photos: int = 0


class Failed(Event, frozen=True, tag="failed"):
    """What a project keeps of a run that ended with an error: its sentence. The run itself raises that error."""

    reason: str


def to_json(event: msgspec.Struct) -> str:
    """One line of JSON for an event or any other plain value; a number that is not finite becomes null."""
    return msgspec.json.encode(event).decode()
