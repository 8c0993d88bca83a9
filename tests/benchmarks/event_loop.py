"""How late the window is in answering while it works: the delay any click would have had.

    xvfb-run -a python tests/benchmarks/event_loop.py [--photos FOLDER] [--pictures N]

A timer that should fire every 5 ms notes by how much it is late, while the libraries load, while a folder is scanned, a
network trained on it, and pictures are classified. Then pictures are dropped on the prediction panel one by one.
"""

import argparse
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, cast

from common import Table, median, own_home, percentile, sample_photos
from PySide6.QtCore import QMimeData, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication
from stage import child, wait_until

if TYPE_CHECKING:
    from PySide6.QtWidgets import QAbstractButton, QLabel, QTableView, QTreeView

INTERVAL = 5
P99, WORST, WORST_WHILE_LOADING, ANSWER = 20, 100, 500, 100
DROPS = 20
ENOUGH_BEATS = 100  # of fewer, the 99th percentile is just the worst


class Heartbeat:
    """Milliseconds by which each beat of a 5 ms timer came late, since `start`."""

    def __init__(self) -> None:
        self.late: list[float] = []
        self._last = 0.0
        self._timer = QTimer(interval=INTERVAL, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)

    def start(self) -> None:
        """Forget what was, and begin."""
        self.late = []
        self._last = time.perf_counter()
        self._timer.start()

    def stop(self) -> list[float]:
        """What has been noted; a beat that is overdue counts, too."""
        self._beat()
        self._timer.stop()
        return self.late

    def _beat(self) -> None:
        now = time.perf_counter()
        self.late.append(max(0.0, (now - self._last) * 1000 - INTERVAL))
        self._last = now


class Benchmark:
    """A window, and the phases of its work."""

    def __init__(self, photos: Path, pictures: int) -> None:
        from tlstudio.gui.app import create_application, create_window

        self._application = create_application(["event_loop"])
        self._window = create_window()
        self._photos = photos
        self._pictures = _pictures(photos, pictures)
        self._heartbeat = Heartbeat()
        self._table = Table("ms")

    def run(self) -> None:
        """All phases, one after the other; a row or two for each."""
        tree = cast("QTreeView", child(self._window, "layerTree"))
        start = cast("QAbstractButton", child(self._window, "trainButton"))
        answers = cast("QTableView", child(self._window, "predictionTable"))
        self._phase("libraries load", self._window.show, lambda: tree.model().rowCount() > 0, WORST_WHILE_LOADING)
        self._phase("a folder is scanned", lambda: self._window.open_photos(self._photos), start.isEnabled, WORST, P99)
        self._phase("a network is trained", start.click, start.isEnabled, WORST, P99)
        self._seconds_to_answer(self._pictures[0])
        many = f"{len(self._pictures)} pictures are classified"
        everything = lambda: answers.model().rowCount() == len(self._pictures)  # noqa: E731
        self._phase(many, lambda: self._drop(self._pictures), everything, WORST, P99)
        waits = [self._seconds_to_answer(picture) * 1000 for picture in self._pictures[:DROPS]]
        self._table.row(f"picture dropped to answer on screen, median of {DROPS}", median(waits), ANSWER)
        self._table.row(f"picture dropped to answer on screen, worst of {DROPS}", max(waits), ANSWER)
        self._window.close()
        self._application.processEvents()

    def _phase(
        self, name: str, begin: Callable[[], object], done: Callable[[], bool], worst: float, p99: float | None = None
    ) -> None:
        self._heartbeat.start()
        begin()
        wait_until(done, name)
        late = self._heartbeat.stop()
        if len(late) >= ENOUGH_BEATS:
            self._table.row(f"{name}: p99 of {len(late):,} beats", percentile(late, 0.99), p99)
        self._table.row(f"{name}: worst", max(late), worst)

    def _drop(self, paths: Sequence[Path]) -> None:
        """What a file manager does: hover, then let go."""
        panel, data = child(self._window, "predictionPanel"), QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
        middle, copy = panel.rect().center(), Qt.DropAction.CopyAction
        left, no_key = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        QApplication.sendEvent(panel, QDragEnterEvent(middle, copy, data, left, no_key))
        QApplication.sendEvent(panel, QDropEvent(QPointF(middle), copy, data, left, no_key))

    def _seconds_to_answer(self, picture: Path) -> float:
        answer = cast("QLabel", child(self._window, "predictionAnswer"))
        started = time.perf_counter()
        self._drop([picture])
        wait_until(lambda: bool(answer.text()), "an answer", 60, every=1)
        answer.repaint()
        return time.perf_counter() - started


def _pictures(folder: Path, count: int) -> list[Path]:
    files = sorted(path for path in folder.rglob("*") if path.suffix.lower() in {".png", ".jpg", ".jpeg"})
    return files[:: max(1, len(files) // count)][:count]


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--photos", type=Path, help="the folder to scan and train on (the digits sample)")
    parser.add_argument("--pictures", type=int, default=200, help="how many pictures are classified at once")
    options = parser.parse_args()
    home = own_home()
    photos = options.photos.resolve() if options.photos else sample_photos(home)  # a drop names files in full
    Benchmark(photos, options.pictures).run()


if __name__ == "__main__":
    main()
