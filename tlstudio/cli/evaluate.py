"""`tlstudio evaluate`: how good is a model on labelled photos?"""

from collections.abc import Generator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tlstudio.cli.options import DEVICE
from tlstudio.cli.output import Printer, show_steps
from tlstudio.dataset.sample import Dataset, Sample
from tlstudio.foundation.control import Control
from tlstudio.foundation.events import Event, Warned
from tlstudio.foundation.names import printable

if TYPE_CHECKING:
    from tlstudio.evaluation.report import Report


@click.command("evaluate")
@click.argument("model", type=click.Path(exists=True, path_type=Path))
@click.argument("photos", type=click.Path(exists=True, path_type=Path))
@click.option("--device", type=DEVICE, default="auto", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="One JSON object per line, and nothing else.")
def command(model: Path, photos: Path, device: Any, as_json: bool) -> int:
    """Judge MODEL on PHOTOS: all photos of a folder of classes; of a folder with train/ and val/ or test/, the last."""
    from tlstudio.evaluation.report import evaluate
    from tlstudio.photos.pool import PhotoPool
    from tlstudio.prediction.predictor import load_model

    predictor = load_model(model, device)
    printer = Printer(as_json, with_progress=False)

    def steps(control: Control) -> Generator[Event, None, "Report | None"]:
        samples = yield from _labelled_photos(photos, control)
        return (yield from evaluate(predictor, samples, pool, control))

    with PhotoPool() as pool:
        report, code = show_steps(steps, printer)
    if report:
        printer.show(report, _text(report))
    return code


def _labelled_photos(photos: Path, control: Control) -> Generator[Event, None, tuple[Sample, ...]]:
    from tlstudio.project.collecting import collected

    dataset: Dataset = yield from collected(photos, control)
    part = dataset.part("test") or dataset.part("validation")
    if not dataset.split_given:
        return dataset.samples
    yield Warned(f"Only the {len(part)} photos of the {part[0].split if part else 'validation'} part are judged.")
    return part


def _text(report: "Report") -> str:
    low, high = report.interval
    lines = [f"accuracy {report.accuracy:.1%} (95 % interval {low:.1%} to {high:.1%})", ""]
    width = max(len(printable(name, 40)) for name in report.classes)
    for name, scores in report.per_class.items():
        low, high = scores.recall_interval
        interval = f"({low:.1%} to {high:.1%})"
        lines.append(
            f"{printable(name, 40):{width}}  precision {scores.precision:6.1%}  "
            f"recall {scores.recall:6.1%} {interval:17}  F1 {scores.f1:6.1%}  {scores.photos} photos"
        )
    lines += ["", f"expected calibration error {report.expected_calibration_error:.3f}"]
    return "\n".join(lines)
