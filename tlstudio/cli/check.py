"""`tlstudio check`: what is wrong with these photos?"""

from collections.abc import Generator
from pathlib import Path
from typing import Any

import click

from tlstudio.cli.options import DEVICE
from tlstudio.cli.output import Printer, show_steps
from tlstudio.dataset.check import Summary, check
from tlstudio.dataset.finding import Finding, worst_first
from tlstudio.foundation.control import Control
from tlstudio.foundation.events import Event, Problem
from tlstudio.foundation.names import printable
from tlstudio.foundation.steps import Steps
from tlstudio.photos.pool import PhotoPool
from tlstudio.project.collecting import collected, is_project

_LISTED = 3


@click.command("check")
@click.argument("photos", type=click.Path(exists=True, path_type=Path))
@click.option("--quick", is_flag=True, help="Without a network: no likely wrong labels, and no strays.")
@click.option("--device", type=DEVICE, default="auto", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="One JSON object per line, and nothing else.")
def command(photos: Path, quick: bool, device: Any, as_json: bool) -> int:
    """Look at every file in PHOTOS: what is no usable photo and why, dark, blurred and tiny ones, copies and nearly the
    same pictures, leaks between parts, bursts, likely wrong labels, strays, and photos per class. Worst first.

    PHOTOS is a folder, a table, or a project (.tlproject), whose labels, parts and left-out photos count."""
    printer = Printer(as_json, with_progress=False)
    found: list[Finding] = []
    with PhotoPool() as pool:
        summary, code = show_steps(
            lambda control: _without_findings(_steps(photos, control, pool, quick, device), found), printer
        )
    for finding in worst_first(found):
        printer.show(finding, _text(finding))
    printer.show(summary, _summary_text(summary))
    return code


def _steps(named: Path, control: Control, pool: PhotoPool, quick: bool, device: Any) -> Generator[Event, None, Summary]:
    photos = (yield from collected(named, control, pool)) if is_project(named) else named
    if quick:
        return (yield from check(photos, control, pool))
    from tlstudio.evaluation.quality import check_all
    from tlstudio.features.store import Store
    from tlstudio.foundation.device import choose_device

    return (yield from check_all(photos, control, pool, Store(), choose_device(device)))


def _without_findings(steps: Generator[Event, None, Summary], found: list[Finding]) -> Generator[Event, None, Summary]:
    """The steps but for their findings, which are put into `found`: the worst is known only at the end."""
    checking = Steps(steps)
    for event in checking:
        if isinstance(event, Finding):
            found.append(event)
        elif not isinstance(event, Problem):  # a file that is not used, or not read by the network, has been told
            yield event
    return checking.result


def _text(finding: Finding) -> str:
    listed = ", ".join(printable(path) for path in finding.with_[:_LISTED])
    more = f" and {len(finding.with_) - _LISTED} more" if len(finding.with_) > _LISTED else ""
    same = f" (also {listed}{more})" if listed else ""
    return f"{printable(finding.path)}: {finding.reason}{same}"


def _summary_text(summary: Summary) -> str:
    classes = ", ".join(f"{printable(label, 40)} {count}" for label, count in summary.classes.items())
    problems = ", ".join(f"{kind} {count}" for kind, count in summary.problems.items())
    kept = summary.kept_together
    together = f"split: {_count(kept, 'photo')} kept on one side with their copies and bursts\n" if kept else ""
    return (
        f"\n{_count(summary.photos, 'usable photo')}, {_count(summary.refused, 'file')} not used\n"
        f"classes: {classes or 'none'}\n"
        f"{together}"
        f"findings: {problems or 'none'}"
    )


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}" if number == 1 else f"{number:,} {what}s"
