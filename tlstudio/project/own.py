"""The project that the studio keeps of its own accord for photos that were opened, in the user's own folder."""

import hashlib
import os
from pathlib import Path

from tlstudio.foundation.errors import StudioError
from tlstudio.foundation.files import cannot_write
from tlstudio.foundation.folders import projects_folder
from tlstudio.foundation.names import printable
from tlstudio.project.collecting import SUFFIX
from tlstudio.project.errors import InUseError
from tlstudio.project.opening import create, open_project
from tlstudio.project.project import Project
from tlstudio.project.settings import Source


def own_path(source: Source) -> Path:
    """Where the project of these photos lies: the name of the first folder, and a hash of all their paths."""
    whole = source.absolute()
    paths = b"\0".join(os.fsencode(path) for path in whole.photos)
    name = printable(whole.photos[0].name, 60).replace(os.sep, "_") or "photos"
    return projects_folder() / f"{name} {hashlib.blake2b(paths, digest_size=4).hexdigest()}{SUFFIX}"


def is_own(path: Path) -> bool:
    """Whether a project is one that the studio keeps of its own accord."""
    return path.absolute().parent == projects_folder().absolute()


def title_of(path: Path) -> str:
    """What a project is called: of the studio's own, without the hash that tells places apart."""
    return path.stem.rpartition(" ")[0] if is_own(path) else path.stem


def open_own(source: Source) -> Project:
    """The project of these photos, made the first time. StudioError where it can be neither made nor read.

    While another studio has it open, it can only be read here.
    """
    path = own_path(source)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StudioError(cannot_write(path.parent, error)) from error
    try:
        return open_project(path) if path.exists() else create(path, source)
    except InUseError:
        return open_project(path, read_only=True)
