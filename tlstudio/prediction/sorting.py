"""Pictures copied into a folder for each class, as a model has answered; the pictures themselves are only read."""

import contextlib
import errno
import os
import secrets
import shutil
from collections import Counter
from collections.abc import Generator, Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from tlstudio.dataset.folder_names import Names
from tlstudio.dataset.walk import unreadable
from tlstudio.foundation.control import Control
from tlstudio.foundation.errors import StudioError, UsageError
from tlstudio.foundation.events import Event, Progress
from tlstudio.foundation.files import cannot_write
from tlstudio.foundation.names import path_text, printable, size_text
from tlstudio.foundation.pace import Pace
from tlstudio.prediction.answer import Answer, NoAnswer
from tlstudio.prediction.opinions import UNSURE

NEITHER_FOLDER, UNSURE_FOLDER = "neither", "unsure"
_MOST_NAMED = 5


class Sorted(Event, frozen=True, tag="sorted"):
    """How many pictures were copied, into which folder, and how many into each of its folders, by their names.

    `left_out` are the files that are no photos, and what is “neither” where that is not wanted; `missing` the pictures
    that could not be read any more, the first with its reason; `remaining` those that it did not come to, as it was
    stopped.
    """

    folder: str
    photos: int
    folders: dict[str, int]
    left_out: int = 0
    missing: int = 0
    first_missing: str | None = None
    remaining: int = 0


class Choice(NamedTuple):
    """What becomes of pictures that are “neither” (a folder of their own, or none), and of answers that are unsure (a
    folder of their own, or that of their class)."""

    neither_too: bool = True
    unsure_apart: bool = False


class _Task(NamedTuple):
    path: Path
    folder: str


def sort_into(
    answers: Sequence[tuple[Path, Answer | NoAnswer]],
    target: Path,
    control: Control,
    choice: Choice = Choice(),  # noqa: B008 - a value that nothing changes
    apart_from: Iterable[Path] = (),
) -> Generator[Event, None, Sorted]:
    """Copy each picture into the folder of its class below `target`, which is made unless it is there.

    Nothing that is there is overwritten: a picture whose name is taken gets a number. A copy gets its name when it is
    whole. `target` may not lie within `apart_from`, the folders that the pictures came from. Ends early when the
    control is stopped. Yields Progress in pictures; UsageError for a place that cannot be, StudioError when the disk
    takes no more, which says how many were copied by then.
    """
    target = target.absolute()
    check_place(target, apart_from)
    tasks = _tasks(answers, choice)
    _check_room(tasks, target)
    sorting = _Sorting(target)
    pace = Pace(len(tasks))
    yield Progress("copy", 0, len(tasks))
    done = 0
    for task in tasks:
        if control.stopped:
            break
        try:
            sorting.copy(task)
        except OSError as error:
            place = target / task.folder / task.path.name
            raise StudioError(f"{cannot_write(place, error)} {_so_far(sorting.photos, len(tasks))}") from error
        done += 1
        if pace.due():
            yield Progress("copy", done, len(tasks), seconds_left=pace.seconds_left(done))
    if os.name == "posix":
        os.sync()  # what is there after a power cut is whole, too
    yield Progress("copy", done, len(tasks))
    return sorting.result(left_out=len(answers) - len(tasks), remaining=len(tasks) - done)


def sorted_text(result: Sorted) -> str:
    """What was done and what not, in a few plain sentences."""
    parts = ", ".join(f"{printable(name, 40)} {count:,}" for name, count in _largest(result.folders))
    more = len(result.folders) - _MOST_NAMED
    others = f" and {more:,} more folders" if more > 0 else ""
    said = f"{_pictures(result.photos)} copied into {printable(result.folder)}"
    sentences = [f"{said}: {parts}{others}." if parts else f"{said}."]
    if result.remaining:
        sentences.append(f"Stopped before the other {result.remaining:,}.")
    if result.missing:
        sentences.append(f"{result.missing:,} could not be read any more. The first: {result.first_missing}")
    if result.left_out:
        sentences.append(f"{result.left_out:,} {'was' if result.left_out == 1 else 'were'} left out.")
    return " ".join(sentences)


