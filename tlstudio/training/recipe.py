"""The recipe: everything that decides a run's result, as one plain, versioned value that is saved with the model."""

import re
from pathlib import Path
from typing import Annotated, Any, Literal, get_args, get_type_hints

import msgspec

from tlstudio.backbone.tree import DropoutShare, HeadDesign, HiddenUnits
from tlstudio.features.augmentation import AugmentationName
from tlstudio.foundation.device import DEVICE_WORDS, DeviceName
from tlstudio.foundation.errors import UsageError
from tlstudio.foundation.names import printable

StrategyName = Literal["features", "top", "all", "scratch"]
OptimiserName = Literal["adamw", "lbfgs"]
RatePreset = Literal["usual", "same", "stages", "layers"]
Positive = Annotated[int, msgspec.Meta(ge=1)]
Rate = Annotated[float, msgspec.Meta(gt=0, le=1e3)]
Multiple = Annotated[float, msgspec.Meta(ge=0, le=1e3)]


class Input(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the network is shown; None takes the weights' own choice. `size` is the side of the square, in pixels."""

    size: Annotated[int, msgspec.Meta(ge=32, le=1024)] | None = None
    fit: Literal["crop", "pad", "stretch"] | None = None


class Thaw(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """From the beginning of `epoch` on, the frozen layers that these patterns name are trained."""

    epoch: Annotated[int, msgspec.Meta(ge=2)]
    layers: Annotated[tuple[str, ...], msgspec.Meta(min_length=1)]


class Change(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a person changed while the run was under way, after `batch` batches of `epoch`; `when` is the time (UTC).

    A recipe with changes repeats them at the same place.
    """

    epoch: Positive
    batch: Annotated[int, msgspec.Meta(ge=0)]
    learning_rate: Rate | None = None
    epochs: Positive | None = None
    when: str | None = None


class Recipe(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a run does. None means "chosen by the studio"; the recipe saved with a model has every choice filled in.

    `photos` is a folder, a CSV file, or several class folders. `frozen`, when given, is the complete freeze map and
    replaces what `strategy`, `freeze` and `unfreeze` would set; strategy `scratch` still means random weights.

    `thaw` are steps in which layers that are frozen at the start begin to learn. `rates` gives rows, by their path, a
    multiple of the learning rate, for all below them that have none of their own; other rows follow `rate_preset`.

    `views` is the number of augmented views of each photo that are kept at the frozen border beside the plain one and
    drawn from in each epoch; 0 keeps the plain one only. `precision` “exact” is plain torch in float32;
    “fast” takes the fastest runtime within the tolerance and keeps large features in half precision.

    `cut` is the layer behind which the network ends and the head begins; `hidden` are the units of the head's hidden
    layers, front first; `dropout` is the share of values dropped behind each of them, or in front of a linear head.

    `optimiser` “lbfgs” looks at all photos before each step and has no learning rate; it trains a linear head alone.

    `head_start` “fitted” fits a linear head by L-BFGS before other layers learn, so that it does not distort them.

    The rate rises over the first `warm_up` share of the steps, then follows `schedule`. `class_weights` “balanced” lets
    every class count the same, however few photos it has. `averaging` is the decay per step of a running average of the
    weights, which is what is judged and kept; 0 keeps the weights themselves. `early_stopping` is after how many epochs
    without a lower validation loss a run ends, 0 for never. `mixed_precision` computes in bfloat16 where that is safe.
    `changes` is what was changed on the way.
    """

    version: Literal[1] = 1
    photos: str | tuple[str, ...] = ()
    validation: str | None = None
    validation_fraction: Annotated[float, msgspec.Meta(gt=0, lt=1)] = 0.2
    out: str | None = None
    backbone: str = "efficientnet_lite0"
    strategy: StrategyName = "features"
    freeze: tuple[str, ...] = ()
    unfreeze: tuple[str, ...] = ()
    frozen: tuple[str, ...] | None = None
    thaw: tuple[Thaw, ...] = ()
    rates: dict[str, Multiple] = {}
    rate_preset: RatePreset | None = None
    hidden: HiddenUnits = ()
    dropout: DropoutShare = 0.0
    cut: str | None = None
    input: Input = Input()
    augmentation: AugmentationName | None = None
    views: Annotated[int, msgspec.Meta(ge=0, le=64)] = 0
    precision: Literal["fast", "exact"] = "fast"
    optimiser: OptimiserName | None = None
    head_start: Literal["fitted", "random"] | None = None
    epochs: Positive | None = None
    batch_size: Positive | None = None
    learning_rate: Rate | None = None
    schedule: Literal["cosine", "constant"] = "cosine"
    warm_up: Annotated[float, msgspec.Meta(ge=0, lt=1)] = 0.1
    weight_decay: Annotated[float, msgspec.Meta(ge=0, le=10)] = 0.01
    label_smoothing: Annotated[float, msgspec.Meta(ge=0, le=0.5)] = 0.0
    class_weights: Literal["none", "balanced"] = "none"
    averaging: Annotated[float, msgspec.Meta(ge=0, lt=1)] = 0.0
    early_stopping: Annotated[int, msgspec.Meta(ge=0)] | None = None
    mixed_precision: Literal["off", "bfloat16"] | None = None
    changes: tuple[Change, ...] = ()
    seed: Annotated[int, msgspec.Meta(ge=0, lt=2**53)] = 0
    device: DeviceName = "auto"

    @property
    def varies_anew(self) -> bool:
        """Whether each epoch asks for other photos than the last, so that nothing of them can be computed once."""
        return self.augmentation not in (None, "none") and not self.views

    @property
    def head(self) -> HeadDesign:
        """The head that the recipe asks for."""
        return HeadDesign(self.hidden, self.dropout, self.cut)


def read_recipe(path: Path) -> Recipe:
    """The recipe in a JSON file. UsageError when it cannot be read or says something a recipe cannot."""
    try:
        data = msgspec.json.decode(path.read_bytes())
    except OSError as error:
        raise UsageError(f"Cannot read the recipe {printable(str(path))}: {error.strerror}.") from error
    except msgspec.DecodeError as error:
        raise UsageError(f"{printable(str(path))} is not a recipe: it is not valid JSON ({error}).") from error
    return recipe_from(data, printable(str(path)))


def recipe_from(data: object, where: str) -> Recipe:
    """A recipe from plain data, every field checked. UsageError naming the field and `where` it stands."""
    try:
        return msgspec.convert(data, Recipe)
    except msgspec.ValidationError as error:
        raise UsageError(f"The recipe in {where} cannot be used: {_sentence(error)}.") from error


def _sentence(error: msgspec.ValidationError) -> str:
    """What is wrong; of a word that a field does not know, with those that it knows."""
    found = re.fullmatch(r"Invalid enum value '(.*)' - at `\$\.(\w+)`", str(error), re.DOTALL)
    if found is None and str(error).endswith("at `$.device`"):
        return f"device can be {DEVICE_WORDS}"
    if found is None:
        return str(error)
    value, field = found.groups()
    *names, last = (f"“{name}”" for name in _words(get_type_hints(Recipe)[field]))
    return f"{field} can be {', '.join(names)} or {last}, not “{printable(value, 60)}”"


def _words(kind: object) -> list[str]:
    """The texts among which a type lets one choose."""
    inner = get_args(kind)
    return [kind] if isinstance(kind, str) else [word for part in inner for word in _words(part)]


def with_settings(recipe: Recipe, settings: list[str]) -> Recipe:
    """The recipe with each `KEY=VALUE` applied; a dot reaches inside (`input.size=96`), a value is JSON or text."""
    data: dict[str, Any] = msgspec.to_builtins(recipe)
    for setting in settings:
        key, separator, text = setting.partition("=")
        if not separator:
            raise UsageError(f"--set {printable(setting)} lacks a value: write it as KEY=VALUE.")
        *parents, last = key.strip().split(".")
        target: Any = data
        for parent in parents:
            target = target.get(parent) if isinstance(target, dict) else None
        if not isinstance(target, dict) or last not in target:
            raise UsageError(f"--set {printable(setting)}: a recipe has no field {printable(key)}.")
        target[last] = _value(text)
    return recipe_from(data, "--set")


def _value(text: str) -> object:
    try:
        return msgspec.json.decode(text)
    except msgspec.DecodeError:
        return text
