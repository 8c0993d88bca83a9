"""What a run under way keeps beside its model's place, so that it can go on if it is interrupted."""

import hashlib
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

import filelock
import msgspec

from tlstudio.dataset.sample import Dataset
from tlstudio.foundation.control import Control
from tlstudio.foundation.errors import StudioError, UsageError
from tlstudio.foundation.events import Event, Warned
from tlstudio.foundation.files import cannot_write, write_safely
from tlstudio.foundation.names import printable
from tlstudio.training.checkpoint import Checkpoint, read_checkpoint, write_checkpoint
from tlstudio.training.interrupted import CHECKPOINT, LOCK, RUN, Interrupted, clear, folder_of, read_interrupted
from tlstudio.training.loop import Learner
from tlstudio.training.recipe import Recipe
from tlstudio.training.standing import Standing

_LEAST_PAUSES = 20  # writing takes at most a twentieth of the time
_ASIDE = " before"


class ResumeFolder:
    """The folder beside `out`, of one run under way: nobody else can have it meanwhile. Used with `with`.

    `every` is how many seconds lie between two checkpoints at least.
    """

    def __init__(self, out: Path, control: Control, every: float = 30.0) -> None:
        self.folder = folder_of(out)
        self._control = control
        self._every = every
        self._next = time.monotonic() + every
        self._failed = False
        self._run: Interrupted | None = None
        self._is_new = False
        self._lock = filelock.FileLock(self.folder / LOCK)

    def __enter__(self) -> Self:
        try:
            self.folder.mkdir(exist_ok=True)
            self._lock.acquire(blocking=False)
        except filelock.Timeout:
            raise UsageError(
                f"{printable(str(self.folder))} is in use: that run is still under way. Wait for its end, or save this "
                "one somewhere else."
            ) from None
        except NotImplementedError:
            pass
        except OSError as error:
            raise StudioError(cannot_write(self.folder, error)) from error
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """A new run that failed before its first checkpoint is not worth going on with: it would fail again. What it
        was to replace takes its place again."""
        failed = self._is_new and isinstance(error, StudioError) and not (self.folder / CHECKPOINT).exists()
        if failed and not self._put_back():
            self.remove()
        self._lock.release()

    def begin(self, recipe: Recipe) -> Iterator[Event]:
        """A new run; what an older one has left is put aside, once."""
        if (self.folder / CHECKPOINT).exists():
            for name in (CHECKPOINT, RUN):
                (self.folder / name).replace(self.folder / f"{name}{_ASIDE}")
            yield Warned(
                "An interrupted run to the same place is replaced by this one; what it has left is kept in "
                f"{printable(str(self.folder))} until this run ends."
            )
        self._is_new = True
        self._note(Interrupted(recipe, datetime.now(UTC).isoformat(timespec="seconds")))

    def _put_back(self) -> bool:
        """What was put aside takes its place again; whether there was something."""
        aside = [self.folder / f"{name}{_ASIDE}" for name in (CHECKPOINT, RUN)]
        if not all(path.exists() for path in aside):
            return False
        for path in aside:
            path.replace(path.with_name(path.name.removesuffix(_ASIDE)))
        return True

    def holds_run(self) -> bool:
        """Whether there is an interrupted run."""
        return (self.folder / RUN).exists()

    def take_up(self, recipe: Recipe) -> Recipe:
        """The recipe of the interrupted run, which must be the same one, apart from the device; without photos in
        `recipe` it is taken as it is, and a device only where one is named. UsageError when it is another one."""
        self._run = read_interrupted(self.folder)
        theirs = msgspec.structs.replace(self._run.recipe, device=recipe.device, out=recipe.out)
        differing = [name for name in Recipe.__struct_fields__ if getattr(recipe, name) != getattr(theirs, name)]
        if recipe.photos and differing:
            raise UsageError(
                f"The interrupted run in {printable(str(self.folder))} had another recipe: it differs in "
                f"{', '.join(differing)}. Give the same options again, or leave --resume out to begin anew."
            )
        device = recipe.device if recipe.photos or recipe.device != "auto" else self._run.recipe.device
        return msgspec.structs.replace(self._run.chosen or theirs, device=device)

    def check(self, chosen: Recipe, dataset: Dataset) -> None:
        """Note what is trained, and on what; UsageError when an interrupted run was trained on something else."""
        assert self._run
        photos = fingerprint(dataset)
        if self._run.photos is None:
            self._note(msgspec.structs.replace(self._run, chosen=chosen, photos=photos))
        elif self._run.photos != photos:
            raise UsageError(
                "The photos, their labels or their split have changed since the run was interrupted, so it cannot go "
                "on. Bring them back, or begin anew."
            )

    def checkpoint(self) -> Checkpoint | None:
        """Where the interrupted run stood; None when it had not come to its first checkpoint."""
        path = self.folder / CHECKPOINT
        return read_checkpoint(path) if path.exists() else None

    def due(self) -> bool:
        """Whether the last checkpoint is old enough."""
        return time.monotonic() >= self._next

    def keep(self, learner: Learner, standing: Standing) -> Iterator[Event]:
        """Write a checkpoint. When the disk refuses, the older one stays, and the person is asked, once."""
        began = time.monotonic()
        try:
            write_checkpoint(self.folder / CHECKPOINT, learner, standing)
            self._failed = False
        except StudioError as error:
            if not self._failed:
                self._failed = True
                yield from self._control.ask(f"No checkpoint could be kept. {error}", "Go on all the same?")
        ended = time.monotonic()
        self._next = ended + max(self._every, _LEAST_PAUSES * (ended - began))

    def remove(self) -> None:
        """The run is over: nothing is left to go on with."""
        clear(self.folder, self._lock)

    def _note(self, run: Interrupted) -> None:
        self._run = run
        write_safely(self.folder / RUN, [msgspec.json.encode(run)])


def fingerprint(dataset: Dataset) -> str:
    """Says whether photos, labels, parts, turns and crops are the same."""
    lines = (f"{sample.key}\x1f{sample.label}\x1f{sample.split}" for sample in dataset.samples)
    text = "\x1e".join([*dataset.classes, *sorted(lines)])
    return hashlib.blake2b(text.encode("utf-8", "surrogateescape"), digest_size=20).hexdigest()
