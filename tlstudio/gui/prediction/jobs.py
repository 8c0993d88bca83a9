"""What runs in the background for the panel: opening a model, and answering for what was brought in."""

import contextlib
import threading
from collections.abc import Generator, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from tlstudio.foundation.control import Control
from tlstudio.foundation.device import DeviceName
from tlstudio.foundation.errors import StudioError
from tlstudio.foundation.events import Event, Progress
from tlstudio.foundation.pace import Pace
from tlstudio.gui.libraries import load_engine
from tlstudio.photos.pool import PhotoPool, Priority, Source
from tlstudio.photos.view import PhotoFile, Viewed
from tlstudio.prediction.answer import Answer, NoAnswer
from tlstudio.prediction.files import regular_files

if TYPE_CHECKING:
    from tlstudio.prediction.predictor import Predictor

Request = tuple[PhotoFile, ...] | bytes
"""Files and folders, photos as a person wants them seen, or the bytes of one picture."""

_MOST_FILES = 100_000
_CLASSES_KEPT = 5
_TURN_SECONDS = 0.1


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
    predictor: "Predictor", request: Request, pool: PhotoPool, control: Control, turn: threading.Lock
) -> Generator[Found | Answer | NoAnswer | Progress, None, None]:
    """For bytes one answer; for paths first which files there are, then one answer for each, in the same order.

    The predictor is used only while the `turn` is held. Of many answers only the likeliest classes are kept: with a
    thousand classes, ten thousand whole answers would take a gigabyte.
    """
    sources: Sequence[Source]
    if isinstance(request, bytes):
        sources, is_one = [request], True
    else:
        files = yield from _all_files(request, control)
        sources, is_one = files, files == request and len(files) == 1
        if not control.stopped:
            yield Found(files, is_one)
    priority = Priority.DROP if is_one else Priority.TRAINING  # after the pictures of the rows in sight
    with _held(turn, control):
        for event in predictor.predict_files(sources, pool, control, priority):
            yield event if is_one or not isinstance(event, Answer) else _shortened(event)


def _all_files(photos: Sequence[PhotoFile], control: Control) -> Generator[Progress, None, tuple[PhotoFile, ...]]:
    found: list[PhotoFile] = []
    pace = Pace(0)
    for photo in photos:
        for file in [photo] if isinstance(photo, Viewed) else regular_files(photo):
            if control.stopped:
                return ()
            if len(found) == _MOST_FILES:
                raise StudioError(f"More than {_MOST_FILES:,} files were dropped at once. Drop a smaller folder.")
            found.append(file)
            if pace.due():
                yield Progress("scan", len(found), 0)
    return tuple(found)


@contextlib.contextmanager
def _held(turn: threading.Lock, control: Control) -> Iterator[None]:
    """Wait for the one before to let go of the predictor, unless that is no longer wanted."""
    while not (held := turn.acquire(timeout=_TURN_SECONDS)) and not control.stopped:
        pass
    try:
        yield
    finally:
        if held:
            turn.release()


def _shortened(answer: Answer) -> Answer:
    return msgspec.structs.replace(answer, top=answer.top[:_CLASSES_KEPT])
