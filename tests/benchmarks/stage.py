"""What the window's benchmarks share: finding its parts, and waiting without blocking it."""

from collections.abc import Callable

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QWidget

from tlstudio.foundation.cores import sleep_soon
from tlstudio.foundation.heap import keep_what_is_freed

sleep_soon()  # as the program does at its start
keep_what_is_freed()  # before there are other threads


def child(window: QWidget, name: str) -> QWidget:
    """The widget of that object name."""
    found = window.findChild(QWidget, name)
    assert isinstance(found, QWidget), f"the window has no {name}"
    return found


def wait_until(condition: Callable[[], bool], what: str, seconds: float = 600, every: int = 10) -> None:
    """Run the event loop until the condition holds, looked at `every` so many ms. TimeoutError names `what`."""
    loop = QEventLoop()
    poll, deadline = QTimer(interval=every), QTimer(interval=round(seconds * 1000), singleShot=True)
    poll.timeout.connect(lambda: loop.quit() if condition() else None)
    deadline.timeout.connect(lambda: loop.exit(1))
    poll.start()
    deadline.start()
    if loop.exec():
        raise TimeoutError(f"{what} took more than {seconds:.0f} s")
