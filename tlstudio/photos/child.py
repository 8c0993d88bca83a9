"""The program's end of one worker process: start it, give it work, end it."""

import contextlib
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from typing import BinaryIO, cast

from tlstudio.photos.frames import Job, Ready, read_reply, write_job
from tlstudio.photos.request import Photo, Refusal

TICK_SECONDS = 0.1
_START_SECONDS = 30.0
_END_SECONDS = 5.0
_GONE_SECONDS = 1.0
_PIPE_BYTES = 2**20
# -P: wherever the program was started, a file numpy.py that lies there must not be able to run.
_COMMAND = [sys.executable, "-P", "-m", "tlstudio.photos.worker"]
_ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}


class ChildEndedError(Exception):
    """The worker process is gone, was ended for taking too long, or talks nonsense."""


class Child:
    """One worker process. `tick`, `kill` and `pid` are for any thread, the rest for the one that started it."""

    def __init__(self) -> None:
        """Start it without waiting for it. OSError when the system cannot."""
        self._process = subprocess.Popen(
            _COMMAND,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=os.environ | _ONE_THREAD,
            process_group=0 if os.name == "posix" else None,  # Ctrl-C in the terminal is the program's, not ours
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        self._jobs = cast(BinaryIO, self._process.stdin)
        self._answers = cast(BinaryIO, self._process.stdout)
        _widen(self._answers)
        self._lock = threading.Lock()
        self._ticks_left: float | None = None
        self._is_ready = False
        self.timed_out = False

    @property
    def pid(self) -> int:
        """The process id."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """False once the process has ended, whoever ended it."""
        return self._process.poll() is None

    def was_killed(self) -> bool:
        """Whether somebody else ended it, as a system does that runs out of memory; once it is gone."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            return not self.timed_out and self._process.wait(_GONE_SECONDS) == -getattr(signal, "SIGKILL", 0)
        return False

    def wait_until_ready(self) -> None:
        """Return when its libraries are loaded; ChildEndedError when it ends instead."""
        if not self._is_ready:
            with self._at_most(_START_SECONDS):
                self._is_ready = isinstance(read_reply(self._answers), Ready)

    def send(self, job: Job, seconds: float) -> None:
        """Give it a job, also while it is busy with another; ChildEndedError when it does not take it."""
        with self._at_most(seconds):
            write_job(self._jobs, job)

    def receive(self, seconds: float) -> Photo | Refusal:
        """The answer to the oldest job; ChildEndedError when the process does not survive it."""
        with self._at_most(seconds):
            answer = read_reply(self._answers)
        if isinstance(answer, Ready):
            raise ChildEndedError
        return answer

    def tick(self) -> None:
        """Called every TICK_SECONDS; ends a process that is over its time.

        Counted, not read from a clock: a laptop that slept for an hour has not kept a photo waiting.
        """
        with self._lock:
            if self._ticks_left is None:
                return
            self._ticks_left -= 1
            if self._ticks_left < 0:
                self.timed_out = True
                self.kill()

    def kill(self) -> None:
        """End the process at once; it has nothing to lose."""
        self._process.kill()

    def end(self) -> None:
        """Kill it and let go of everything it held."""
        self.kill()
        with contextlib.suppress(subprocess.TimeoutExpired):  # held by a dead network drive: the system ends it later
            self._process.wait(_END_SECONDS)
        for pipe in (self._jobs, self._answers):
            with contextlib.suppress(OSError):  # what it never read cannot be flushed
                pipe.close()

    @contextlib.contextmanager
    def _at_most(self, seconds: float) -> Iterator[None]:
        with self._lock:
            self._ticks_left = seconds / TICK_SECONDS
        try:
            yield
        except (OSError, EOFError, ValueError, MemoryError) as error:  # msgspec's errors are ValueErrors
            raise ChildEndedError from error
        finally:
            with self._lock:
                self._ticks_left = None
        if self.timed_out:
            raise ChildEndedError


def _widen(pipe: BinaryIO) -> None:
    """Room for a whole photo, so that a worker can go on while the program is busy; only Linux can, within limits."""
    with contextlib.suppress(ImportError, AttributeError, OSError):
        import fcntl

        fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, _PIPE_BYTES)
