"""From a layout to the photos in it: every file found, and each that is not remembered read, looked at and hashed."""

import importlib.util
import time
from collections.abc import Generator
from pathlib import Path
from typing import NamedTuple

from tlstudio.dataset.layout import Labelled, Layout
from tlstudio.dataset.remembered import Stamp, recall, remember, stamp_of
from tlstudio.dataset.sample import Sample, Skipped
from tlstudio.dataset.walk import walk
from tlstudio.foundation.control import Control
from tlstudio.foundation.events import Event, Problem, Progress
from tlstudio.foundation.names import path_bytes, path_text
from tlstudio.foundation.pace import Pace
from tlstudio.photos.looks import refusal_of
from tlstudio.photos.reading import content_digest, read_bytes
from tlstudio.photos.request import Refusal


class _Found(NamedTuple):
    """A file before it was looked at; without a stamp it is not remembered."""

    file: Labelled
    stamp: Stamp | None


def gather(layout: Layout, control: Control) -> Generator[Event, None, tuple[list[Sample], list[Skipped]]]:
    """The photos of a layout, in order of path, and everything else in it with its reason (also as Problem events).

    A photo here is a readable file that begins like one; nothing is decoded yet, and one that is remembered from an
    earlier time and unchanged is not even opened. When the control is stopped, what was found so far is returned.
    """
    skipped = list(layout.skipped)
    yield from map(problem, skipped)
    files = yield from _find(layout, control, skipped)
    samples = yield from _read(files, control, skipped)
    return samples, skipped


def problem(skipped: Skipped) -> Problem:
    """The event that tells of a skipped file or folder."""
    return Problem(path_text(skipped.path), skipped.reason, skipped.kind, path_bytes(skipped.path))


def _find(layout: Layout, control: Control, skipped: list[Skipped]) -> Generator[Event, None, list[_Found]]:
    files = [_Found(file, stamp_of(file.path)) for file in layout.files]
    named = {file.path for file in layout.files}  # also where one of the folders is that of the table
    pace = Pace(0)
    yield Progress("scan", 0, 0)
    for number, found in walk([folder.path for folder in layout.folders], layout.roots):
        if control.stopped:
            break
        if isinstance(found, Skipped):
            skipped.append(found)
            yield problem(found)
        elif found not in named:
            folder = layout.folders[number]
            files.append(_Found(Labelled(found, folder.label, folder.part), stamp_of(found)))
        if pace.due():
            yield Progress("scan", len(files), 0)
    return sorted(files, key=lambda found: found.file.path.parts)


def _read(files: list[_Found], control: Control, skipped: list[Skipped]) -> Generator[Event, None, list[Sample]]:
    known = recall(stamp for _, stamp in files if stamp)
    unknown = [found for found in files if found.stamp not in known]
    from_cache = len(files) - len(unknown)
    read = yield from _read_unknown(unknown, from_cache, control, skipped)
    samples = []
    for file, stamp in files:
        digest = (known.get(stamp) if stamp else None) or read.get(file.path)
        if digest:
            samples.append(Sample(file.path, file.label, file.part, digest))
    yield Progress("scan", len(samples), len(files), from_cache=from_cache)
    return samples


def _read_unknown(
    files: list[_Found], from_cache: int, control: Control, skipped: list[Skipped]
) -> Generator[Event, None, dict[Path, str]]:
    """The digests of those that are photos, which are remembered; those that came after a stop are missing."""
    digests: dict[Path, str] = {}
    settled: dict[Stamp, str] = {}
    pace = Pace(len(files))
    try:
        for done, (file, stamp) in enumerate(files, start=1):
            yield from control.wait_while_paused()
            if control.stopped:
                break
            started = time.time_ns()
            look = digest_or_refusal(file.path)
            if isinstance(look, Refusal):
                skipped.append(Skipped(file.path, look.kind, look.reason))
                yield problem(skipped[-1])
            else:
                digests[file.path] = look
                if stamp and stamp.is_settled(started) and stamp == stamp_of(file.path):
                    settled[stamp] = look
            if pace.due():
                left = pace.seconds_left(done)
                yield Progress("scan", from_cache + done, from_cache + len(files), None, from_cache, left)
    finally:
        remember(settled)
    return digests


def digest_or_refusal(path: Path) -> str | Refusal:
    """The digest of what may be a photo, or why the file is none: told by its first bytes."""
    data = read_bytes(path)
    return data if isinstance(data, Refusal) else digest_of(data)


def digest_of(data: bytes) -> str | Refusal:
    """The same for a file's content."""
    refusal = refusal_of(data)
    begins_well = refusal.kind in ("damaged", "truncated")
    is_extra = refusal.kind == "heic" and importlib.util.find_spec("pillow_heif") is not None
    return content_digest(data) if begins_well or is_extra else refusal
