"""From a layout to the photos in it: every file found, read once, looked at and hashed."""

import importlib.util
from collections.abc import Generator
from pathlib import Path

from tlstudio.dataset.layout import Labelled, Layout
from tlstudio.dataset.sample import Sample, Skipped
from tlstudio.dataset.walk import walk
from tlstudio.foundation.control import Control
from tlstudio.foundation.events import Event, Problem, Progress
from tlstudio.foundation.names import path_bytes, path_text
from tlstudio.foundation.pace import Pace
from tlstudio.photos.looks import refusal_of
from tlstudio.photos.reading import content_digest, read_bytes
from tlstudio.photos.request import Refusal


def gather(layout: Layout, control: Control) -> Generator[Event, None, tuple[list[Sample], list[Skipped]]]:
    """The photos of a layout, in order of path, and everything else in it with its reason (also as Problem events).

    A photo here is a readable file that begins like one; nothing is decoded yet. When the control is stopped, what
    was found so far is returned.
    """
    skipped = list(layout.skipped)
    yield from map(problem, skipped)
    files = yield from _find(layout, control, skipped)
    samples = yield from _read(files, control, skipped)
    return samples, skipped


def problem(skipped: Skipped) -> Problem:
    """The event that tells of a skipped file or folder."""
    return Problem(path_text(skipped.path), skipped.reason, skipped.kind, path_bytes(skipped.path))


def _find(layout: Layout, control: Control, skipped: list[Skipped]) -> Generator[Event, None, list[Labelled]]:
    files = list(layout.files)
    pace = Pace(0)
    yield Progress("scan", 0, 0)
    for number, found in walk([folder.path for folder in layout.folders], layout.roots):
        if control.stopped:
            break
        if isinstance(found, Skipped):
            skipped.append(found)
            yield problem(found)
        else:
            folder = layout.folders[number]
            files.append(Labelled(found, folder.label, folder.part))
        if pace.due():
            yield Progress("scan", len(files), 0)
    return sorted(files, key=lambda file: file.path)


def _read(files: list[Labelled], control: Control, skipped: list[Skipped]) -> Generator[Event, None, list[Sample]]:
    samples = []
    pace = Pace(len(files))
    for done, file in enumerate(files, start=1):
        yield from control.wait_while_paused()
        if control.stopped:
            break
        look = _look(file.path)
        if isinstance(look, Refusal):
            skipped.append(Skipped(file.path, look.kind, look.reason))
            yield problem(skipped[-1])
        else:
            samples.append(Sample(file.path, file.label, file.part, look))
        if pace.due():
            yield Progress("scan", done, len(files), seconds_left=pace.seconds_left(done))
    yield Progress("scan", len(samples), len(files))
    return samples


def _look(path: Path) -> str | Refusal:
    """The digest of what may be a photo, or why the file is none: told by its first bytes."""
    data = read_bytes(path)
    if isinstance(data, Refusal):
        return data
    refusal = refusal_of(data)
    begins_well = refusal.kind in ("damaged", "truncated")
    is_extra = refusal.kind == "heic" and importlib.util.find_spec("pillow_heif") is not None
    return content_digest(data) if begins_well or is_extra else refusal
