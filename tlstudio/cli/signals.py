"""Ctrl-C and SIGTERM end a run gently: the engine is asked to stop, saves what it has, and the exit code tells."""

import contextlib
import signal
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from types import FrameType

from tlstudio.foundation.control import Control


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
    """While inside, SIGINT and SIGTERM stop the control; a second one acts as it always does."""
    interruption = Interruption()
    if threading.current_thread() is not threading.main_thread():
        yield interruption
        return
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}

    def on_signal(number: int, frame: FrameType | None) -> None:
        interruption.number = number
        control.stop()
        signal.signal(number, before[signal.Signals(number)])

    for number in before:
        signal.signal(number, on_signal)
    try:
        yield interruption
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
