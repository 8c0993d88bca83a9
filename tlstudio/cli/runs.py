"""`tlstudio runs`: what was tried on a project, and what came of it."""

from datetime import datetime
from pathlib import Path

import click

from tlstudio.cli.output import Printer, duration_text
from tlstudio.foundation.errors import UsageError
from tlstudio.foundation.files import write_safely
from tlstudio.foundation.names import printable
from tlstudio.project.collecting import is_project
from tlstudio.project.opening import open_project
from tlstudio.project.own import own_path
from tlstudio.project.run_table import ENDINGS, RunLine, differs_text, run_lines, runs_as_csv
from tlstudio.project.settings import Source


@click.command("runs")
@click.argument("project", type=click.Path(exists=True, path_type=Path))
@click.option("--csv", "table", type=click.Path(path_type=Path), help="Write them to this file as well.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object per run, and nothing else.")
def command(project: Path, table: Path | None, as_json: bool) -> int:
    """List the runs of PROJECT, the first one first: how each went, and what it did otherwise than the one before.

    PROJECT is a .tlproject file, or a folder of photos that the window has opened. It is only read."""
    with open_project(_project_of(project), read_only=True) as opened:
        runs = opened.runs()
    printer = Printer(as_json)
    for line in run_lines(runs):
        printer.show(line, _text(line))
    if not runs and not as_json:
        click.echo(f"No runs yet. “tlstudio train {printable(str(project))} --out MODEL.tlmodel” makes the first.")
    if table:
        write_safely(table, [runs_as_csv(runs).encode("utf-8", errors="replace")])
    return 0


def _project_of(path: Path) -> Path:
    if is_project(path):
        return path
    own = own_path(Source((path,)))
    if not own.is_file():
        raise UsageError(f"No runs are kept for {printable(str(path))}: open it in the window, or name a .tlproject.")
    return own


def _text(line: RunLine) -> str:
    differs = differs_text(line)
    facts = [
        f"run {line.run}",
        f"{datetime.fromisoformat(line.started).astimezone():%Y-%m-%d %H:%M}",
        *([_right_text(line)] if line.validation_interval else []),
        _end_text(line),
        printable(Path(line.network).name, 60),
        line.strategy,
        *([f"“{printable(line.note, 120)}”"] if line.note else []),
    ]
    return "   ".join(facts) + (f"\n       {differs}" if differs else "")


def _right_text(line: RunLine) -> str:
    assert line.validation_interval is not None
    low, high = line.validation_interval
    return f"{line.validation_accuracy:.1%} right (95 % interval {low:.1%} to {high:.1%})"


def _end_text(line: RunLine) -> str:
    if line.failure is not None:
        return f"failed: {line.failure}"
    if not line.epochs:
        return f"{ENDINGS[line.end]} before the end of its first epoch"
    epochs = f"{line.epochs} epoch{'' if line.epochs == 1 else 's'}"
    return f"{ENDINGS[line.end]} after {epochs}, {duration_text(line.seconds)}"
