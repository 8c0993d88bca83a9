"""Putting a finished model where a person wants it."""

from collections.abc import Generator
from pathlib import Path

from tlstudio.foundation.errors import StudioError
from tlstudio.foundation.events import Event, Progress
from tlstudio.foundation.files import write_safely
from tlstudio.foundation.names import printable

SUFFIX = ".tlmodel"


def copy_model(model: Path, target: Path) -> Generator[Event, None, Path]:
    """Copy the file; returns where it lies now. StudioError when it cannot be read or written."""
    yield Progress("prepare", 0, 1)
    target = target if target.suffix.lower() == SUFFIX else target.with_name(target.name + SUFFIX)
    try:
        data = model.read_bytes()
    except OSError as error:
        raise StudioError(f"Cannot read the model {printable(str(model))}: {error.strerror}.") from error
    write_safely(target, [data])
    return target
