"""What runs in the background while photos are opened."""

from collections.abc import Generator
from dataclasses import dataclass, field
from pathlib import Path

from tlstudio.dataset.gather import gather
from tlstudio.dataset.glimpse import first_photos
from tlstudio.dataset.layout import WANTED, LayoutError
from tlstudio.dataset.sample import Dataset, Sample
from tlstudio.dataset.scan import Photos, scan
from tlstudio.foundation.control import Control
from tlstudio.foundation.errors import StudioError, UsageError
from tlstudio.foundation.events import Event, Progress
from tlstudio.foundation.names import printable
from tlstudio.gui.project.keeping import Memory, memory_of
from tlstudio.gui.worker import Worker
from tlstudio.project.copying import save_as
from tlstudio.project.errors import InUseError
from tlstudio.project.journal import Step
from tlstudio.project.locating import find_again
from tlstudio.project.opening import open_project
from tlstudio.project.own import is_own, open_own, own_path
from tlstudio.project.project import Project
from tlstudio.project.settings import Source

LOST = "If they were moved, choose File ▸ Locate Photos…."
_NOT_KEPT = "Labels and marks cannot be changed here, because they could not be kept."


@dataclass(frozen=True)
class Glimpse:
    """The first photos of a folder that is still being read."""

    samples: tuple[Sample, ...]


@dataclass(frozen=True)
class Opened:
    """What was opened: photos, and the project that keeps what a person does with them; None where nothing can.

    `steps` can be undone or redone. `memory` is what the project remembers; None where it is new, or none at all.
    `note` is a sentence where not all is as one would wish.
    """

    dataset: Dataset
    project: Project | None
    steps: tuple[Step, ...] = ()
    memory: Memory | None = None
    note: str = ""


@dataclass(frozen=True)
class Attempt:
    """An attempt to open something: what is open before, who still lets go of another, and what this one holds."""

    current: Project | None
    after: tuple[Worker, ...]
    control: Control
    held: list[Project] = field(default_factory=list)

    def hold(self, project: Project) -> Project:
        """Note that this project is open because of the attempt."""
        self.held.append(project)
        return project


Steps = Generator[Event | Glimpse, None, Opened]


def look_through(photos: Photos, attempt: Attempt) -> Steps:
    """Find the photos, and take them into the project that the studio keeps for them."""
    source = Source((photos,) if isinstance(photos, Path) else photos)
    yield Glimpse(first_photos(source.layout(), attempt.control))
    try:
        return (yield from _look_through_own(source, attempt))
    except LayoutError:
        raise
    except StudioError as error:
        _let_go_of(attempt)
        return Opened((yield from scan(photos, attempt.control)), None, note=f"{error} {_NOT_KEPT}")


def look_through_project(path: Path, attempt: Attempt) -> Steps:
    """Open a project, and look for its photos again."""
    note = ""
    try:
        project = _project(path, attempt)
    except InUseError as error:
        project, note = attempt.hold(open_project(path, read_only=True)), f"{error} Here it can only be looked at."
    try:
        dataset = yield from project.scan(attempt.control)
    except UsageError as error:
        dataset, note = project.dataset(), f"{error} {LOST}"
    except BaseException:
        _let_go_of(attempt)
        raise
    return Opened(dataset, project, project.history(), memory_of(project), note)


def look_through_sample(folder: Path, attempt: Attempt) -> Steps:
    """Write the sample set if it is not there yet, and open it."""
    yield Progress("scan", 0, 0)
    from tlstudio.dataset.sample_set import write_digits

    write_digits(folder)
    return (yield from look_through(folder, attempt))


def look_through_moved(place: Path, attempt: Attempt) -> Steps:
    """Find the photos of the open project at another place, where they are from now on."""
    project = attempt.current
    assert project is not None
    source, samples, skipped = yield from find_again(project, place, attempt.control)
    try:
        if not attempt.control.stopped:
            if is_own(project.path):
                project = attempt.hold(_own_copy(project, source))
            project.locate(source)
            project.take_in(samples, skipped)
        return Opened(project.dataset(), project, project.history(), memory_of(project))
    except BaseException:
        _let_go_of(attempt)
        raise


def let_go(attempt: Attempt, worker: Worker) -> Generator[None, None, None]:
    """Close what an attempt that was given up has opened, once it and those before it have ended."""
    for each in (*attempt.after, worker):
        each.wait()
    yield
    _let_go_of(attempt)


def _look_through_own(source: Source, attempt: Attempt) -> Steps:
    """What lies there now, with all marks; a place without photos gets no project."""
    if own_path(source).exists():
        project = _own(source, attempt)
        dataset = yield from project.scan(attempt.control)
        return Opened(dataset, project, project.history(), memory_of(project))
    layout = source.layout()
    samples, skipped = yield from gather(layout, attempt.control)
    if not samples:
        raise LayoutError(f"No photos were found in {printable(str(layout.root))}. {WANTED}")
    project = _own(source, attempt)
    if not attempt.control.stopped:
        project.take_in(samples, skipped)
    del samples  # the project has its own: 50,000 of both at a time are 30 MB
    return Opened(project.dataset(), project, project.history())


def _own(source: Source, attempt: Attempt) -> Project:
    if attempt.current and attempt.current.path == own_path(source):
        return attempt.current
    for worker in attempt.after:
        worker.wait()
    return attempt.hold(open_own(source))


def _project(path: Path, attempt: Attempt) -> Project:
    if attempt.current and attempt.current.path == path.absolute():
        return attempt.current
    for worker in attempt.after:
        worker.wait()
    return attempt.hold(open_project(path))


def _own_copy(project: Project, source: Source) -> Project:
    """What the studio keeps for a folder goes by its place, so that it is found when that folder is opened."""
    path = own_path(source)
    if path.exists():
        raise UsageError(
            f"{printable(str(source.photos[0]))} was opened before and has labels and marks of its own. Open it, or "
            "choose File ▸ Save Project As… first and then locate the photos."
        )
    return save_as(project, path)


def _let_go_of(attempt: Attempt) -> None:
    for project in attempt.held:
        project.close()
