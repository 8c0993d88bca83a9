"""`tlstudio cross-validate`: how good would a model of these photos be, and how sure is that?"""

from collections.abc import Generator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tlstudio.cli.output import Printer, show_steps
from tlstudio.cli.recipe_options import recipe_given, recipe_options
from tlstudio.foundation.control import Control
from tlstudio.foundation.events import Event
from tlstudio.foundation.names import printable
from tlstudio.project.collecting import collected

if TYPE_CHECKING:
    from tlstudio.evaluation.cross_validated import CrossValidated


@click.command("cross-validate")
@click.argument("photos", type=click.Path(exists=True, path_type=Path), required=False)
@click.option(
    "--folds", type=click.IntRange(2, 100), default=5, show_default=True, help="Parts that the photos are dealt into."
)
@click.option(
    "--repeats", type=click.IntRange(1, 100), default=3, show_default=True, help="How often they are dealt out anew."
)
@recipe_options
@click.option(
    "--cache-dir", type=click.Path(file_okay=False, path_type=Path), help="Keep the frozen part's features here."
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object per line, and nothing else.")
def command(
    recipe_file: Path | None,
    settings: tuple[str, ...],
    folds: int,
    repeats: int,
    cache_dir: Path | None,
    as_json: bool,
    **options: Any,
) -> int:
    """Say how good a model trained on PHOTOS would be, by asking about each of them a network that was trained on the
    others: in --folds parts, --repeats times. The photos of a test/ folder are not looked at; no model is kept.

    PHOTOS is a folder with one sub-folder per class, a CSV table, or a project. The other options are those of
    “tlstudio train”."""
    recipe = recipe_given(recipe_file, settings, options)
    if not recipe.photos:
        raise click.UsageError("Missing argument 'PHOTOS'.")
    from tlstudio.evaluation.cross_validation import cross_validate
    from tlstudio.features.store import Store
    from tlstudio.photos.pool import PhotoPool

    named = Path(recipe.photos) if isinstance(recipe.photos, str) else tuple(map(Path, recipe.photos))
    apart = Path(recipe.validation) if recipe.validation else None

    def steps(control: Control) -> Generator[Event, None, "CrossValidated | None"]:
        dataset = yield from collected(named, control, validation=apart)
        if control.stopped:
            return None
        return (yield from cross_validate(recipe, dataset, pool, Store(cache_dir), control, folds, repeats))

    printer = Printer(as_json)
    with PhotoPool() as pool:
        found, code = show_steps(steps, printer)
    if found:
        printer.show(found, _text(found))
    return code


def _text(found: "CrossValidated") -> str:
    low, high = found.interval
    lowest, highest = min(found.repeats), max(found.repeats)
    mean = (
        f", the mean of {len(found.repeats)} repeats ({lowest:.1%} to {highest:.1%})" if len(found.repeats) > 1 else ""
    )
    lines = [f"\n{found.accuracy:.1%} of {found.photos} photos right (95 % interval {low:.1%} to {high:.1%}){mean}"]
    width = max(len(printable(name, 40)) for name in found.per_class)
    for name, share in found.per_class.items():
        low, high = share.interval
        interval = f"({low:.1%} to {high:.1%})"
        lines.append(
            f"{printable(name, 40):{width}}  {share.accuracy:6.1%} right  {interval:17}  {share.photos} photos"
        )
    return "\n".join([*lines, "", found.conclusion])
