"""Pictures that have no file of their own, such as one from the clipboard, kept as files that belong to a project."""

import hashlib
import os
from pathlib import Path

from tlstudio.foundation.errors import StudioError
from tlstudio.foundation.files import cannot_write, write_safely
from tlstudio.foundation.folders import projects_folder
from tlstudio.project.settings import Source

_NAME_LENGTH = 16
_SUFFIXES = {b"\xff\xd8\xff": ".jpg", b"\x89PNG": ".png", b"GIF8": ".gif", b"BM": ".bmp", b"RIFF": ".webp"}


def pictures_folder(source: Source, project: Path) -> Path:
    """Where a project's own pictures lie: beside it; where that would be among a person's photos, in the studio's own
    folder of projects."""
    beside = project.absolute().parent
    folders = (source.base, source.validation, *source.unlabelled)
    if not any(folder and beside.is_relative_to(folder.absolute()) for folder in folders):
        return beside / f"{project.stem} pictures"
    name = hashlib.blake2b(os.fsencode(project.absolute()), digest_size=4).hexdigest()
    return projects_folder() / f"{project.stem} {name} pictures"


def keep_picture(picture: bytes, digest: str, source: Source, project: Path) -> Path:
    """Write a picture's bytes as they are into the project's own folder; where it lies. StudioError when that fails."""
    folder = pictures_folder(source, project)
    suffix = next((suffix for head, suffix in _SUFFIXES.items() if picture.startswith(head)), ".tif")
    path = folder / f"{digest[:_NAME_LENGTH]}{suffix}"
    if not path.exists():
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StudioError(cannot_write(folder, error)) from error
        write_safely(path, [picture])
    return path
