"""`tlstudio check`: what is wrong with these photos?"""

from pathlib import Path

import click
import msgspec

from tlstudio.cli.output import Printer, show_steps
from tlstudio.dataset.check import Finding, Summary, check
from tlstudio.foundation.names import printable
from tlstudio.photos.pool import PhotoPool

_LISTED = 3


@click.command("check")
@click.argument("photos", type=click.Path(exists=True, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One JSON object per line, and nothing else.")
def command(photos: Path, as_json: bool) -> int:
    """Look at every file in PHOTOS: what is no usable photo and why, copies, leaks between parts, photos per class."""
    printer = Printer(as_json, with_progress=False)
    with PhotoPool() as pool:
        summary, code = show_steps(lambda control: check(photos, control, pool), printer, _text)
    printer.show(summary, _summary_text(summary))
    return code


def _text(item: msgspec.Struct) -> str | None:
    if not isinstance(item, Finding):
        return None
    listed = ", ".join(printable(path) for path in item.with_[:_LISTED])
    more = f" and {len(item.with_) - _LISTED} more" if len(item.with_) > _LISTED else ""
    same = f" (also {listed}{more})" if listed else ""
    return f"{printable(item.path)}: {item.reason}{same}"


def _summary_text(summary: Summary) -> str:
    classes = ", ".join(f"{printable(label, 40)} {count}" for label, count in summary.classes.items())
    problems = ", ".join(f"{kind} {count}" for kind, count in summary.problems.items())
    return (
        f"\n{_count(summary.photos, 'usable photo')}, {_count(summary.refused, 'file')} not used\n"
        f"classes: {classes or 'none'}\n"
        f"findings: {problems or 'none'}"
    )


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}" if number == 1 else f"{number:,} {what}s"
