"""Ctrl-C in the terminal, a terminal that is closed and a polite kill close the window: the work so far is kept."""

import contextlib
import signal
import socket
from types import FrameType

from PySide6.QtCore import QObject, QSocketNotifier, Signal, Slot

_CAUGHT = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))
CODE_OFFSET = 128


class SignalCatcher(QObject):
    """`caught(number)` in the window's thread. Python runs a signal's handler only between its own steps, which Qt's
    event loop may keep waiting; a byte through a socket wakes it.
    """

    caught = Signal(int)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._reading, self._writing = socket.socketpair()
        for end in (self._reading, self._writing):
            end.setblocking(False)
        self._notifier = QSocketNotifier(self._reading.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._on_byte)

    def install(self) -> None:
        """Begin to listen; what the program was started to ignore, as `nohup` does, stays ignored."""
        signal.set_wakeup_fd(self._writing.fileno(), warn_on_full_buffer=False)
        for number in _CAUGHT:
            if signal.getsignal(number) is not signal.SIG_IGN:
                signal.signal(number, _do_nothing)

    @Slot()
    def _on_byte(self) -> None:
        with contextlib.suppress(BlockingIOError):
            for number in self._reading.recv(64):
                if number in _CAUGHT:
                    self.caught.emit(number)


def _do_nothing(number: int, frame: FrameType | None) -> None:
    """Only so that the byte is written instead of the program being ended."""
