"""Ctrl-C, SIGTERM and a terminal that is closed end a run gently: the engine is interrupted, saves what it has, and the
exit code tells."""

import contextlib
import signal
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from types import FrameType

from tlstudio.foundation.control import Control

_CAUGHT = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))


@dataclass
class Interruption:
    """Which signal came, if any."""

    number: int = 0

    @property
    def exit_code(self) -> int:
        """128 + the signal's number, as shells count; 0 when none came."""
        return 128 + self.number if self.number else 0


@contextlib.contextmanager
def stopped_by_signals(control: Control) -> Iterator[Interruption]:
    """While inside, SIGINT, SIGTERM and SIGHUP interrupt the control; a second one acts as it always does. One that the
    program was started to ignore, as `nohup` does, stays ignored."""
    interruption = Interruption()
    if threading.current_thread() is not threading.main_thread():
        yield interruption
        return
    before = {number: signal.getsignal(number) for number in _CAUGHT}
    before = {number: handler for number, handler in before.items() if handler is not signal.SIG_IGN}

    def on_signal(number: int, frame: FrameType | None) -> None:
        interruption.number = number
        control.interrupt()
        signal.signal(number, before[signal.Signals(number)])

    for number in before:
        signal.signal(number, on_signal)
    try:
        yield interruption
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
