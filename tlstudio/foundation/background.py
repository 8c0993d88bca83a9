"""Doing what blocks in a thread, so that whoever waits for it can still answer."""

import contextlib
import queue
import threading
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from typing import TypeVar

Item = TypeVar("Item")
_WAITING = 8


@dataclass(frozen=True)
class _End:
    error: BaseException | None


def in_background(make: Callable[[], Generator[Item, None, None]], poll_seconds: float = 0.1) -> Iterator[Item | None]:
    """The items of the generator that `make` gives, made in a thread of its own; None whenever none came for a while.

    An exception in there is raised here. Whoever stops asking lets the thread end at its next item; it holds up neither
    the caller nor the end of the program.
    """
    items: queue.Queue[Item | _End] = queue.Queue(_WAITING)
    unwanted = threading.Event()
    threading.Thread(target=_work, args=(make, items, unwanted), name="background", daemon=True).start()
    try:
        while True:
            try:
                item = items.get(timeout=poll_seconds)
            except queue.Empty:
                yield None
                continue
            if not isinstance(item, _End):
                yield item
            elif item.error is None:
                return
            else:
                raise item.error
    finally:
        unwanted.set()


def _work(
    make: Callable[[], Generator[Item, None, None]], items: "queue.Queue[Item | _End]", unwanted: threading.Event
) -> None:
    end = _End(None)
    try:
        with contextlib.closing(make()) as made:
            for item in made:
                if not _handed_over(item, items, unwanted):
                    return
    except BaseException as error:  # belongs to whoever asked
        end = _End(error)
    _handed_over(end, items, unwanted)


def _handed_over(
    item: "Item | _End", items: "queue.Queue[Item | _End]", unwanted: threading.Event, poll_seconds: float = 0.1
) -> bool:
    while not unwanted.is_set():
        with contextlib.suppress(queue.Full):
            items.put(item, timeout=poll_seconds)
            return True
    return False
