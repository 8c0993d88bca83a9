"""`tlstudio advise`: which layers to freeze for some photos, and what more photos would bring; proven on request."""

from collections.abc import Generator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import msgspec

from tlstudio.cli.options import DEVICE
from tlstudio.cli.output import Printer, show_steps
from tlstudio.foundation.control import Control
from tlstudio.foundation.events import Event, Probed
from tlstudio.foundation.names import printable
from tlstudio.foundation.steps import Steps
from tlstudio.project.collecting import photos_of
from tlstudio.training.recipe import Recipe

if TYPE_CHECKING:
    from tlstudio.evaluation.advised import Advice, Proven


@click.command("advise")
@click.argument("photos", type=click.Path(exists=True, path_type=Path))
@click.option(
    "--prove", is_flag=True, help="Try the candidates on the same photos, and say whether the advice is right."
)
@click.option("--backbone", help="The pre-trained network, or a model of your own.")
@click.option("--device", type=DEVICE, default="auto", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="One JSON object per line, and nothing else.")
def command(photos: Path, prove: bool, backbone: str | None, device: Any, as_json: bool) -> int:
    """Say which layers to freeze for PHOTOS, why, and what more photos would bring. The photos of a test/ folder are
    not looked at; no model is kept.

    PHOTOS is a folder with one sub-folder per class, a CSV table, or a project."""
    from tlstudio.evaluation.advice import advise
    from tlstudio.features.store import Store
    from tlstudio.photos.pool import PhotoPool

    recipe = Recipe(photos=str(photos), device=device)
    if backbone:
        recipe = msgspec.structs.replace(recipe, backbone=backbone)

    def steps(control: Control) -> Generator[Event, None, "Advice | None"]:
        dataset = yield from photos_of(recipe, control, pool)
        if control.stopped:
            return None
        return (yield from _without_probes(advise(recipe, dataset, pool, Store(), control, proven=prove)))

    printer = Printer(as_json)
    with PhotoPool() as pool:
        found, code = show_steps(steps, printer, _text)
    if found:
        printer.show(found, _advice_text(found))
    return code


def _without_probes(
    advising: Generator[Event, None, "Advice | None"],
) -> Generator[Event, None, "Advice | None"]:
    """What it says but for the probes, which are part of its result."""
    steps = Steps(advising)
    for event in steps:
        if not isinstance(event, Probed):
            yield event
    return steps.result


def _text(item: msgspec.Struct) -> str | None:
    from tlstudio.evaluation.advised import TrialEnded, TrialEpoch

    if isinstance(item, TrialEpoch):
        return ""
    if isinstance(item, TrialEnded):
        right = f"{item.accuracy:6.1%} of {item.photos} photos right"
        return f"fold {item.fold}: {right}   {printable(item.candidate, 40)}, {item.seconds:.0f} s so far"
    return None


def _advice_text(advice: "Advice") -> str:
    lines = ["", advice.summary, "", *(f"  · {reason}" for reason in advice.reasons)]
    if advice.proof:
        lines += ["", *map(_proven_text, advice.proof), "", advice.verdict or ""]
    return "\n".join(lines)


def _proven_text(one: "Proven") -> str:
    low, high = one.interval
    figures = f"{one.accuracy:6.1%} ({low:.1%} to {high:.1%}) of {one.photos} photos right"
    beside = "" if one.chance is None else f"   {one.better} gained, {one.worse} lost"
    return f"{printable(one.name, 40):32}{figures}   {one.seconds:6.0f} s{beside}"
