"""`tlstudio find-rate`: at which learning rate would these photos be learned well?"""

from collections.abc import Generator
from pathlib import Path
from typing import Any

import click

from tlstudio.cli.output import Printer, show_steps
from tlstudio.cli.recipe_options import recipe_given, recipe_options
from tlstudio.features.choice import CacheChoice
from tlstudio.foundation.control import Control
from tlstudio.foundation.events import Event
from tlstudio.project.collecting import photos_of
from tlstudio.training.tried_rates import FoundRate


@click.command("find-rate")
@click.argument("photos", type=click.Path(exists=True, path_type=Path), required=False)
@click.option("--validation", type=click.Path(exists=True), help="A folder of classes to validate on.")
@recipe_options
@click.option(
    "--cache-dir", type=click.Path(file_okay=False, path_type=Path), help="Keep the frozen part's features here."
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object per line, and nothing else.")
def command(
    recipe_file: Path | None, settings: tuple[str, ...], cache_dir: Path | None, as_json: bool, **options: Any
) -> int:
    """Take some steps on PHOTOS at ever higher learning rates, and say which of them suits. No model is kept.

    PHOTOS is a folder with one sub-folder per class, a CSV table, or a project. The other options are those of
    “tlstudio train”; a learning rate among them only says that one is wanted."""
    recipe = recipe_given(recipe_file, settings, options)
    if not recipe.photos:
        raise click.UsageError("Missing argument 'PHOTOS'.")
    from tlstudio.photos.pool import PhotoPool
    from tlstudio.training.finder import find_rate

    def steps(control: Control) -> Generator[Event, None, FoundRate | None]:
        dataset = yield from photos_of(recipe, control, pool)
        if control.stopped:
            return None
        return (yield from find_rate(recipe, dataset, pool, CacheChoice(folder=cache_dir), control))

    printer = Printer(as_json)
    with PhotoPool() as pool:
        found, code = show_steps(steps, printer)
    if found:
        printer.show(found, _text(found))
    return code


def _text(found: FoundRate) -> str:
    lines = [f"{tried.rate:9.1e}   loss {tried.smoothed:.3f}" for tried in found.tried]
    heading = f"learning rate {found.rate:g}\n" if found.rate else ""
    return "\n".join([*lines, "", f"{heading}{found.reason}"]).lstrip("\n")
