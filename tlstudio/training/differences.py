"""What differs between two recipes, in a few words for a person. Plain values in and out; needs no torch."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import PurePath
from typing import Any, NamedTuple

from tlstudio.foundation.names import printable
from tlstudio.training.recipe import Change, Input, Recipe, Thaw

SEPARATOR = " · "
SAME = "the same settings"
_NAMED = 4
_TRAIN = ("trains", "train")
_FREEZE = ("is frozen", "are frozen")
_STRATEGIES = {
    "features": "only the head trains",
    "top": "only the last group of layers and the head train",
    "all": "all layers train",
    "scratch": "all layers train, from random numbers",
}


class Trial(NamedTuple):
    """A recipe, and the outermost layers that learn from the beginning, where that is known (`Started.trains`)."""

    recipe: Recipe
    trains: Sequence[str] = ()


def difference_text(before: Trial, after: Trial) -> str:
    """One line: `learning rate 0.001 → 0.0003 · blocks.5 trains · 20 epochs instead of 10`."""
    return SEPARATOR.join(differences(before, after)) or SAME


def differences(before: Trial, after: Trial) -> tuple[str, ...]:
    """One phrase for each thing that `after` does otherwise; the most telling first.

    Which photos they are of, on which processor they run, and where their models go is not compared.
    """
    old, new = before.recipe, after.recipe
    found = [phrase for name, say in _PHRASES if (phrase := _phrase(name, say, old, new))]
    return (*_network(old, new), *_layers(before, after), *_thawing(old.thaw, new.thaw), *found)


def _phrase(name: str, say: Callable[[Any, Any], str], old: Recipe, new: Recipe) -> str:
    was, now = getattr(old, name), getattr(new, name)
    return say(was, now) if was != now else ""


def _network(old: Recipe, new: Recipe) -> list[str]:
    if old.backbone == new.backbone:
        return []
    names = [printable(PurePath(each.backbone).name, 60) for each in (new, old)]
    return [" instead of ".join(names)]


def _layers(before: Trial, after: Trial) -> list[str]:
    """Which layers learn that did not, and the other way round."""
    old, new = before.recipe, after.recipe
    found = _random_start(old, new)
    by_name = not _is_preset(new) or new.strategy == "top"  # more telling than what the preset is called
    if old.backbone == new.backbone and before.trains and after.trains and by_name:
        return found + _parts(before.trains, after.trains)
    was, now = (_frozen(each) for each in (old, new))
    if was == now:
        return found
    if _is_preset(new):
        return [_STRATEGIES[new.strategy]]
    if old.frozen is None or new.frozen is None or old.backbone != new.backbone:
        return [*found, "other layers train"]
    return found + _parts(new.frozen, old.frozen)  # what is frozen no longer trains


def _is_preset(recipe: Recipe) -> bool:
    return recipe.frozen is None and not recipe.freeze and not recipe.unfreeze


def _frozen(recipe: Recipe) -> object:
    return recipe.frozen if recipe.frozen is not None else (recipe.strategy, recipe.freeze, recipe.unfreeze)


def _random_start(old: Recipe, new: Recipe) -> list[str]:
    was, now = (each.strategy == "scratch" for each in (old, new))
    if was == now:
        return []
    return ["from random numbers" if now else "from pre-trained weights"]


def _parts(before: Sequence[str], after: Sequence[str]) -> list[str]:
    more = [part for part in after if not _inside(part, before)]
    less = [part for part in before if not _inside(part, after)]
    kept = {part: [other for other in after if _inside(other, (part,))] for part in less}
    partly = [f"of {printable(part, 60)} only {phrase}" for part in less for phrase in _names(kept[part], *_TRAIN)]
    return [*_names(more, *_TRAIN), *partly, *_names([part for part in less if not kept[part]], *_FREEZE)]


def _inside(part: str, parts: Iterable[str]) -> bool:
    return any(part == other or part.startswith(f"{other}.") for other in parts)


def _names(parts: Sequence[str], one: str, many: str) -> list[str]:
    names = [printable(part, 60) for part in parts]
    if len(names) > _NAMED:
        names = [*names[: _NAMED - 1], f"{len(names) - _NAMED + 1} more"]
    if not names:
        return []
    return [f"{_and(names)} {one if len(parts) == 1 else many}"]


def _and(names: Sequence[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def _thawing(old: tuple[Thaw, ...], new: tuple[Thaw, ...]) -> list[str]:
    was, now = ({layer: step.epoch for step in steps for layer in step.layers} for steps in (old, new))
    found = [
        f"{printable(layer, 60)} thaws in epoch {epoch}" for layer, epoch in now.items() if was.get(layer) != epoch
    ]
    return found + [f"{printable(layer, 60)} does not thaw" for layer in was if layer not in now]


def _value(value: object) -> str:
    match value:
        case None:
            return "as usual"
        case bool():
            return "yes" if value else "no"
        case float():
            return f"{value:g}"
        case _:
            return printable(str(value), 60)


def _arrow(title: str) -> Callable[[Any, Any], str]:
    return lambda was, now: f"{title} {_value(was)} → {_value(now)}"


def _share(title: str) -> Callable[[Any, Any], str]:
    return lambda was, now: f"{title} {100 * was:g} % → {100 * now:g} %"


def _epochs(was: int | None, now: int | None) -> str:
    new = "as many epochs as usual" if now is None else f"{now:,} epoch{'' if now == 1 else 's'}"
    return f"{new} instead of {'as many as usual' if was is None else f'{was:,}'}"


def _hidden(was: Sequence[int], now: Sequence[int]) -> str:
    units = " and ".join(f"{count:,}" for count in now)
    return f"a head with {units} hidden units" if now else "a head without hidden units"


def _cut(was: str | None, now: str | None) -> str:
    return "the whole network" if now is None else f"cut behind {printable(now, 60)}"


def _rates(was: dict[str, float], now: dict[str, float]) -> str:
    layers = [layer for layer in (*now, *(each for each in was if each not in now)) if was.get(layer) != now.get(layer)]
    shown = [
        f"{printable(layer, 60)} at {now[layer]:g} × the rate"
        if layer in now
        else f"{printable(layer, 60)} at no own rate"
        for layer in layers[:_NAMED]
    ]
    more = [f"{len(layers) - _NAMED} more rates"] if len(layers) > _NAMED else []
    return SEPARATOR.join([*shown, *more])


def _input(was: Input, now: Input) -> str:
    pairs = (("photos of side", was.size, now.size), ("photos fitted by", was.fit, now.fit))
    return SEPARATOR.join(f"{title} {_value(one)} → {_value(other)}" for title, one, other in pairs if one != other)


def _patience(was: int | None, now: int | None) -> str:
    if now == 0:
        return "no early stopping"
    return "early stopping as usual" if now is None else f"stops after {now:,} epochs that are no better"


def _changes(was: tuple[Change, ...], now: tuple[Change, ...]) -> str:
    fresh = [change for change in now if change not in was]
    return SEPARATOR.join(_change(change) for change in fresh) or "not changed on the way"


def _change(change: Change) -> str:
    parts = [f"learning rate {change.learning_rate:g}" if change.learning_rate is not None else ""]
    parts.append(f"{change.epochs:,} epochs" if change.epochs is not None else "")
    return f"{' and '.join(part for part in parts if part)}, changed in epoch {change.epoch}"


# Each field of a recipe stands here, is said above, or is not compared.
_PHRASES: tuple[tuple[str, Callable[[Any, Any], str]], ...] = (
    ("cut", _cut),
    ("hidden", _hidden),
    ("dropout", _arrow("dropout")),
    ("rate_preset", _arrow("rates of the layers")),
    ("rates", _rates),
    ("learning_rate", _arrow("learning rate")),
    ("epochs", _epochs),
    ("changes", _changes),
    ("batch_size", _arrow("batch size")),
    ("optimiser", _arrow("optimiser")),
    ("head_start", _arrow("the head's start")),
    ("schedule", _arrow("schedule")),
    ("warm_up", _share("warm-up")),
    ("weight_decay", _arrow("weight decay")),
    ("early_stopping", _patience),
    ("label_smoothing", _arrow("label smoothing")),
    ("class_weights", _arrow("class weights")),
    ("averaging", _arrow("weight averaging")),
    ("input", _input),
    ("augmentation", _arrow("augmentation")),
    ("views", _arrow("augmented views")),
    ("precision", _arrow("precision")),
    ("mixed_precision", _arrow("mixed precision")),
    ("validation", lambda was, now: "other validation photos"),
    ("validation_fraction", _share("validation photos")),
    ("seed", _arrow("seed")),
)
SAID_OTHERWISE = frozenset(["backbone", "strategy", "freeze", "unfreeze", "frozen", "thaw"])
NOT_COMPARED = frozenset(["version", "photos", "out", "device"])
