"""A project: the one door to its file, for the window, the terminal and Python."""

import contextlib
import threading
from collections.abc import Generator, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from tlstudio.dataset.gather import gather
from tlstudio.dataset.sample import Dataset, Sample, Skipped
from tlstudio.dataset.scan import found_together
from tlstudio.foundation.closing import Closing
from tlstudio.foundation.control import Control
from tlstudio.foundation.events import Event
from tlstudio.photos.pool import PhotoPool
from tlstudio.photos.view import PhotoFile
from tlstudio.project import journal, runs
from tlstudio.project.adding import Addition, photos_to_add
from tlstudio.project.database import Database, connect
from tlstudio.project.edits import Edit, ImportPhotos, words_for
from tlstudio.project.errors import whole
from tlstudio.project.importing import photos_to_import
from tlstudio.project.lock import ProjectLock
from tlstudio.project.photos import as_viewed, count_classes, read_dataset, taken_in, write_skipped
from tlstudio.project.planning import change_of_recipe, plan
from tlstudio.project.settings import Source, read_source, recipe_in, write_source
from tlstudio.training.recipe import Recipe


class Project(Closing):
    """An open project. Every change is on the disk when its method returns, so there is nothing to save.

    Safe to use from any thread, by one at a time; none of it belongs into the window's own thread. All methods raise
    StudioError in words for a person, with nothing changed: a full disk, a project open for reading only, damage.
    """

    def __init__(self, database: Database, lock: ProjectLock | None) -> None:
        """Use `create` or `open_project` of `opening`."""
        self._database = database
        self._lock = lock
        self._closing = threading.Lock()

    @property
    def path(self) -> Path:
        """The project's file."""
        return self._database.file

    @property
    def read_only(self) -> bool:
        """Whether this is a copy, taken when it was opened, that cannot be changed."""
        return self._database.is_snapshot

    def close(self) -> None:
        """Let go of the file, and let others open it. May be called twice, also by two threads at once."""
        self._database.close()
        with self._closing:
            if self._lock:
                self._lock.release()
                self._lock = None

    # What is there

    def source(self) -> Source:
        """Where the photos are."""
        with self._asking() as database:
            return read_source(database, self.path)

    def recipe(self) -> Recipe:
        """What the next run does, with this project's photos."""
        with self._asking() as database:
            source, recipe = read_source(database, self.path), recipe_in(database)
        validation = str(source.validation) if source.validation else None
        photos = tuple(map(str, source.photos))
        return msgspec.structs.replace(recipe, photos=photos if len(photos) > 1 else photos[0], validation=validation)

    def dataset(self, revision: int | None = None) -> Dataset:
        """The photos with all marks, now or as at an earlier revision. No photo is looked at."""
        with self._asking() as database:
            source = read_source(database, self.path)
            if revision is None or revision == journal.last_revision(database):
                return read_dataset(database, source, recipe_in(database))
            with contextlib.closing(connect(":memory:")) as copy:
                database.backup(copy)
                journal.go_back(copy, revision)
                return read_dataset(copy, source, recipe_in(copy))

    def classes(self) -> dict[str, int]:
        """How many photos of each class are used; also of classes that were made by hand and have none yet."""
        with self._asking() as database:
            return count_classes(database)

    def copy_to(self, file: Path) -> None:
        """Write all of it into a new file; `save_as` of `copying` is for whoever wants to go on with that."""
        with self._asking() as database, contextlib.closing(connect(file)) as copy:
            database.backup(copy)

    # What changes it

    def scan(self, control: Control, pool: PhotoPool | None = None) -> Generator[Event, None, Dataset]:
        """Look at the folders again, as `search` does; the photos after it."""
        yield from self.search(control, pool)
        return self.dataset()

    def search(self, control: Control, pool: PhotoPool | None = None) -> Generator[Event, None, None]:
        """Look at the folders again: photos that came, moved or went are noted, and marks go with their photos.

        Yields as `dataset.scan` does, and as there a `pool` lets photos that look alike stay on one side; without, what
        was known of that stays as it is. No photo is read that is remembered and unchanged. When the control is stopped
        nothing is noted, for what was not reached is not gone. Where the project is open for reading only, what was
        found is known until it is closed.
        """
        source = self.source()
        samples, skipped = yield from gather(source.layout(), control)
        together = (yield from found_together(self._as_viewed(samples), pool, control)) if pool else None
        if not control.stopped and self.source() != source:
            yield from self.search(control, pool)  # meanwhile photos were imported, or moved
        elif not control.stopped:
            self.take_in(samples, skipped, together)

    def look_into(self, folder: Path, control: Control) -> Generator[Event, None, ImportPhotos | None]:
        """Look for photos without a label in a further folder; the edit that takes them in. See `photos_to_import`."""
        return (yield from photos_to_import(self.source(), folder, control))

    def look_at(
        self, pictures: Sequence[PhotoFile | bytes], label: str, control: Control
    ) -> Generator[Event, None, Addition | None]:
        """Look at single pictures; the edit that puts them into a class, and what it does. See `photos_to_add`."""
        return (yield from photos_to_add(self.dataset(), self.source(), self.path, pictures, label, control))

    def _as_viewed(self, samples: Sequence[Sample]) -> Sequence[Sample]:
        with self._asking() as database:
            return as_viewed(database, samples)

    def take_in(
        self, samples: Sequence[Sample], skipped: Sequence[Skipped] = (), together: Mapping[str, str] | None = None
    ) -> int:
        """Note what a search found, with the parts that the folders say; the revision after it.

        `together` names for a content hash the one that stands for its group, which is kept on one side; None leaves
        that as it was.
        """
        with self._noting() as database:
            base = read_source(database, self.path).base
            changes = taken_in(database, samples, together, base)
            write_skipped(database, skipped, base)
            if changes:
                journal.do(database, "photos found", changes, "found")
            return journal.last_revision(database)

    def keep_recipe(self, recipe: Recipe) -> None:
        """Let this be the project's recipe. What is ticked and typed for the next run is no edit of the photos."""
        with self._noting() as database:
            if changes := change_of_recipe(database, recipe):
                journal.do(database, "recipe", changes, "found")

    def locate(self, source: Source) -> None:
        """Say where the photos are now. The next `scan` finds each again by its content."""
        with self._changing() as database:
            write_source(database, source.absolute(), self.path)

    def apply(self, edit: Edit) -> int:
        """Carry out an edit; its number. UsageError when it makes no sense, for example for an unknown photo."""
        with self._changing() as database:
            changes = plan(edit, database, self.path)
            return journal.do(database, words_for(edit), changes)

    def undo(self) -> int | None:
        """Take back the last edit; its number, or None when there is none."""
        with self._changing() as database:
            return journal.undo(database)

    def redo(self) -> int | None:
        """Do again the edit that was undone last; its number, or None when there is none."""
        with self._changing() as database:
            return journal.redo(database)

    def history(self) -> tuple[journal.Step, ...]:
        """The edits that can be undone or done again, in order."""
        with self._asking() as database:
            return journal.steps(database)

    def revision(self) -> int:
        """The number of the last change to photos, classes or recipe."""
        with self._asking() as database:
            return journal.last_revision(database)

    # Runs, and the window's own state

    def begin_run(self, recipe: Recipe) -> int:
        """Note that a run begins, on the project as it is now; its number."""
        with self._changing() as database:
            return runs.begin(database, recipe)

    def interrupted_run(self, model: str) -> int | None:
        """The number of the last run to that model, if it was interrupted."""
        with self._database.reading() as database:
            return runs.interrupted(database, model)

    def record(self, run: int, *events: Event) -> None:
        """Keep what a run says of its beginning, its epochs and its end, all of it or nothing."""
        with self._changing() as database:
            for event in events:
                runs.record(database, run, event)

    def runs(self) -> tuple[runs.Run, ...]:
        """All runs that were begun."""
        with self._asking() as database:
            return runs.read(database)

    def state(self, name: str) -> Any:
        """A plain value that was kept under that name (what is selected, filtered); None when there is none."""
        with self._asking() as database:
            found = database.execute("SELECT value FROM state WHERE name = ?", (name,)).fetchone()
            return msgspec.json.decode(found[0]) if found else None

    def set_state(self, name: str, value: object) -> None:
        """Keep a plain value. It is no edit, and makes no revision."""
        data = msgspec.json.encode(value)
        with self._changing() as database:
            database.execute("INSERT OR REPLACE INTO state VALUES (?, ?)", (name, data))

    @contextlib.contextmanager
    def _asking(self) -> Iterator[Any]:
        with whole(self.path), self._database.reading() as database:
            yield database

    @contextlib.contextmanager
    def _noting(self) -> Iterator[Any]:
        """As `_changing`; where the project may only be read, in its copy in memory."""
        with whole(self.path), self._database.writing(in_memory_too=True) as database:
            yield database

    @contextlib.contextmanager
    def _changing(self) -> Iterator[Any]:
        with whole(self.path), self._database.writing() as database:
            yield database
