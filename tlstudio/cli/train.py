"""`tlstudio train`: folder of photos → model."""

from collections.abc import Generator
from pathlib import Path
from typing import Any

import click

from tlstudio.cli.output import Printer, show_steps
from tlstudio.cli.recipe_options import recipe_given, recipe_options
from tlstudio.features.choice import CacheChoice
from tlstudio.foundation.control import Control
from tlstudio.foundation.events import Event
from tlstudio.training.tensorboard import check_tensorboard, with_logs


@click.command("train")
@click.argument("photos", type=click.Path(exists=True, path_type=Path), required=False)
@click.option("--out", type=click.Path(path_type=Path), help="Where to save the model (a .tlmodel file).")
@click.option("--validation", type=click.Path(exists=True), help="A folder of classes to validate on.")
@recipe_options
@click.option(
    "--cache-dir", type=click.Path(file_okay=False, path_type=Path), help="Keep the frozen part's features here."
)
@click.option("--no-cache", is_flag=True, help="Compute the frozen part anew in every epoch; keep nothing.")
@click.option("--resume", is_flag=True, help="Go on with the run that was interrupted on its way to the same model.")
@click.option(
    "--tensorboard", "logs", type=click.Path(file_okay=False, path_type=Path), help="Write TensorBoard logs here, too."
)
@click.option("--download", is_flag=True, help="Fetch the network's weights when they are not on this computer.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object per line, and nothing else.")
def command(
    recipe_file: Path | None,
    settings: tuple[str, ...],
    cache_dir: Path | None,
    no_cache: bool,
    resume: bool,
    logs: Path | None,
    download: bool,
    as_json: bool,
    **options: Any,
) -> int:
    """Train a classifier on PHOTOS: a folder with one sub-folder per class, or with train/ and val/, a CSV table, or a
    project, whose own recipe then holds where no option says otherwise."""
    recipe = recipe_given(recipe_file, settings, options)
    if not recipe.photos and not resume:
        raise click.UsageError("Missing argument 'PHOTOS'.")
    if not recipe.out:
        raise click.UsageError("Missing option '--out'.")
    if logs:
        check_tensorboard()
    from tlstudio.pipeline import run

    cache, name = CacheChoice(enabled=not no_cache, folder=cache_dir), Path(recipe.out).stem

    def steps(control: Control) -> Generator[Event, None, None]:
        events = run(recipe, control, cache=cache, download=download, resume=resume)
        return with_logs(events, logs, recipe, name) if logs else events

    return show_steps(steps, Printer(as_json))[1]