class _Sorting:
    """The folders as they fill."""

    def __init__(self, target: Path) -> None:
        self._target = target
        self._names: dict[str, Names] = {}
        self._counts: Counter[str] = Counter()
        self._missing: list[str] = []

    @property
    def photos(self) -> int:
        """How many were copied."""
        return self._counts.total()

    def copy(self, task: _Task) -> None:
        """One picture; OSError when the disk does not take it."""
        folder = self._target / task.folder
        if task.folder not in self._names:
            _make(folder)
            self._names[task.folder] = Names(path.name for path in folder.iterdir())
        temporary = folder / f".{secrets.token_hex(8)}.part"
        try:
            if self._is_copied(task.path, temporary):
                _put(temporary, folder, task.path.name, self._names[task.folder])
                self._counts[task.folder] += 1
        finally:
            with contextlib.suppress(OSError):
                temporary.unlink()

    def result(self, left_out: int, remaining: int) -> Sorted:
        """What has become of all of them."""
        missing = self._missing
        first = missing[0] if missing else None
        folder, counts = path_text(self._target), dict(sorted(self._counts.items()))
        return Sorted(folder, self.photos, counts, left_out, len(missing), first, remaining)

    def _is_copied(self, path: Path, place: Path) -> bool:
        """Whether it could be read; else it is noted why not."""
        try:
            shutil.copyfile(path, place)
        except OSError as error:
            if error.filename != os.fspath(path) or error.filename2 is not None:
                raise
            self._missing.append(f"{printable(str(path))}: {unreadable(path, error).reason}")
            return False
        with contextlib.suppress(OSError):  # some disks keep no times and no permissions
            shutil.copystat(path, place)
        return True


def _put(temporary: Path, folder: Path, name: str, names: Names) -> None:
    """Give a copy its name. Making an empty file of that name first is the one way to take it that works on every disk
    and never replaces what another program has put there meanwhile."""
    while True:
        place = folder / names.new(name)
        try:
            os.close(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL))
        except FileExistsError:
            continue
        temporary.replace(place)
        return


def _tasks(answers: Sequence[tuple[Path, Answer | NoAnswer]], choice: Choice) -> list[_Task]:
    """What is to be copied, and into which folder: each class has one, whatever its name is."""
    given = [(path, answer) for path, answer in answers if isinstance(answer, Answer)]
    names = Names()
    folders = {label: names.new(label) for label in sorted({answer.label or "" for _, answer in given} - {""})}
    unsure, neither = names.new(UNSURE_FOLDER), names.new(NEITHER_FOLDER)
    tasks = []
    for path, answer in given:
        if answer.label is None:
            tasks += [_Task(path, neither)] if choice.neither_too else []
        else:
            is_apart = choice.unsure_apart and answer.confidence < UNSURE
            tasks.append(_Task(path, unsure if is_apart else folders[answer.label]))
    return tasks


def check_place(target: Path, apart_from: Iterable[Path]) -> None:
    """UsageError for a folder within one of those that the pictures come from."""
    real = target.resolve()
    for folder in apart_from:
        if real.is_relative_to(folder.resolve()):
            raise UsageError(
                f"{printable(str(target))} lies among the pictures that are open or to be sorted, and the copies would "
                "count as some of them. Choose another folder. Nothing was copied."
            )


def _check_room(tasks: Sequence[_Task], target: Path) -> None:
    """Rather now than after an hour; also whether anything can be written there at all."""
    try:
        _make(target)
        free = shutil.disk_usage(target).free
    except OSError as error:
        raise StudioError(f"{cannot_write(target, error)} Nothing was copied.") from error
    needed = 0
    for task in tasks:
        with contextlib.suppress(OSError):  # said when it is its turn
            needed += task.path.stat().st_size
    if needed > free:
        raise StudioError(
            f"The copies need {size_text(needed)}, and {printable(str(target))} has {size_text(free)} left. "
            "Free some space, or choose another disk. Nothing was copied."
        )


def _make(folder: Path) -> None:
    """The folder, unless it is there."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except FileExistsError as error:
        raise NotADirectoryError(errno.ENOTDIR, "a file is in the way", str(folder)) from error


def _so_far(photos: int, total: int) -> str:
    return f"{photos:,} of {total:,} pictures were copied." if photos else "No picture was copied."


def _pictures(count: int) -> str:
    return "1 picture was" if count == 1 else f"{count:,} pictures were"


def _largest(folders: dict[str, int]) -> list[tuple[str, int]]:
    return sorted(folders.items(), key=lambda folder: -folder[1])[:_MOST_NAMED]
