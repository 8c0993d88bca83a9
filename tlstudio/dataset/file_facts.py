"""How large the photos' files are and when they were last written, for sorting."""

from collections.abc import Generator, Sequence
from pathlib import Path
from typing import NamedTuple

from tlstudio.dataset.sample import Sample
from tlstudio.foundation.control import Control
from tlstudio.foundation.events import Event, Progress
from tlstudio.foundation.pace import Pace


class FileFact(NamedTuple):
    """Bytes, and nanoseconds since 1970; both 0 for a file that is no longer there."""

    size: int
    written: int


_GONE = FileFact(0, 0)


def file_facts(samples: Sequence[Sample], control: Control) -> Generator[Event, None, dict[Path, FileFact]]:
    """The facts of each photo's file; no file is opened. A stopped search returns what it has so far."""
    facts: dict[Path, FileFact] = {}
    pace = Pace(len(samples))
    for done, sample in enumerate(samples, start=1):
        if control.stopped:
            break
        facts[sample.path] = file_fact(sample.path)
        if pace.due():
            yield Progress("scan", done, len(samples))
    return facts


def file_fact(path: Path) -> FileFact:
    """The facts of one file; it is not opened."""
    try:
        status = path.stat()
    except (OSError, ValueError):
        return _GONE
    return FileFact(status.st_size, status.st_mtime_ns)
