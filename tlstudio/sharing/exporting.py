"""A model as a file for other programs: made in a process of its own, tried, and only then put in its place."""

import math
import tempfile
from collections.abc import Generator
from pathlib import Path

import msgspec

from tlstudio.foundation.child import run_module
from tlstudio.foundation.control import Control
from tlstudio.foundation.errors import StudioError, UsageError
from tlstudio.foundation.events import Event, Progress
from tlstudio.foundation.files import cannot_write, check_place, write_safely
from tlstudio.foundation.names import path_bytes, path_text, printable, size_text
from tlstudio.modelfile.container import read_description
from tlstudio.sharing.make_onnx import Outcome

_SINGLE = 1e-7  # what float32 can tell apart


class Exported(Event, frozen=True, tag="exported"):
    """A model lies at `path` in another format, `bytes` long, for so many `classes`.

    `largest_difference` is how far a probability was off at most from the studio's own, tried on a few pictures before
    the file was written. `path_bytes` (base64) is set when the file's name is not UTF-8.
    """

    path: str
    format: str
    bytes: int
    classes: int
    largest_difference: float
    path_bytes: str | msgspec.UnsetType = msgspec.UNSET


def export_onnx(model: Path, out: Path, control: Control) -> Generator[Event, None, Exported | None]:
    """Write the model to `out` in ONNX, its weights inside; None when stopped. What lay there before stays until then.

    UsageError when `out` cannot be a new file. StudioError when the model cannot be read, or ONNX cannot hold it, or
    the exported model answers otherwise than the studio.
    """
    check_place(out, "exported model")
    if out.exists() and out.samefile(model):
        raise UsageError(f"{printable(str(out))} is the model itself. Give another name for the exported one.")
    classes = len(read_description(model).classes)
    yield Progress("prepare", 0, 1)
    try:
        with tempfile.TemporaryDirectory(prefix="tlstudio-") as folder:
            made = _made(model, Path(folder), control)
    except OSError as error:
        raise StudioError(cannot_write(out, error)) from error
    if made is None:
        return None
    data, difference = made
    write_safely(out, [data])
    yield Progress("prepare", 1, 1)
    return Exported(path_text(out), "onnx", len(data), classes, difference, path_bytes(out))


def exported_text(exported: Exported) -> str:
    """For a person: where it lies, and how nearly it answers as the studio does."""
    return (
        f"{printable(exported.path, 400)}, {size_text(exported.bytes)}. It answers as the studio does: the "
        f"probabilities of {exported.classes:,} classes are the same to {_decimals(exported.largest_difference)} "
        "decimals."
    )


def _decimals(difference: float) -> int:
    """How many decimals of numbers between 0 and 1 are the same, where they are so far apart."""
    return math.floor(-math.log10(max(difference, _SINGLE)))


def _made(model: Path, folder: Path, control: Control) -> tuple[bytes, float] | None:
    """The file's bytes, and by how much its answers are off; None when stopped."""
    file, told = folder / "model.onnx", folder / "outcome.json"
    run_module("tlstudio.sharing.make_onnx", [str(model.absolute()), str(file), str(told)], control)
    if control.stopped:
        return None
    if not told.is_file():
        raise StudioError(
            f"{printable(str(model))} could not be exported: most likely the memory was used up. Nothing was written. "
            "Close other programs, then try again."
        )
    outcome = msgspec.json.decode(told.read_bytes(), type=Outcome)
    if outcome.error:
        raise StudioError(outcome.error)
    return file.read_bytes(), outcome.difference
