"""Photos that were moved: where they may lie now, and whether it is they."""

from collections.abc import Generator
from pathlib import Path

from tlstudio.dataset.gather import gather
from tlstudio.dataset.sample import Sample, Skipped
from tlstudio.foundation.control import Control
from tlstudio.foundation.errors import UsageError
from tlstudio.foundation.events import Event
from tlstudio.foundation.names import printable
from tlstudio.project.project import Project
from tlstudio.project.settings import Source

Found = tuple[Source, list[Sample], list[Skipped]]


def moved_to(source: Source, place: Path) -> Source:
    """What was opened, as it may lie at another place: a table of the same name in it, the class folders that were
    opened by themselves, or the folder itself. No photo is looked at.
    """
    inside = tuple(place / path.name for path in source.photos)
    by_name = source.is_table or len(source.photos) > 1
    photos = inside if by_name and all(path.exists() for path in inside) else (place,)
    validation = _moved(source, source.validation, place) if source.validation else None
    unlabelled, single = (
        tuple(_moved(source, path, place) for path in paths) for paths in (source.unlabelled, source.single)
    )
    return Source(photos, validation, unlabelled, single)


def find_again(project: Project, place: Path, control: Control) -> Generator[Event, None, Found]:
    """Look for a project's photos at another place; nothing is noted yet. Yields as `gather`.

    UsageError when not one of its photos lies there.
    """
    source = moved_to(project.source(), place)
    samples, skipped = yield from gather(source.layout(), control)
    dataset = project.dataset()
    known = {each.digest for each in (*dataset.photos, *dataset.left_out, *dataset.missing)}
    if known and not control.stopped and not any(sample.digest in known for sample in samples):
        raise UsageError(
            f"Not one of this project's photos lies in {printable(str(place))}. "
            "Choose the folder that they were moved to."
        )
    return source, samples, skipped


def _moved(source: Source, other: Path, place: Path) -> Path:
    """Where another folder of the project lies now: within the one that was moved, beside it, or where it was."""
    base = source.photos[0]
    places = [place / other.relative_to(base)] if other.is_relative_to(base) else []
    return next((path for path in (*places, place.parent / other.name) if path.exists()), other)
