"""`tlstudio compare`: what does a second model put right, and what does it break?"""

from collections.abc import Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import msgspec

from tlstudio.cli.options import DEVICE
from tlstudio.cli.output import Printer, show_steps
from tlstudio.foundation.control import Control
from tlstudio.foundation.events import Event
from tlstudio.foundation.files import write_safely
from tlstudio.foundation.names import path_bytes, path_text, printable
from tlstudio.foundation.tables import csv_text

if TYPE_CHECKING:
    from tlstudio.evaluation.comparison import Compared, Comparison, Said, Standing

_COLUMNS = ("path", "label", "group", "first", "first confidence", "second", "second confidence")
_SIGNS = {"fixed": "fixed", "broken": "broken", "both_wrong": "both wrong", "both_right": "both right"}


class _Line(msgspec.Struct, frozen=True, tag_field="event", tag="photo"):
    """One photo, with what both models call it."""

    path: str
    label: str
    group: str
    first: "Said"
    second: "Said"
    path_bytes: str | msgspec.UnsetType = msgspec.UNSET


class _Summary(msgspec.Struct, frozen=True, tag_field="event", tag="summary"):
    """`chance` is how likely two equally good models would differ so clearly."""

    photos: int
    fixed: int
    broken: int
    both_wrong: int
    both_right: int
    first: "Standing"
    second: "Standing"
    chance: float


@click.command("compare")
@click.argument("first", type=click.Path(exists=True, path_type=Path))
@click.argument("second", type=click.Path(exists=True, path_type=Path))
@click.argument("photos", type=click.Path(exists=True, path_type=Path))
@click.option("--csv", "table", type=click.Path(path_type=Path), help="Write all photos to this file as well.")
@click.option("--device", type=DEVICE, default="auto", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="One JSON object per line, and nothing else.")
def command(first: Path, second: Path, photos: Path, table: Path | None, device: Any, as_json: bool) -> int:
    """Ask two models about the same PHOTOS: which ones does SECOND put right, and which does it break?

    PHOTOS is a folder, a table, or a project (.tlproject). Compared is on the test part, else on the validation part,
    without photos that one of the models has learned from, as far as that is known. Lists the photos on which they
    differ, and those that both name wrongly."""
    from tlstudio.evaluation.comparison import compare
    from tlstudio.features.store import Store
    from tlstudio.photos.pool import PhotoPool
    from tlstudio.prediction.predictor import load_model
    from tlstudio.project.learned import photos_to_judge

    models = [load_model(path, device) for path in (first, second)]
    names = _names(first, second)

    def steps(control: Control) -> Generator[Event, None, "Comparison | None"]:
        paths = dict(zip(names, (first, second), strict=True))
        samples = yield from photos_to_judge(photos, paths, control, pool)
        return None if control.stopped else (yield from compare(models[0], models[1], samples, pool, control, Store()))

    printer = Printer(as_json, with_progress=False)
    with PhotoPool() as pool:
        comparison, code = show_steps(steps, printer)
    if comparison:
        _show(comparison, names, printer)
        if table:
            write_safely(table, [_csv(comparison).encode("utf-8")])
    return code


def _names(first: Path, second: Path) -> tuple[str, str]:
    """The files' names, with their folders where the names are the same."""
    texts = (first.name, second.name) if first.name != second.name else (str(first), str(second))
    one, other = (f"“{printable(text)}”" for text in texts)
    return one, other


def _show(comparison: "Comparison", names: tuple[str, str], printer: Printer) -> None:
    for photo in _in_order(comparison):
        if photo.group != "both_right":
            printer.show(_line(photo), _text(photo))
    counts, (first, second) = comparison.counts(), comparison.standings()
    summary = _Summary(
        len(comparison.photos), **counts, first=first, second=second, chance=round(comparison.chance(), 6)
    )
    printer.show(summary, _summary_text(comparison, names))


def _in_order(comparison: "Comparison") -> "Iterator[Compared]":
    from tlstudio.evaluation.comparison import GROUPS

    return (photo for group in GROUPS for photo in comparison.of(group))


def _line(photo: "Compared") -> _Line:
    path = photo.sample.path
    return _Line(path_text(path), photo.sample.label, photo.group, photo.first, photo.second, path_bytes(path))


def _text(photo: "Compared") -> str:
    one, other = (f"{printable(said.label, 40)} {said.confidence:.0%}" for said in (photo.first, photo.second))
    is_so = f"is {printable(photo.sample.label, 40)}"
    return f"{_SIGNS[photo.group]:10}  {printable(path_text(photo.sample.path))}: {is_so}, first {one}, second {other}"


def _summary_text(comparison: "Comparison", names: tuple[str, str]) -> str:
    from tlstudio.evaluation.verdict import standing_text, verdict

    counts = ", ".join(f"{_SIGNS[group]} {count:,}" for group, count in comparison.counts().items())
    figures = (f"{name}: {standing_text(each)} right" for name, each in zip(names, comparison.standings(), strict=True))
    return "\n".join(("", verdict(comparison, *names), *figures, counts))


def _csv(comparison: "Comparison") -> str:
    rows = (
        (
            *(path_text(photo.sample.path), photo.sample.label, photo.group),
            *(photo.first.label, f"{photo.first.confidence:.6f}"),
            *(photo.second.label, f"{photo.second.confidence:.6f}"),
        )
        for photo in _in_order(comparison)
    )
    return csv_text(_COLUMNS, rows)
