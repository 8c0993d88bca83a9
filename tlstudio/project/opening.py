"""Making, opening and rescuing projects."""

import contextlib
import os
import secrets
from collections.abc import Iterator
from pathlib import Path

from tlstudio.foundation.errors import StudioError, UsageError
from tlstudio.foundation.files import cannot_write
from tlstudio.foundation.names import printable
from tlstudio.project.database import Database, journal_of
from tlstudio.project.errors import DamagedProjectError, damaged, whole
from tlstudio.project.health import check_content, check_header
from tlstudio.project.lock import ProjectLock
from tlstudio.project.project import Project
from tlstudio.project.rescue import Rescued, salvage
from tlstudio.project.schema import CREATE
from tlstudio.project.settings import Source, read_source, recipe_as_text, recipe_in, write_source
from tlstudio.training.recipe import Recipe


def create(path: Path, source: Source, recipe: Recipe | None = None) -> Project:
    """A new project of these photos, still without any: `scan` finds them. UsageError when there is such a file."""
    path = path.absolute()
    with prepared(path) as (lock, temporary):
        with contextlib.closing(Database(temporary, called=path)) as database, database.writing() as new:
            for command in CREATE:
                new.execute(command)
            new.execute("INSERT INTO project VALUES (1, '', '', ?)", (recipe_as_text(recipe or Recipe()),))
            write_source(new, source.absolute(), path)
        put(temporary, path)
        return Project(Database(path), lock)


def open_project(path: Path, *, read_only: bool = False, take_over: bool = False) -> Project:
    """Open a project; after a kill it is as it was when the last change was confirmed.

    `read_only` takes a copy in memory and no lock. A project in a folder that cannot be written to is opened that way
    by itself. `take_over`: see `ProjectLock`. Raises UsageError, InUseError, NewerProjectError, DamagedProjectError.
    """
    path = path.absolute()
    check_header(path)
    lock = None if read_only else _lock(path, take_over)
    try:
        return Project(_checked(path, snapshot=lock is None), lock)
    except BaseException:
        if lock:
            lock.release()
        raise


def rescue(path: Path, target: Path) -> Rescued:
    """Put what can still be read of a damaged project into a new file; `path` is only read. Steps to undo are lost."""
    target = target.absolute()
    with prepared(target) as (lock, temporary):
        rescued = salvage(path, temporary)
        if not rescued.has_source:
            raise damaged(path)
        put(temporary, target)
        lock.release()
        return rescued


@contextlib.contextmanager
def prepared(path: Path) -> Iterator[tuple[ProjectLock, Path]]:
    """The lock on a project that is to be, which whoever takes it releases, and a temporary file, gone afterwards."""
    temporary = path.with_name(f".{path.name[:80]}.{secrets.token_hex(4)}.part")
    try:
        lock = ProjectLock(path)
    except OSError as error:
        raise StudioError(cannot_write(path, error)) from error
    try:
        yield lock, temporary
    except BaseException:
        lock.release()
        raise
    finally:
        for left in (temporary, journal_of(temporary)):
            with contextlib.suppress(OSError):
                left.unlink()


def put(temporary: Path, path: Path, *, replace: bool = False) -> None:
    """Let the project in a temporary file be the one at a path, where there is none yet, or `replace` allows it."""
    for there in (
        journal_of(path),
        *(() if replace else (path,)),
    ):  # a journal that a killed studio left would be played back into the new file
        if there.exists():
            raise UsageError(f"{printable(str(there))} is there already, so choose another name.")
    try:
        os.replace(temporary, path)  # noqa: PTH105 - the one step that must be exactly this system call
    except OSError as error:
        raise StudioError(cannot_write(path, error)) from error


def _lock(path: Path, take_over: bool) -> ProjectLock | None:
    """The lock; None where only reading is possible."""
    if not os.access(path, os.W_OK):
        return None
    try:
        return ProjectLock(path, take_over)
    except OSError:
        return None


def _checked(path: Path, snapshot: bool) -> Database:
    """The database at `path`, known to be whole."""
    database = None
    try:
        database = Database(path, snapshot)
        with whole(path), database.reading() as connection:
            check_header(path)  # again: only now what a killed studio left half done has been put right
            check_content(path, connection)
            read_source(connection, path)
            recipe_in(connection)
        return database
    except BaseException as error:
        if database:
            database.close()
        raise _with_hope(path, error) if isinstance(error, DamagedProjectError) else error from error


def _with_hope(path: Path, error: DamagedProjectError) -> DamagedProjectError:
    """The same error, saying what can be rescued."""
    rescued = salvage(path, ":memory:")
    if not rescued.has_source:
        return error
    return DamagedProjectError(
        f"{error} Photos whose labels and marks can still be read: {rescued.photos:,}; runs: {rescued.runs:,}."
    )
