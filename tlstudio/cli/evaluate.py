"""`tlstudio evaluate`: how good is a model on labelled photos?"""

from collections.abc import Generator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tlstudio.cli.evaluate_text import report_text
from tlstudio.cli.options import DEVICE
from tlstudio.cli.output import Printer, show_steps
from tlstudio.dataset.sample import Dataset, Sample
from tlstudio.foundation.control import Control
from tlstudio.foundation.errors import UsageError
from tlstudio.foundation.events import Event, Warned
from tlstudio.foundation.files import write_safely
from tlstudio.foundation.steps import Steps

if TYPE_CHECKING:
    from tlstudio.evaluation.outcomes import Evaluation
    from tlstudio.evaluation.report import Report
    from tlstudio.photos.pool import PhotoPool

_CSV_HELP = "Write what it says of each photo to this file as well."


@click.command("evaluate")
@click.argument("model", type=click.Path(exists=True, path_type=Path))
@click.argument("photos", type=click.Path(exists=True, path_type=Path))
@click.option("--report", "page", type=click.Path(path_type=Path), help="Write a page to read and print (HTML).")
@click.option("--with-photos", is_flag=True, help="Show the worst mistakes on that page; else it has no photos.")
@click.option("--csv", "table", type=click.Path(path_type=Path), help=_CSV_HELP)
@click.option("--device", type=DEVICE, default="auto", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="One JSON object per line, and nothing else.")
def command(
    model: Path, photos: Path, page: Path | None, with_photos: bool, table: Path | None, device: Any, as_json: bool
) -> int:
    """Judge MODEL on PHOTOS: all photos of a folder of classes; of a folder with train/ and val/ or test/, the last.

    Where the model has learned from some of them, that is said, with the accuracy on the others.
    """
    from tlstudio.evaluation.evaluating import evaluate
    from tlstudio.evaluation.outcome_table import outcome_table
    from tlstudio.evaluation.report import report_of
    from tlstudio.features.store import Store
    from tlstudio.photos.pool import PhotoPool
    from tlstudio.prediction.predictor import load_model
    from tlstudio.project.learned import seen_photos

    if with_photos and page is None:
        raise UsageError("--with-photos is about the page that --report writes. Give --report FILE.html, too.")
    predictor = load_model(model, device)
    notes: list[str] = []

    def steps(control: Control) -> Generator[Event, None, "Evaluation | None"]:
        samples = yield from _labelled_photos(photos, control)
        learned = yield from seen_photos({"the model": model}, control, pool)
        return (yield from evaluate(predictor, samples, pool, control, Store(), learned))

    with PhotoPool() as pool:
        found, code = show_steps(lambda control: _noted(steps(control), notes), Printer(as_json, with_progress=False))
        if found:
            report = report_of(found)
            Printer(as_json).show(report, report_text(report))
            if page:
                _write_page(page, report, found, (model, photos, notes), pool if with_photos else None)
            if table:
                write_safely(table, [outcome_table(found).encode("utf-8")])
    return code


def _noted(
    steps: Generator[Event, None, "Evaluation | None"], notes: list[str]
) -> Generator[Event, None, "Evaluation | None"]:
    """The same events; what they warn of is noted for the page."""
    noted = Steps(steps)
    for event in noted:
        if isinstance(event, Warned):
            notes.append(event.text)
        yield event
    return noted.result


def _labelled_photos(photos: Path, control: Control) -> Generator[Event, None, tuple[Sample, ...]]:
    from tlstudio.project.collecting import collected

    dataset: Dataset = yield from collected(photos, control)
    part = dataset.part("test") or dataset.part("validation")
    if not dataset.split_given:
        return dataset.samples
    yield Warned(f"Only the {len(part)} photos of the {part[0].split if part else 'validation'} part are judged.")
    return part


def _write_page(
    page: Path,
    report: "Report",
    found: "Evaluation",
    about: tuple[Path, Path, list[str]],
    pool: "PhotoPool | None",
) -> None:
    from tlstudio.evaluation.page import MOST_MISTAKES, About, report_page
    from tlstudio.evaluation.pictures import small_pictures

    model, photos, notes = about
    head = About(model.name, str(photos), f"{datetime.now().astimezone():%Y-%m-%d %H:%M}", tuple(notes))
    pictures = small_pictures(found.mistakes()[:MOST_MISTAKES], pool) if pool else None
    write_safely(page, [report_page(report, head, pictures).encode("utf-8")])
