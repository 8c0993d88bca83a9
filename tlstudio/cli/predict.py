"""`tlstudio predict`: what is in these files?"""

from collections.abc import Generator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import msgspec

from tlstudio.cli.options import DEVICE
from tlstudio.cli.output import Printer, show_steps
from tlstudio.foundation.files import write_safely
from tlstudio.foundation.names import printable
from tlstudio.prediction.answer import Answer, NoAnswer, fewest_to_keep
from tlstudio.prediction.answer_table import answers_csv
from tlstudio.prediction.files import regular_files
from tlstudio.prediction.sorting import Choice, check_place, sort_into, sorted_text

if TYPE_CHECKING:
    from tlstudio.prediction.predictor import Predictor


@click.command("predict")
@click.argument("model", type=click.Path(exists=True, path_type=Path))
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--top", type=click.IntRange(min=1), default=5, show_default=True, help="How many classes to list.")
@click.option(
    "--neither",
    "keep",
    type=click.FloatRange(min=0, max=1, min_open=True),
    help="The share of photos of the model's own kind to keep (0.95); the rest is neither. 1: keep all.",
)
@click.option("--csv", "table", type=click.Path(path_type=Path), help="Write the answers to this file as well.")
@click.option("--sort-into", "folder", type=click.Path(path_type=Path), help="Copy each photo into its class's folder.")
@click.option("--unsure-apart", is_flag=True, help="With --sort-into: below 60 %, into a folder “unsure” instead.")
@click.option("--device", type=DEVICE, default="auto", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="One JSON object per line, and nothing else.")
def command(
    model: Path,
    paths: tuple[Path, ...],
    top: int,
    keep: float | None,
    table: Path | None,
    folder: Path | None,
    unsure_apart: bool,
    device: Any,
    as_json: bool,
) -> int:
    """Classify PATHS with MODEL: one line for every file, those below a folder included."""
    apart_from = list(filter(Path.is_dir, paths))
    if folder:
        check_place(folder, apart_from)  # rather now than after all answers
    from tlstudio.photos.pool import PhotoPool
    from tlstudio.prediction.predictor import load_model

    predictor = load_model(model, device)
    if keep is not None:
        predictor.keep_rate = keep
    note = _never_neither(predictor, asked_for=keep is not None)
    if note:
        click.echo(f"Note: {note}", err=True)
    files = [file for path in paths for file in regular_files(path)]
    answers: list[Answer | NoAnswer] = []
    printer = Printer(as_json, with_progress=False)
    with PhotoPool() as pool:
        _, code = show_steps(
            lambda control: _cut_short(predictor.predict_files(files, pool, control), top, answers), printer, _text
        )
    if table:
        write_safely(table, [answers_csv(answers)])
    if folder and not code:
        asked = list(zip(files, answers, strict=True))
        result, code = show_steps(
            lambda control: sort_into(asked, folder, control, Choice(unsure_apart=unsure_apart), apart_from), printer
        )
        printer.show(result, sorted_text(result))
    return code


def _never_neither(predictor: "Predictor", asked_for: bool) -> str:
    """Why the model calls nothing “neither” although it is to; empty where it does, and where nobody asked."""
    keep, reference = predictor.keep_rate, predictor.reference
    if keep >= 1 or (reference is None and not asked_for):
        return ""
    if reference is None:
        return (
            "nothing is called neither, as this model remembers none of its training photos. Train it again for that."
        )
    fewest, known = fewest_to_keep(keep), len(reference.distances)
    if known >= fewest:
        return ""
    return f"nothing is called neither: to keep {keep:.4g} takes at least {fewest} photos; this model knows {known}."


def _cut_short(
    items: Generator[msgspec.Struct, None, None], top: int, answers: list[Answer | NoAnswer]
) -> Generator[msgspec.Struct, None, None]:
    for item in items:
        shown = msgspec.structs.replace(item, top=item.top[:top]) if isinstance(item, Answer) else item
        if isinstance(shown, Answer | NoAnswer):
            answers.append(shown)
        yield shown


def _text(item: msgspec.Struct) -> str | None:
    match item:
        case Answer():
            said = "neither" if item.label is None else printable(item.label, 60)
            others = ", ".join(f"{printable(label, 40)} {share:.1%}" for label, share in item.top[not item.neither : 3])
            return f"{printable(item.path)}: {said} {item.confidence:.1%}   ({others})"
        case NoAnswer():
            return f"{printable(item.path)}: no photo: {item.error}"
    return None
