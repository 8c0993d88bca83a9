"""`model.json`: what a `.tlmodel` says about itself, as plain values."""

from typing import Annotated, Any, Literal

import msgspec

from tlstudio.foundation.drift import Drift

Name = Annotated[str, msgspec.Meta(min_length=1, max_length=1000)]


class Scores(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How good the model was at the end of its run, and on how many photos that was measured.

    `used_to_choose`: the epoch was chosen by the loss on these same photos, which flatters the accuracy a little.
    """

    train_photos: int
    validation_photos: int
    validation_accuracy: float
    validation_interval: tuple[float, float]
    validation_loss: float
    best_epoch: int
    used_to_choose: bool


class Parent(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The model whose trained body another one started from: its file's name, and the SHA-256 of its weights."""

    model: str
    weights_sha256: str


Measured = Literal["training photos", "validation photos"]


class Remembered(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the member `reference.safetensors` holds: so many photos, and the distances of so many others of their kind.

    `measured_on` says which those are: training photos, each as if it had not been learned from, or validation photos.
    """

    photos: int
    distances: int
    measured_on: Measured


class Calibration(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the network's scores are divided by before they become probabilities, and on how many photos that was found.

    `measured_on` “training photos”: asked of heads that had not learned from them. `used_to_choose`: the epoch was
    chosen by the loss on these same photos, which makes the answers a little too sure.
    """

    temperature: Annotated[float, msgspec.Meta(gt=0, le=1000)]
    photos: int
    measured_on: Measured
    used_to_choose: bool


class Description(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Everything but the weights themselves. `recipe` and `preprocessing` are plain data, checked by their rooms.

    `backbone` names the network in the catalogue, also where the weights came from another model, the `parent`. `drift`
    says how far the layers moved in the run, `calibration` how sure the answers may be, `reference` what the model
    remembers of its training photos; None in models that older studios saved, and where there were too few photos.
    """

    classes: Annotated[list[Name], msgspec.Meta(min_length=2, max_length=100_000)]
    backbone: Name
    backbone_sha256: str
    frozen: list[Name]
    frozen_sha256: str | None
    head: dict[str, Any]
    input: dict[str, Any]
    preprocessing: dict[str, Any]
    recipe: dict[str, Any]
    runtime: dict[str, str]
    scores: Scores
    versions: dict[str, str]
    drift: Drift | None = None
    parent: Parent | None = None
    calibration: Calibration | None = None
    reference: Remembered | None = None
    format: Literal[1] = 1
