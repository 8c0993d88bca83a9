"""`tlstudio layers`: what a network is made of, and what each stage of it already knows about some photos."""

from collections.abc import Generator
from pathlib import Path
from typing import Any

import click
import msgspec

from tlstudio.backbone.tree import HeadDesign, Row
from tlstudio.cli.options import DEVICE, cut_option, hidden_option
from tlstudio.cli.output import Printer, show_steps
from tlstudio.foundation.control import Control
from tlstudio.foundation.events import Event, Probed
from tlstudio.foundation.steps import Steps


class Probe(msgspec.Struct, frozen=True):
    """How often a linear probe behind the row is right on `photos` photos; `best` marks the best place to cut."""

    accuracy: float
    interval: tuple[float, float]
    photos: int
    best: bool


class Line(msgspec.Struct, frozen=True):
    """A row of the tree as the terminal shows it; with photos `probe` says what a stage that ends there knows."""

    path: str
    type: str
    stage: int
    parameters: int
    output: tuple[int, ...]
    children: int
    probe: Probe | msgspec.UnsetType | None = msgspec.UNSET


@click.command("layers")
@click.argument("backbone")
@click.option("--classes", type=click.IntRange(min=2), default=2, show_default=True, help="Classes of the new head.")
@hidden_option
@cut_option
@click.option(
    "--photos",
    type=click.Path(exists=True, path_type=Path),
    help="Find out what each stage already knows about these photos, by linear probes.",
)
@click.option("--device", type=DEVICE, default="auto", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="One JSON object per line, and nothing else.")
def command(
    backbone: str,
    classes: int,
    hidden: tuple[int, ...],
    cut: str | None,
    photos: Path | None,
    device: Any,
    as_json: bool,
) -> int:
    """List the layers of BACKBONE in the order data flows: the names that --freeze, --unfreeze and --cut match."""
    from tlstudio.backbone.catalogue import layer_tree

    rows = layer_tree(backbone, classes, _design(hidden, cut)).rows
    printer = Printer(as_json, with_progress=False)
    found, code = _probes(backbone, photos, device, printer) if photos else (None, 0)
    for row in rows if code == 0 else ():
        probe = found.get(row.path) if found is not None else msgspec.UNSET
        line = Line(row.path, row.type, row.stage, row.parameters, row.output, row.children, probe)
        printer.show(line, _row_text(row) + _probe_text(probe))
    return code


def _design(hidden: tuple[int, ...], cut: str | None) -> HeadDesign:
    """UsageError for more hidden layers than there can be."""
    from tlstudio.training.recipe import recipe_from

    return recipe_from({"hidden": hidden, "cut": cut}, "the command line").head


def _probes(backbone: str, photos: Path, device: Any, printer: Printer) -> tuple[dict[str, Probe], int]:
    from tlstudio.evaluation.probes import probe
    from tlstudio.features.store import Store
    from tlstudio.foundation.device import choose_device
    from tlstudio.photos.pool import PhotoPool
    from tlstudio.project.collecting import collected

    def steps(control: Control) -> Generator[Event, None, tuple[Probed, ...] | None]:
        dataset = yield from collected(photos, control)
        probing = probe(backbone, dataset, pool, Store(), choose_device(device), control)
        if control.stopped:
            return None
        return (yield from _without_results(probing))

    with PhotoPool() as pool:
        found, code = show_steps(steps, printer)
    return {one.path: Probe(one.accuracy, one.interval, one.photos, one.best) for one in found or ()}, code


def _without_results(
    probing: Generator[Event, None, tuple[Probed, ...] | None],
) -> Generator[Event, None, tuple[Probed, ...] | None]:
    """What it says but for its results, which stand in the lines of the rows."""
    steps = Steps(probing)
    for event in steps:
        if not isinstance(event, Probed):
            yield event
    return steps.result


def _row_text(row: Row) -> str:
    indent = "  " * row.path.count(".")
    shape = " × ".join(str(side) for side in row.output)
    return f"{indent + row.path:44} {row.type:24} {row.parameters:>12,}  {shape}"


def _probe_text(probe: Probe | msgspec.UnsetType | None) -> str:
    if not isinstance(probe, Probe):
        return ""
    low, high = probe.interval
    best = ", best place to cut" if probe.best else ""
    return f"   knows {probe.accuracy:.1%} of {probe.photos} photos ({low:.1%} to {high:.1%}){best}"
