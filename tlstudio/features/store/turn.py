"""Two studios that want the same features: one computes them, the other waits and takes them."""

import time
from collections.abc import Callable, Generator
from pathlib import Path
from types import TracebackType
from typing import Self

import filelock

from tlstudio.foundation.control import Control
from tlstudio.foundation.events import Event, Progress, Warned

PATIENCE = 15.0
_BETWEEN_LOOKS = 0.25


class Turn:
    """The right to fill a group, given back at the end of `with`. `alone` is False when another may be filling too."""

    def __init__(self, lock: filelock.BaseFileLock | None) -> None:
        self.alone = lock is not None
        self._lock = lock

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._lock:
            self._lock.release()


def wait_for_turn(
    lock_file: Path,
    arrivals: Callable[[], object],
    missing: Callable[[], int],
    control: Control,
    patience: float = PATIENCE,
) -> Generator[Event, None, Turn]:
    """Wait while another program holds the lock and `arrivals()` keeps changing; see `Group.wait_for_turn`."""
    lock = filelock.FileLock(lock_file)
    seen, changed = arrivals(), time.monotonic()
    wanted = 0
    while not (turn := _take(lock)):
        if not wanted:
            wanted = missing()
            yield Warned("Another studio is computing the same features. This one waits, and takes what comes.")
        elif (now := arrivals()) != seen:
            seen, changed = now, time.monotonic()
            left = missing()
            yield Progress("features", max(0, wanted - left), wanted)
            if not left:
                return Turn(None)
        yield from control.wait_while_paused()
        if control.stopped or not wanted or time.monotonic() - changed > patience:
            return Turn(None)
        time.sleep(_BETWEEN_LOOKS)
    return turn


def _take(lock: filelock.BaseFileLock) -> Turn | None:
    """The turn, if it is free; where there can be no lock, everyone has a turn."""
    try:
        lock.acquire(blocking=False)
    except filelock.Timeout:
        return None
    except (OSError, NotImplementedError):
        return Turn(None)
    return Turn(lock)
