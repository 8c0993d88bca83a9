"""The one pool of photo readers: whoever needs pixels asks here, and the more urgent is served first."""

import itertools
import os
import queue
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass, field
from enum import IntEnum

from tlstudio.foundation.closing import Closing
from tlstudio.foundation.cores import working_cores
from tlstudio.photos.child import TICK_SECONDS
from tlstudio.photos.frames import Job
from tlstudio.photos.kept import Keeper, Thumbnail
from tlstudio.photos.reader import CLOSED, Reader
from tlstudio.photos.request import Photo, PixelRequest, Refusal
from tlstudio.photos.view import PhotoFile, Viewed, path_of

Answer = Photo | Refusal
Source = PhotoFile | bytes
_MOST_WORKERS = 8
_LOOK_AHEAD = 8  # photos per worker, so that none of them waits for the one that asks


class Priority(IntEnum):
    """Who is served first: the smaller number."""

    DROP = 0
    THUMBNAIL = 1
    TRAINING = 2


@dataclass(frozen=True, order=True)
class _Order:
    """Sorted by priority, then by age."""

    priority: int
    number: int
    job: Job = field(compare=False)
    future: Future[Answer] = field(compare=False)


class PhotoPool(Closing):
    """Reads photos in `workers` child processes (default: one per core to work with, at most 8). Safe to use from any
    thread. Processes start when the first photo is asked for and end with `close`, or with the program.

    A photo that takes longer than `seconds_per_photo`, or whose decoder crashes, costs its process; the process is
    replaced and the photo refused. One whose process is killed from outside is tried once more.
    """

    def __init__(self, workers: int | None = None, *, seconds_per_photo: float = 10.0) -> None:
        self.workers = workers or min(_MOST_WORKERS, working_cores())
        self._orders: queue.PriorityQueue[_Order] = queue.PriorityQueue()
        self._numbers = itertools.count()
        self._readers = [Reader(seconds_per_photo) for _ in range(self.workers)]
        self._threads: list[threading.Thread] = []
        self._lock = threading.Lock()
        self._turns = threading.Condition()
        self._closed = threading.Event()
        self._keeper = Keeper()

    def submit(
        self, source: Source, request: PixelRequest, priority: Priority, digest: str | None = None
    ) -> Future[Answer]:
        """Ask for the photo at a path, as it is or as a person wants it seen, or in bytes.

        With `digest`, a file whose content has another hash is refused: whoever keeps what is computed from a photo,
        or learns from it, must not take another one for it. The future never raises; cancelling it before its turn
        skips it.
        """
        future: Future[Answer] = Future()
        with self._lock:
            if self._closed.is_set():
                future.set_result(CLOSED)
                return future
            self._orders.put(_Order(priority, next(self._numbers), _job(source, request, digest), future))
            if not self._threads:
                self._start()
        return future

    def in_order(
        self,
        sources: Iterable[Source],
        request: PixelRequest,
        priority: Priority,
        digests: Iterable[str | None] = itertools.repeat(None),
    ) -> Iterator[Answer]:
        """The photos in the order of their sources, a few of them read ahead; ending early cancels what is left.

        `digests` are the hashes of their contents, where these matter.
        """
        pending: deque[Future[Answer]] = deque()
        try:
            for source, digest in zip(sources, digests, strict=False):
                pending.append(self.submit(source, request, priority, digest))
                if len(pending) >= _LOOK_AHEAD * self.workers:
                    yield pending.popleft().result()
            while pending:
                yield pending.popleft().result()
        finally:
            for future in pending:
                future.cancel()

    def use(self, workers: int) -> None:
        """Let only so many of the processes read from now on, at least one; the others finish what they have."""
        with self._turns:
            self.workers = max(1, min(workers, len(self._readers)))
            self._turns.notify_all()

    def process_ids(self) -> tuple[int, ...]:
        """The worker processes that are there now, for the log."""
        return tuple(pid for reader in self._readers if (pid := reader.pid))

    def close(self) -> None:
        """End every process and thread at once; photos that were still to be read are refused as "closed"."""
        with self._lock:
            self._closed.set()
            with self._turns:
                self._turns.notify_all()
            for _ in self._threads:
                self._orders.put(_nothing())
        for reader in self._readers:
            reader.close()
        for thread in self._threads:
            thread.join()
        self._keeper.close()
        while not self._orders.empty():
            future = self._orders.get().future
            if future.set_running_or_notify_cancel():
                future.set_result(CLOSED)

    def _start(self) -> None:
        # Daemons: a program that ends without `close` must not wait; its workers see their input end and end too.
        jobs = [
            threading.Thread(target=self._serve, args=(place, reader), daemon=True)
            for place, reader in enumerate(self._readers)
        ]
        self._threads = [*jobs, threading.Thread(target=self._watch, daemon=True)]
        for thread in self._threads:
            thread.start()

    def _serve(self, place: int, reader: Reader) -> None:
        """One thread per reader: sends the next photo before it fetches the last, so that no process waits for it."""
        sent: _Order | None = None
        while (order := self._next(place, wait=sent is None)) or sent:
            if order:
                reader.send(order.job)
            if sent:
                answer = reader.receive()
                if isinstance(answer, Photo) and answer.encoded:
                    self._keeper.keep(Thumbnail(answer.name, answer.encoded))
                sent.future.set_result(answer)
            sent = order
        reader.end()

    def _next(self, place: int, wait: bool) -> _Order | None:
        """The most urgent order that nobody cancelled; None at the end, or when there is none to be sent ahead."""
        if not self._has_turn(place, wait):
            return None
        while not self._closed.is_set() and (wait or self._orders.qsize() > self.workers):
            try:
                order = self._orders.get(block=wait)
            except queue.Empty:  # another thread was quicker
                return None
            if order.future.set_running_or_notify_cancel():
                return order
        return None

    def _has_turn(self, place: int, wait: bool) -> bool:
        """Whether the reader at this place is among those that read now; with nothing to do it waits until it is."""
        with self._turns:
            self._turns.wait_for(lambda: not wait or place < self.workers or self._closed.is_set())
            return place < self.workers

    def _watch(self) -> None:
        while not self._closed.wait(TICK_SECONDS):
            for reader in self._readers:
                reader.tick()


def _nothing() -> _Order:
    """A cancelled order before all others: wakes a thread that waits."""
    future: Future[Answer] = Future()
    future.cancel()
    return _Order(-1, 0, Job(b"", is_path=False, request=PixelRequest(1, 1)), future)


def _job(source: Source, request: PixelRequest, digest: str | None) -> Job:
    if isinstance(source, bytes):
        return Job(source, is_path=False, request=request)
    view = source.view if isinstance(source, Viewed) else None
    return Job(os.fsencode(path_of(source).absolute()), is_path=True, request=request, view=view, digest=digest)
