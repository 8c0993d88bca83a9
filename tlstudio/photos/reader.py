"""One reader of photos that outlives its worker processes: what dies is replaced, and the photo it held is blamed."""

import contextlib
import errno
import threading
import time
from collections import deque

from tlstudio.photos.child import Child, ChildEndedError
from tlstudio.photos.frames import Job
from tlstudio.photos.request import Photo, Refusal

_REST_SECONDS = 10.0
_PAUSES_BETWEEN_STARTS = (0.0, 0.1, 0.5, 1.0)

_CRASH = Refusal("crash", "Reading this file ended the process that reads photos: leave it out, or save it anew.")
CLOSED = Refusal("closed", "The file was not read because the studio was closing.")
NO_READER = "reader"  # the kind of a refusal that is no photo's fault
_NO_PROCESS = Refusal(
    NO_READER,
    "The process that reads photos cannot be started: close other programs to free memory, or install the studio anew.",
)
_NO_FILES = Refusal(
    NO_READER,
    "Too many files are open at once, so no photo can be read: close other programs, then try again.",
)


class Reader:
    """Reads photos, one after the other, in a worker process of its own.

    `send`, `receive` and `end` belong to one thread, the rest to any."""

    def __init__(self, seconds_per_photo: float) -> None:
        self._seconds = seconds_per_photo
        self._hang = Refusal(
            "hang", f"Reading this file took over {seconds_per_photo:g} seconds: leave it out, or save it anew."
        )
        self._child: Child | None = None
        self._lock = threading.Lock()
        self._closed = False
        self._no_process = _NO_PROCESS
        self._rests_until = 0.0
        self._sent: deque[Job] = deque()
        self._tried_again: Job | None = None

    @property
    def pid(self) -> int | None:
        """The id of the process, None while there is none."""
        child = self._child
        return child.pid if child else None

    def send(self, job: Job) -> None:
        """Take on a photo; the first starts the process. One more may be sent ahead, so that it never waits."""
        if not self._sent:
            self._make_ready()
        self._sent.append(job)
        self._deliver(job)

    def receive(self) -> Photo | Refusal:
        """The photo that was sent first, or why not. It is tried once more when its process was killed from outside,
        which is mostly not its fault."""
        job, child = self._sent.popleft(), self._child
        if child is None:
            return CLOSED if self._closed else self._no_process
        try:
            return child.receive(self._seconds)
        except ChildEndedError:
            if child.was_killed() and not self._closed and job is not self._tried_again:
                self._tried_again = job
                self._sent.appendleft(job)
                self._begin_again()
                return self.receive()
            self._begin_again()
            if self._closed:
                return CLOSED
            return self._hang if child.timed_out else _CRASH

    def tick(self) -> None:
        """Let time pass for the photo that is being read."""
        child = self._child
        if child:
            child.tick()

    def close(self) -> None:
        """Stop at once; `receive` says so for what was sent, and no new process is started."""
        with self._lock:
            self._closed = True
            child = self._child
        if child:
            child.kill()

    def end(self) -> None:
        """Let go of the process."""
        if self._child:
            self._child.end()
            self._child = None

    def _make_ready(self) -> None:
        """A process that waits for work. One that ended between two photos is replaced, and no photo is blamed.

        One that ends while it starts is started again, as somebody may have ended it; after a few such starts in a
        row the reader rests, so that a computer that cannot run it is not kept busy trying.
        """
        for pause in _PAUSES_BETWEEN_STARTS:
            if self._child is None or not self._child.alive:
                self._replace()
            if self._child is None:
                return
            try:
                self._child.wait_until_ready()
                return
            except ChildEndedError:
                self.end()
                time.sleep(pause)
        self._rests_until = time.monotonic() + _REST_SECONDS

    def _begin_again(self) -> None:
        """Replace a process that died, and give the new one what the old one had not begun."""
        self._replace()
        if self._sent:
            self._make_ready()
            for job in self._sent:
                self._deliver(job)

    def _deliver(self, job: Job) -> None:
        if self._child:
            with contextlib.suppress(ChildEndedError):  # seen, and told, by the `receive` that follows
                self._child.send(job, self._seconds)

    def _replace(self) -> None:
        """A new process instead of the old one, unless none could be started a moment ago."""
        self.end()
        with self._lock:
            if self._closed or time.monotonic() < self._rests_until:
                return
            try:
                self._child = Child()
            except OSError as error:
                self._no_process = _NO_FILES if error.errno in (errno.EMFILE, errno.ENFILE) else _NO_PROCESS
                self._rests_until = time.monotonic() + _REST_SECONDS
