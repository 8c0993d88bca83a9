"""A whole copy of a project, to go on with at another place."""

import contextlib
from pathlib import Path

from tlstudio.foundation.errors import UsageError
from tlstudio.foundation.names import printable
from tlstudio.project.database import Database
from tlstudio.project.health import check_header
from tlstudio.project.opening import prepared, put
from tlstudio.project.project import Project
from tlstudio.project.settings import write_source


def save_as(project: Project, target: Path) -> Project:
    """A copy of a project in a file of its own, open: photos, marks, runs, and all steps to undo.

    A project that lies at `target` is replaced, unless somebody has it open (InUseError); a file of any other kind is
    not. `project` stays open, and may be one that can only be read. When anything fails, nothing has changed.
    """
    target = target.absolute()
    _check_replaceable(project, target)
    with prepared(target) as (lock, temporary):
        project.copy_to(temporary)
        with contextlib.closing(Database(temporary, called=target)) as copy, copy.writing() as new:
            write_source(new, project.source().absolute(), target)
        put(temporary, target, replace=True)
        return Project(Database(target), lock)


def _check_replaceable(project: Project, target: Path) -> None:
    try:
        is_there, is_itself = target.exists(), target.exists() and target.samefile(project.path)
    except (OSError, ValueError):
        return  # making the copy will say why
    if is_itself:
        raise UsageError(
            f"{printable(str(target))} is the project that is open. It is saved all the time; choose another name for "
            "a copy."
        )
    if is_there:
        check_header(target)
