"""What runs in the background for the panel: opening a model, and answering for what was brought in."""

from collections.abc import Generator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from tlstudio.foundation.control import Control
from tlstudio.foundation.device import DeviceName
from tlstudio.foundation.errors import StudioError
from tlstudio.foundation.events import Event, Progress
from tlstudio.gui.libraries import load_engine
from tlstudio.photos.pool import PhotoPool
from tlstudio.photos.view import PhotoFile, Viewed
from tlstudio.prediction.answer import Answer, NoAnswer
from tlstudio.prediction.files import regular_files

if TYPE_CHECKING:
    from tlstudio.prediction.predictor import Predictor

Request = tuple[PhotoFile, ...] | bytes
"""Files and folders, photos as a person wants them seen, or the bytes of one picture."""

_MOST_FILES = 100_000


class Found(msgspec.Struct, frozen=True):
    """The files that a request stands for; `one` when it was a single file and no folder."""

    files: tuple[PhotoFile, ...]
    one: bool


def open_model(path: Path, device: DeviceName) -> Generator[Event, None, "Predictor"]:
    """Open a model; the first time this loads torch, which takes a second or two."""
    yield Progress("prepare", 0, 1)
    load_engine()
    from tlstudio.prediction.predictor import load_model

    return load_model(path, device)


def answer_request(
    predictor: "Predictor", request: Request, pool: PhotoPool, control: Control
) -> Generator[Found | Answer | NoAnswer | Progress, None, None]:
    """For bytes one answer; for paths first which files there are, then one answer for each, in the same order."""
    if isinstance(request, bytes):
        yield from predictor.predict_files([request], pool, control)
        return
    files = _all_files(request, control)
    yield Found(files, one=files == request and len(request) == 1)
    yield from predictor.predict_files(files, pool, control)


def _all_files(photos: Sequence[PhotoFile], control: Control) -> tuple[PhotoFile, ...]:
    found: list[PhotoFile] = []
    for photo in photos:
        for file in [photo] if isinstance(photo, Viewed) else regular_files(photo):
            if control.stopped:
                return ()
            if len(found) == _MOST_FILES:
                raise StudioError(f"More than {_MOST_FILES:,} files were dropped at once. Drop a smaller folder.")
            found.append(file)
    return tuple(found)
