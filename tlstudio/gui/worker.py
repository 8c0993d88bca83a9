"""The one background thread class: runs any engine generator and brings its events to the window."""

import logging
from collections import deque
from collections.abc import Generator
from typing import Any

from PySide6.QtCore import QCoreApplication, QObject, QThread, QTimer, Signal, Slot

from tlstudio.foundation.control import Control
from tlstudio.foundation.errors import StudioError
from tlstudio.foundation.heap import give_back
from tlstudio.foundation.steps import Steps
from tlstudio.gui.threads import THREADS

FLUSH_MILLISECONDS = 50
CLOSING_MILLISECONDS = 60_000
RESTING_MILLISECONDS = 5_000
_REST = "rest"
_UNEXPECTED = "Something unexpected went wrong in the studio itself. Help ▸ Log has the details."
_log = logging.getLogger(__name__)
_running: "set[Worker]" = set()


class Worker(QThread):
    """Runs `steps` to their end. All signals are emitted in the thread that made the worker.

    `events_came` brings the events in order, a list every 50 ms, so that a fast run cannot flood the window.
    Then exactly one of `succeeded` (with what the generator returned) and `failed` (with a sentence for a person)
    is emitted, and `finished` last. A worker keeps itself alive while it runs; when `parent` goes, it is stopped.
    """

    events_came = Signal(list)
    succeeded = Signal(object)
    failed = Signal(str)

    def __init__(
        self, steps: Generator[object, None, Any], parent: QObject | None = None, control: Control | None = None
    ) -> None:
        super().__init__()  # no parent: Qt aborts the program when a running thread is deleted with its parent
        self._steps = steps
        self._control = control
        self._events: deque[object] = deque()
        self._outcome: tuple[Any, str | None] | None = None
        self._flush_timer = QTimer(self, interval=FLUSH_MILLISECONDS)
        self._flush_timer.timeout.connect(self._flush)
        self.finished.connect(self._deliver)
        if parent is not None:
            parent.destroyed.connect(self.stop)

    def start(self, priority: QThread.Priority = QThread.Priority.InheritPriority) -> None:
        """Begin; can be called once."""
        _running.add(self)
        self._flush_timer.start()
        super().start(priority)

    def run(self) -> None:
        """In the thread: nothing may be raised here, Qt would only print it and go on as if all was well."""
        try:
            self._outcome = (self._all_steps(), None)
        except StudioError as error:
            self._outcome = (None, str(error))
        except Exception:
            _log.exception("Background work failed")
            self._outcome = (None, _UNEXPECTED)

    @Slot()
    def stop(self) -> None:
        """Ask the work to end soon, where it listens to a control; never kills it."""
        if self._control is not None:
            self._control.stop()

    def stop_and_wait(self, milliseconds: int) -> bool:
        """Ask, then wait; True when it has ended, with its last events and its outcome already delivered."""
        self.stop()
        ended = self.wait(milliseconds)
        if ended:
            self._deliver()
        return ended

    def _all_steps(self) -> Any:
        steps = Steps(self._steps)
        for event in steps:
            self._events.append(event)
            THREADS.follow()
        return steps.result

    @Slot()
    def _flush(self) -> None:
        events = [self._events.popleft() for _ in range(len(self._events))]
        if events:
            self.events_came.emit(events)

    @Slot()
    def _deliver(self) -> None:
        """The rest of the events and the outcome, once: on `finished`, or when someone has waited for it."""
        if self._outcome is None:
            return
        (result, sentence), self._outcome = self._outcome, None
        self._flush_timer.stop()
        self._flush()
        if sentence is None:
            self.succeeded.emit(result)
        else:
            self.failed.emit(sentence)
        _running.discard(self)
        _rest()


def _rest() -> None:
    """Wait anew for some seconds in which nothing ends and nothing is under way."""
    application = QCoreApplication.instance()
    if application is None:
        return
    timer = application.findChild(QTimer, _REST)
    if timer is None:
        timer = QTimer(application, singleShot=True)
        timer.setObjectName(_REST)
        timer.timeout.connect(_give_back_at_rest)
    timer.start(RESTING_MILLISECONDS)


def _give_back_at_rest() -> None:
    """What is free then is for other programs; while one piece of work follows the other, the next one wants it."""
    if not _running:
        give_back()


def stop_all(milliseconds: int) -> bool:
    """Stop every worker and wait, also for those that the last words of others start; True when all have ended.

    For closing the program, which Qt aborts when a thread is left. `milliseconds` is for each of them.
    """
    while _running:
        for worker in list(_running):
            worker.stop()
        ended = [worker.stop_and_wait(milliseconds) for worker in list(_running)]
        if not all(ended):
            return False
    return True
