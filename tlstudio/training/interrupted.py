"""Runs that were interrupted, and whether they can go on. Nothing here needs torch: it is asked before that is loaded.

What such a run has left lies beside its model's place, in the folder `NAME.tlmodel.resume`.
"""

import contextlib
import zipfile
from pathlib import Path

import filelock
import msgspec

from tlstudio.foundation.errors import StudioError, UsageError
from tlstudio.foundation.names import printable
from tlstudio.modelfile.members import reading
from tlstudio.training.recipe import Recipe

SUFFIX = ".resume"
RUN, CHECKPOINT, LOCK = "run.json", "checkpoint", "lock"
STATE = "training.json"


class Interrupted(msgspec.Struct, frozen=True):
    """A run that can go on: what was asked for, and since when it ran (UTC).

    `chosen` is the recipe with every choice made (some depend on the memory of the moment), `photos` the fingerprint of
    what it is trained on; both are not known before the photos were read.
    """

    recipe: Recipe
    began: str
    chosen: Recipe | None = None
    photos: str | None = None


class Reached(msgspec.Struct, frozen=True):
    """Where a checkpoint stands: in which epoch, of how many in all."""

    epoch: int
    epochs: int


class Resumable(msgspec.Struct, frozen=True):
    """A run to `model` that can go on now; without a checkpoint, `reached` is None, it has to begin again."""

    model: Path
    recipe: Recipe
    began: str
    reached: Reached | None = None


def folder_of(out: Path) -> Path:
    """Where an interrupted run to that model lies."""
    return out.with_name(out.name + SUFFIX)


def read_interrupted(folder: Path) -> Interrupted:
    """What the folder says of its run. UsageError when there is none, or it cannot be read."""
    try:
        return msgspec.json.decode((folder / RUN).read_bytes(), type=Interrupted)
    except FileNotFoundError as error:
        raise UsageError(f"There is nothing to go on with: {printable(str(folder))} holds no run.") from error
    except (OSError, msgspec.DecodeError) as error:
        raise UsageError(f"The interrupted run in {printable(str(folder))} cannot be read; begin anew.") from error


def resumable(model: Path) -> Resumable | None:
    """The run to that model, if it was interrupted and can go on: None, too, while it is still under way anywhere."""
    folder = folder_of(model)
    if not _is_there(folder / RUN) or _is_under_way(folder):
        return None
    try:
        run = read_interrupted(folder)
        return Resumable(model, run.recipe, run.began, _reached(folder / CHECKPOINT))
    except StudioError:
        return None


def forget(model: Path) -> None:
    """Remove what an interrupted run to that model has left; the model itself stays. StudioError when that fails."""
    folder = folder_of(model)
    lock = filelock.FileLock(folder / LOCK)
    with contextlib.suppress(OSError, NotImplementedError, filelock.Timeout):
        lock.acquire(blocking=False)
        clear(folder, lock)
    if _is_there(folder / RUN):
        raise StudioError(
            f"{printable(str(folder))} cannot be removed: it is in use, or it cannot be written to. Remove it by hand."
        )


def clear(folder: Path, lock: filelock.BaseFileLock) -> None:
    """Remove the folder, as far as that can be done; `lock` is held, and let go of."""
    with contextlib.suppress(OSError):
        for path in folder.iterdir():
            if path.name != LOCK:
                path.unlink()
    lock.release()
    with contextlib.suppress(OSError):
        (folder / LOCK).unlink(missing_ok=True)
        folder.rmdir()


def _is_there(file: Path) -> bool:
    with contextlib.suppress(OSError):
        return file.is_file()
    return False


def _is_under_way(folder: Path) -> bool:
    """Whether somebody holds the lock, as every run does; where locks do not work, nobody can tell."""
    lock = filelock.FileLock(folder / LOCK)
    try:
        lock.acquire(blocking=False)
    except filelock.Timeout:
        return True
    except (OSError, NotImplementedError):
        return False
    lock.release()
    return False


def _reached(checkpoint: Path) -> Reached | None:
    """Told from the checkpoint's plain part alone. StudioError when it cannot be read."""
    if not checkpoint.exists():
        return None
    with reading(checkpoint, "checkpoint"), zipfile.ZipFile(checkpoint) as archive:
        return msgspec.json.decode(archive.read(STATE), type=Reached)
