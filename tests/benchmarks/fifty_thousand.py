"""A folder of 50,000 photos in the real window: first thumbnails, scrolling with the wheel, memory.

    xvfb-run -a python tests/benchmarks/fifty_thousand.py [--photos FOLDER] [--count N] [--steps N]

The photos are made once and kept in FOLDER (a temporary one by default). They are opened twice, in a fresh process each
time: first while no hash of them is known, then with all of them remembered. Then the wheel turns 60 times a second, by
one notch, so that photos can be seen going by, and by five. A frame's time runs from the wheel's event to the end of
the painting it led to; beside it stand the time that the window's thread was computing for it, which other programs on
the machine cannot lengthen, and the same of a plain QListView of as many items whose pictures were all made before.
"""

import argparse
import json
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, cast

from common import Table, own_home, percentile
from made_photos import make_photos
from PySide6.QtCore import QAbstractListModel, QEvent, QModelIndex, QPoint, QPointF, QSize, Qt
from PySide6.QtGui import QPixmap, QWheelEvent
from PySide6.QtWidgets import QApplication, QListView
from stage import child, wait_until

if TYPE_CHECKING:
    from tlstudio.gui.dataset.panel import DatasetPanel

FIRST, FRAME, MEMORY = 1.0, 16.0, 200.0
SIZES = ((320, 240), (240, 320), (640, 480), (1024, 768))
CLASSES = 20
_FRAME_SECONDS = 1 / 60
SPEEDS = {"looking": 1, "rushing": 5}  # notches of the wheel in a sixtieth of a second
_DONE = "complete"


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--photos", type=Path, help="where the photos are made, or were made the last time")
    parser.add_argument("--count", type=int, default=50_000)
    parser.add_argument("--steps", type=int, default=600, help="how often the wheel turns")
    parser.add_argument("--open", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.open:
        print(json.dumps(_one_window(options.open, options.count, options.steps)))
        return
    home = own_home()
    photos = _made(options.photos or home / "made", options.count)
    cold, warm = (_measure(photos, options) for _ in range(2))
    _print(cold, warm)


def _made(folder: Path, count: int) -> Path:
    photos = folder / f"{count}"
    if not (folder / f"{count} {_DONE}").exists():
        make_photos(photos, count, CLASSES, SIZES)
        (folder / f"{count} {_DONE}").touch()
    return photos


def _measure(photos: Path, options: argparse.Namespace) -> dict[str, float]:
    command = [sys.executable, __file__, "--open", str(photos)]
    command += ["--count", str(options.count), "--steps", str(options.steps)]
    return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)


def _print(cold: dict[str, float], warm: dict[str, float]) -> None:
    table = Table("s")
    for name, found in (("hashes unknown", cold), ("hashes remembered", warm)):
        table.row(f"{name}: opened to the first thumbnail on screen", found["first"], FIRST)
        table.row(f"{name}: to all that are in sight", found["all"])
        table.row(f"{name}: to the whole folder listed", found["listed"])
    table = Table("ms")
    for speed in SPEEDS:
        for kind, what in (("frame", "wheel to painted"), ("cpu", "of that, computing")):
            for share in ("p50", "p99", "worst"):
                bar = FRAME if share == "p99" else None
                plain = f"plain list {warm[f'plain {speed} {kind} {share}']:.2f} ms"
                table.row(f"{speed}: {what}, {share}", warm[f"{speed} {kind} {share}"], bar, note=plain)
    table.row("longest wait for the window's answer while the folder opens", max(cold["stall"], warm["stall"]))
    table = Table("x")
    for speed in SPEEDS:
        ratio = warm[f"{speed} cpu p99"] / warm[f"plain {speed} cpu p99"]
        table.row(f"{speed}: computing for a frame, p99, against the plain list", ratio)
    table = Table("MB")
    table.row("memory above the empty window, at most", max(cold["memory"], warm["memory"]), MEMORY)
    table.row("the same of the reader processes together", warm["readers"])


