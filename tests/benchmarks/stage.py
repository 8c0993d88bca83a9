"""What the window's benchmarks share: a window of its own, waiting without blocking it, and one small table."""

import atexit
import os
import shutil
import statistics
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QWidget


def own_home() -> Path:
    """An empty folder for all that the studio keeps, gone at the end: nothing of the user's is read or changed."""
    folder = Path(tempfile.mkdtemp(prefix="tlstudio-benchmark-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    os.environ["TLSTUDIO_HOME"] = str(folder)
    os.environ["XDG_CONFIG_HOME"] = str(folder / "config")
    return folder


def sample_photos(folder: Path) -> Path:
    """The digits sample, 1,797 photos."""
    from tlstudio.dataset.sample_set import write_digits

    write_digits(folder / "digits")
    return folder / "digits"


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


def percentile(values: Sequence[float], share: float) -> float:
    """The value that `share` of the values do not exceed; nan of none."""
    if not values:
        return float("nan")
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def median(values: Sequence[float]) -> float:
    """The middle value."""
    return statistics.median(values)


class Table:
    """Rows of a figure, what was measured, and the bar it has to stay under."""

    def __init__(self, unit: str) -> None:
        self._unit = unit
        print(f"{'':58}{'measured':>12}{'bar':>12}")

    def row(self, figure: str, measured: float, bar: float | None = None) -> None:
        """Print one row; without a bar the figure is for comparison only."""
        verdict = "" if bar is None else "  ok" if measured <= bar else "  OVER"
        shown = "" if bar is None else f"{bar:.2f} {self._unit}" if bar < 10 else f"{bar:.0f} {self._unit}"
        print(f"{figure:58}{measured:>9.2f} {self._unit}{shown:>12}{verdict}", flush=True)
