"""A dataset written as folders of photos: a folder for each class, as the labels say."""

import contextlib
import errno
import os
import secrets
import shutil
from collections import defaultdict
from collections.abc import Generator, Iterable, Sequence
from pathlib import Path, PurePath
from typing import Literal

import msgspec

from tlstudio.dataset.folder_names import Names, names_for
from tlstudio.dataset.layout import PARTS
from tlstudio.dataset.sample import Dataset
from tlstudio.dataset.walk import unreadable
from tlstudio.foundation.control import Control
from tlstudio.foundation.errors import StudioError, UsageError
from tlstudio.foundation.events import Event, Progress
from tlstudio.foundation.files import cannot_write
from tlstudio.foundation.names import printable, size_text
from tlstudio.foundation.pace import Pace

Way = Literal["copies", "hard links", "symbolic links"]
_NO_SUCH_LINKS = (errno.EPERM, errno.EACCES, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK, errno.EINVAL)


class Written(msgspec.Struct, frozen=True):
    """What was written, and where. `renamed`: classes whose names no folder can have, and what theirs is called."""

    folder: Path
    photos: int
    classes: int
    renamed: tuple[tuple[str, str], ...] = ()


def is_split_worth_keeping(dataset: Dataset) -> bool:
    """Whether folders or a person have said which photo is in which part; else the studio splits them so again."""
    return dataset.split_given or dataset.split_by_hand


def write_folders(
    dataset: Dataset,
    target: Path,
    control: Control,
    *,
    way: Way = "copies",
    split: bool | None = None,
    apart_from: Sequence[Path] = (),
) -> Generator[Event, None, Written | None]:
    """Write the photos that are used into a new folder: `class/…`, or with `split` `train/class/…`, `validation/…` and
    `test/…` (None: where that is worth keeping). The photos themselves are only read.

    The folder is whole when it is there; None, and nothing left behind, when the control is stopped. `target` may not
    lie within `apart_from`, the folders that are open. Yields Progress in photos. Raises UsageError for a place that is
    taken, StudioError when a photo cannot be read, or the disk is full or refuses links.
    """
    target = target.absolute()
    _check_place(target, apart_from)
    names = names_for(dataset.classes)
    keep_split = is_split_worth_keeping(dataset) if split is None else split
    places = _places(dataset, names, keep_split or _looks_like_parts(names.values()))
    needed = _bytes(places)
    temporary = target.with_name(f".{target.name[:80]}.{secrets.token_hex(4)}.part")
    try:
        if way == "copies":
            _check_room(needed, target)
        temporary.mkdir()
        yield from _fill(temporary, places, way, control)
        if control.stopped:
            return None
        _put(temporary, target)
    except OSError as error:
        raise StudioError(cannot_write(target, error)) from error
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    renamed = tuple((label, name) for label, name in sorted(names.items()) if label != name)
    return Written(target, len(places), len(names), renamed)


_Places = list[tuple[Path, PurePath]]


def _places(dataset: Dataset, names: dict[str, str], split: bool) -> _Places:
    """Each photo, and where it is to lie within the new folder."""
    inside: dict[PurePath, Names] = defaultdict(Names)
    places = []
    for sample in dataset.samples:
        folder = PurePath(sample.split, names[sample.label]) if split else PurePath(names[sample.label])
        places.append((sample.path, folder / inside[folder].new(sample.path.name)))
    return places


def _looks_like_parts(names: Iterable[str]) -> bool:
    """Whether class folders of these names would be taken for the parts of a split."""
    kinds = {PARTS[name.casefold()] for name in names if name.casefold() in PARTS}
    return "train" in kinds and len(kinds) > 1


def _check_place(target: Path, apart_from: Sequence[Path]) -> None:
    if os.path.lexists(target):
        raise UsageError(f"{printable(str(target))} is there already. Choose another name: nothing is overwritten.")
    real = target.parent.resolve()
    for folder in apart_from:
        if real.is_relative_to(folder.resolve()):
            raise UsageError(
                f"{printable(str(target))} would lie among the photos that are open, and count as some of them. "
                "Choose another place."
            )


def _bytes(places: _Places) -> int:
    """How large the photos are in all. StudioError for one that is not there."""
    size = 0
    for path, _ in places:
        try:
            size += path.stat().st_size
        except OSError as error:
            raise _cannot_read(path, error) from error
    return size


def _check_room(needed: int, target: Path) -> None:
    """Rather now than after an hour."""
    free = shutil.disk_usage(target.parent).free
    if needed > free:
        raise StudioError(
            f"The photos need {size_text(needed)}, and {printable(str(target.parent))} has {size_text(free)} left. "
            "Free some space, choose another disk, or write links. Nothing was written."
        )


def _fill(folder: Path, places: _Places, way: Way, control: Control) -> Generator[Event, None, None]:
    yield Progress("prepare", 0, len(places))
    pace = Pace(len(places))
    for inside in sorted({place.parent for _, place in places}):
        (folder / inside).mkdir(parents=True)
    for done, (path, place) in enumerate(places, start=1):
        yield from control.wait_while_paused()
        if control.stopped:
            return
        _write(path, folder / place, way)
        if pace.due():
            yield Progress("prepare", done, len(places), seconds_left=pace.seconds_left(done))
    if way == "copies" and os.name == "posix":
        os.sync()  # what is there after a power cut is whole, too
    yield Progress("prepare", len(places), len(places))


def _write(path: Path, place: Path, way: Way) -> None:
    real = os.path.realpath(path)
    if way == "copies":
        _copy(path, place)
        return
    try:
        (os.link if way == "hard links" else os.symlink)(real, place)
    except FileNotFoundError as error:
        raise _cannot_read(path, error) from error
    except OSError as error:
        raise _no_link(path, way, error) from error


def _copy(path: Path, place: Path) -> None:
    try:
        shutil.copyfile(path, place)
    except OSError as error:
        if error.filename == os.fspath(path) and error.filename2 is None:
            raise _cannot_read(path, error) from error
        raise
    with contextlib.suppress(OSError):  # some disks keep no times and no permissions
        shutil.copystat(path, place)


def _put(temporary: Path, target: Path) -> None:
    """Not over anything that came meanwhile, which a system might do for an empty folder."""
    if os.path.lexists(target):
        raise UsageError(f"{printable(str(target))} is there by now. Choose another name: nothing is overwritten.")
    temporary.rename(target)


def _cannot_read(path: Path, error: OSError) -> StudioError:
    return StudioError(f"Cannot read {printable(str(path))}. {unreadable(path, error).reason} Nothing was written.")


def _no_link(path: Path, way: Way, error: OSError) -> Exception:
    """What is said where there can be no link; other errors stay what they are."""
    if error.errno == errno.EXDEV:
        return StudioError(
            "Hard links cannot be made: the new folder lies on another disk than the photos. "
            "Choose copies or symbolic links. Nothing was written."
        )
    if error.errno in _NO_SUCH_LINKS or os.name == "nt":
        return StudioError(
            f"No {way} can be made there to {printable(str(path))}: the disk or the system does not allow them. "
            "Choose copies. Nothing was written."
        )
    return error