def _one_window(photos: Path, count: int, steps: int) -> dict[str, float]:
    """In a process of its own: open, wait, scroll."""
    from event_loop import Heartbeat

    from tlstudio.gui.app import create_application, create_window

    create_application(["fifty_thousand"])
    window = create_window()
    window.resize(1440, 900)
    window.show()
    wait_until(lambda: bool(window.engine.devices), "the libraries")
    _rest(2.0)
    found = {"empty": _memory("self", "VmRSS")}
    Path("/proc/self/clear_refs").write_text("5")  # the largest memory is counted from here
    heartbeat = Heartbeat()
    heartbeat.start()
    started = time.perf_counter()
    panel, view = window.photos, cast("QListView", child(window, "datasetBrowser"))
    window.open_photos(photos)
    wait_until(lambda: _in_sight(panel) > 0, "a thumbnail", every=1)
    view.viewport().repaint()
    found["first"] = time.perf_counter() - started
    wait_until(lambda: 0 < len(panel.view.rows_in_sight()) <= _in_sight(panel), "thumbnails", every=1)
    view.viewport().repaint()
    found["all"] = time.perf_counter() - started
    wait_until(lambda: view.model().rowCount() == count, "the folder")
    found["listed"] = time.perf_counter() - started
    _rest(1.0)
    found["stall"] = max(heartbeat.stop())
    for speed in SPEEDS:
        found |= _scroll(view, steps, speed, "")
    found["memory"] = _memory("self", "VmHWM") - found["empty"]
    found["readers"] = sum(_memory(process, "VmHWM") for process in window.state.pool.process_ids())
    window.close()
    plain = _plain_list(view, count)
    for speed in SPEEDS:
        found |= _scroll(plain, steps, speed, "plain ")
    return found


def _in_sight(panel: "DatasetPanel") -> int:
    """How many of the photos in sight have their thumbnail."""
    view = panel.view
    shown = (view.photos.sample_at(row).path for row in view.rows_in_sight())
    return sum(panel.thumbnails.get(path) is not None for path in shown)


def _scroll(view: QListView, steps: int, speed: str, name: str) -> dict[str, float]:
    """Turn the wheel; milliseconds a frame took, and milliseconds that this thread computed for it."""
    frames, computing = [], []
    place = QPointF(view.viewport().rect().center())
    for _ in range(steps):
        began, began_computing = time.perf_counter(), time.thread_time()
        delta = QPoint(0, -120 * SPEEDS[speed])
        wheel = QWheelEvent(
            place,
            QPointF(view.viewport().mapToGlobal(place.toPoint())),
            QPoint(),
            delta,
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(view.viewport(), wheel)
        QApplication.sendPostedEvents(view.viewport(), QEvent.Type.UpdateRequest)
        QApplication.processEvents()
        frames.append((time.perf_counter() - began) * 1000)
        computing.append((time.thread_time() - began_computing) * 1000)
        _rest(max(0.0, _FRAME_SECONDS - (time.perf_counter() - began)))
    assert view.verticalScrollBar().value() > 0, "the wheel did nothing"
    view.verticalScrollBar().setValue(0)
    return _shares(frames, f"{name}{speed} frame") | _shares(computing, f"{name}{speed} cpu")


def _shares(values: list[float], name: str) -> dict[str, float]:
    shares = {"p50": percentile(values, 0.5), "p99": percentile(values, 0.99), "worst": max(values)}
    return {f"{name} {share}": value for share, value in shares.items()}


def _rest(seconds: float) -> None:
    """Let the window work while nobody does anything."""
    until = time.perf_counter() + seconds
    wait_until(lambda: time.perf_counter() >= until, "time", every=1)


class _Plain(QAbstractListModel):
    """As many items as there are photos; each has one of a few pictures that are there from the start."""

    def __init__(self, count: int, side: int) -> None:
        super().__init__()
        self._count = count
        self._pictures = [QPixmap(side, side * 3 // 4) for _ in range(48)]
        for number, picture in enumerate(self._pictures):
            picture.fill(Qt.GlobalColor(4 + number % 14))

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008
        return self._count

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role == Qt.ItemDataRole.DecorationRole:
            return self._pictures[index.row() % len(self._pictures)]
        return f"photo{index.row():06}.jpg" if role == Qt.ItemDataRole.DisplayRole else None


def _plain_list(like: QListView, count: int) -> QListView:
    """What Qt does by itself, in a window as large as `like`."""
    view = QListView()
    model = _Plain(count, like.iconSize().width())
    model.setParent(view)
    view.setModel(model)
    view.setViewMode(QListView.ViewMode.IconMode)
    view.setUniformItemSizes(True)
    view.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
    view.setIconSize(like.iconSize())
    view.setGridSize(like.gridSize())
    view.resize(like.size() + QSize(4, 4))
    view.show()
    _rest(1.0)
    return view


def _memory(process: int | str, field: str) -> float:
    """MB of a process, as Linux counts them."""
    found = re.search(rf"{field}:\s*(\d+) kB", Path(f"/proc/{process}/status").read_text(encoding="utf-8"))
    assert found
    return int(found[1]) * 1024 / 1e6


if __name__ == "__main__":
    main()
