"""What the command line says of a recipe: the options of each command that trains, and the recipe they make."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import msgspec

from tlstudio.cli.options import DEVICE, cut_option, hidden_option
from tlstudio.foundation.names import printable
from tlstudio.project.collecting import is_project, recipe_of
from tlstudio.training.recipe import Recipe, read_recipe, recipe_from, with_settings

_Function = Callable[..., int]
_OPTIONS = (
    click.option("--validation-fraction", type=float, help="Share kept for validation when none is given (0.2)."),
    click.option("--backbone", help="The pre-trained network (see “tlstudio backbones”), or a model to start from."),
    click.option(
        "--strategy", type=click.Choice(["features", "top", "all", "scratch"]), help="Which layers are frozen."
    ),
    click.option("--freeze", multiple=True, metavar="GLOB", help="Freeze these layers, too; may be repeated."),
    click.option("--unfreeze", multiple=True, metavar="GLOB", help="Train these layers all the same; may be repeated."),
    click.option("--thaw", multiple=True, metavar="EPOCH:GLOB", help="Frozen layers that train from this epoch on."),
    click.option("--rate", multiple=True, metavar="LAYER=TIMES", help="This layer's multiple of the learning rate."),
    click.option(
        "--rate-preset",
        type=click.Choice(["usual", "same", "stages", "layers"]),
        help="How fast the other layers learn.",
    ),
    hidden_option,
    cut_option,
    click.option("--epochs", type=int, help="Passes over the photos."),
    click.option("--batch-size", type=int, help="Photos per step."),
    click.option("--learning-rate", type=float, help="The head's peak learning rate."),
    click.option("--seed", type=int, help="Repeats the same random choices (0)."),
    click.option("--device", type=DEVICE, help="Which processor trains."),
    click.option(
        "--recipe", "recipe_file", type=click.Path(exists=True, path_type=Path), help="A recipe to repeat (JSON)."
    ),
    click.option(
        "--set", "settings", multiple=True, metavar="KEY=VALUE", help="Any field of the recipe; may be repeated."
    ),
)


def recipe_options(function: _Function) -> _Function:
    """Give a command all of them; they reach it as `recipe_file`, `settings`, and by the recipe's own names."""
    for option in reversed(_OPTIONS):
        function = option(function)
    return function


def recipe_given(file: Path | None, settings: tuple[str, ...], options: dict[str, Any]) -> Recipe:
    """The file's recipe, or the project's, then what the command line says, then --set."""
    photos: Path | None = options["photos"]
    base = recipe_of(photos) if photos and is_project(photos) else Recipe()
    recipe = read_recipe(file) if file else base
    given = {name: _plain(value) for name, value in options.items() if value is not None and value != ()}
    if "thaw" in given:
        given["thaw"] = [_thaw(text) for text in options["thaw"]]
    if given.pop("rate", None):
        given["rates"] = recipe.rates | dict(_rate(text) for text in options["rate"])
    return with_settings(recipe_from(msgspec.to_builtins(recipe) | given, "the command line"), list(settings))


def _thaw(text: str) -> dict[str, object]:
    epoch, _, pattern = text.partition(":")
    if not epoch.isdecimal() or not pattern:
        raise click.UsageError(f"--thaw {printable(text)}: write it as EPOCH:GLOB, for example 5:blocks.6.")
    return {"epoch": int(epoch), "layers": [pattern]}


def _rate(text: str) -> tuple[str, float]:
    layer, _, times = text.partition("=")
    try:
        return layer, float(times)
    except ValueError:
        advice = "write it as LAYER=TIMES, for example blocks.6=0.1."
        raise click.UsageError(f"--rate {printable(text)}: {advice}") from None


def _plain(value: object) -> object:
    return str(value) if isinstance(value, Path) else value
