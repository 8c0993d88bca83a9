"""Ten thousand pictures dropped on the window: how long it takes, and how the window feels meanwhile and afterwards.

    xvfb-run -a python tests/benchmarks/ten_thousand.py [--count 10000] [--device cuda]

The pictures are made, of 320 × 240 pixels, and so is the model, trained on a few hundred of them. Reading them alone,
through the same reader processes and as the network wants them, is measured in the same process, right afterwards: what
the answers take is that and the network. Then a second drop is cancelled half way, and the full table is sorted and
sieved. Delays are those of a timer that should fire every 5 ms.
"""

import argparse
import itertools
import re
import shutil
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from common import Table, check_device, median, own_home, percentile
from made_photos import make_photos
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel
from stage import child, wait_until

if TYPE_CHECKING:
    from tlstudio.gui.window import MainWindow
    from tlstudio.prediction.predictor import Predictor

COUNT, CLASSES, TRAINED_ON, READ_ALONE = 10_000, 10, 400, 2_000
P99, WORST, CANCEL, FIRST = 20, 100, 100, 5.0
_REPEATS = 5


def main() -> None:
    """Measure and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=COUNT, help=f"how many pictures are dropped ({COUNT})")
    parser.add_argument("--device", choices=["cpu", "cuda"], default="cpu")
    options = parser.parse_args()
    check_device(options.device)
    home = own_home()
    from tlstudio.features.runtime import prepare
    from tlstudio.foundation.control import Control

    make_photos(home / "known", TRAINED_ON, CLASSES)
    make_photos(home / "dropped", options.count, CLASSES)
    model = _trained(home / "known", home / "made.tlmodel", options.device)
    deque(prepare("efficientnet_lite0", Control()), maxlen=0)  # as the window does while nobody waits for it
    Benchmark(model, home / "dropped", options.count, options.device).run()
    shutil.rmtree(home / "dropped")


class Benchmark:
    """A window with a model, on which the folder is dropped."""

    def __init__(self, model: Path, folder: Path, count: int, device: str) -> None:
        from event_loop import Heartbeat

        from tlstudio.gui.app import create_application, create_window

        self._application = create_application(["ten_thousand"])
        self._window: MainWindow = create_window()
        self._window.resize(1440, 900)
        self._window.state.device = "cpu" if device == "cpu" else "cuda"
        self._heartbeat = Heartbeat()
        self._model, self._folder, self._count = model, folder, count

    def run(self) -> None:
        """Everything, once."""
        self._window.show()
        wait_until(lambda: bool(self._window.engine.devices), "the libraries")
        self._window.open_model(self._model)
        wait_until(lambda: self._window.state.predictor is not None, "the model")
        self._drop([self._folder / "class0" / "photo000000.jpg"])
        answer = child(self._window, "predictionAnswer")
        wait_until(lambda: isinstance(answer, QLabel) and bool(answer.text()), "a first answer")
        _rest(3.0)
        self._answer_all()
        self._sort_and_sieve()
        self._cancel_half_way()
        self._window.close()
        self._application.processEvents()

    def _answer_all(self) -> None:
        table, model = Table("s"), self._window.prediction.many.model
        empty = _memory("VmRSS")
        Path("/proc/self/clear_refs").write_text("5")  # the largest memory is counted from here
        self._heartbeat.start()
        began = time.perf_counter()
        self._drop([self._folder])
        wait_until(lambda: 0 < model.count() < self._count, "a first row", every=1)
        table.row("dropped to the first row", time.perf_counter() - began, FIRST)
        wait_until(self._has_ended, "all answers", seconds=7200, every=50)
        seconds = time.perf_counter() - began
        late, memory = self._heartbeat.stop(), _memory("VmHWM") - empty
        table.row(f"dropped to {self._count:,} answers", seconds)
        assert model.count() == self._count
        reading = _photos_read_per_second(self._window.state.predictor, self._folder)
        table = Table("photos/s")
        table.row("answered", self._count / seconds)
        table.row("read alone", reading)
        Table("x").row("answered, of what reading alone would allow", self._count / seconds / reading)
        self._say_delays("while it fills", late)
        Table("MB").row("memory above the window's with one answer, at most", memory)

    def _sort_and_sieve(self) -> None:
        many = self._window.prediction.many
        actions: dict[str, Callable[[int], object]] = {
            "sort by file": lambda turn: many.view.sortByColumn(1, _order(turn)),
            "sort by class": lambda turn: many.view.sortByColumn(2, _order(turn)),
            "sort by confidence": lambda turn: many.view.sortByColumn(3, _order(turn)),
            "show one class, or all": lambda turn: many.bar.groups.setCurrentIndex(1 - turn % 2),
            "find by name": lambda turn: many.bar.search.setText("" if turn % 2 else "photo0001"),
        }
        table = Table("ms")
        for name, act in actions.items():
            took = []
            for turn in range(_REPEATS * 2):
                began = time.perf_counter()
                act(turn)
                many.view.viewport().repaint()
                took.append((time.perf_counter() - began) * 1000)
            table.row(f"{name}, {self._count:,} rows, to painted: median of {len(took)}", median(took), WORST)

    def _cancel_half_way(self) -> None:
        many, cancel = self._window.prediction.many, child(self._window, "predictionCancelButton")
        assert isinstance(cancel, QAbstractButton)
        self._drop([self._folder])
        wait_until(lambda: many.model.count() > 0 and not cancel.isHidden(), "a second table", every=5)
        many.view.sortByColumn(3, Qt.SortOrder.DescendingOrder)
        self._heartbeat.start()
        wait_until(lambda: many.model.count() >= min(self._count // 2, 2000), "half of it", seconds=3600)
        late = self._heartbeat.stop()
        began = time.perf_counter()
        cancel.click()
        many.repaint()
        took = (time.perf_counter() - began) * 1000
        kept = many.model.count()
        _rest(1.0)
        assert kept == many.model.count(), "answers came after the end"
        self._say_delays("while it fills, sorted", late)
        Table("ms").row("cancelled to seen", took, CANCEL)
        one = time.perf_counter()
        self._drop([self._folder / "class1" / "photo000001.jpg"])
        answer = child(self._window, "predictionAnswer")
        wait_until(lambda: many.isHidden() and isinstance(answer, QLabel) and bool(answer.text()), "it", every=1)
        Table("ms").row("the next picture dropped to answered", (time.perf_counter() - one) * 1000)

    def _has_ended(self) -> bool:
        return self._window.prediction.many.status.text() == f"{self._count:,} files"

    def _say_delays(self, when: str, late: list[float]) -> None:
        table = Table("ms")
        table.row(f"delay of the window {when}: median of {len(late):,}", median(late))
        table.row(f"delay of the window {when}: 99th percentile", percentile(late, 0.99), P99)
        table.row(f"delay of the window {when}: worst", max(late), WORST)

    def _drop(self, paths: list[Path]) -> None:
        """What a file manager does: hover, then let go."""
        panel, data = self._window.prediction, QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
        middle, copy = panel.rect().center(), Qt.DropAction.CopyAction
        left, no_key = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        QApplication.sendEvent(panel, QDragEnterEvent(middle, copy, data, left, no_key))
        QApplication.sendEvent(panel, QDropEvent(QPointF(middle), copy, data, left, no_key))


def _trained(photos: Path, out: Path, device: str) -> Path:
    from tlstudio.pipeline import run
    from tlstudio.training.recipe import Recipe

    for _ in run(Recipe(photos=str(photos), out=str(out), epochs=5, device="cpu" if device == "cpu" else "cuda")):
        pass
    return out


def _photos_read_per_second(predictor: "Predictor", folder: Path) -> float:
    """Through the reader processes, at the size that the network wants."""
    from tlstudio.features.inputs import pixel_request
    from tlstudio.photos.pool import PhotoPool, Priority

    files = list(itertools.islice(folder.rglob("*.jpg"), READ_ALONE))
    with PhotoPool() as pool:
        list(pool.in_order(files[:100], pixel_request(predictor.preprocessing), Priority.DROP))
        began = time.perf_counter()
        for _ in pool.in_order(files, pixel_request(predictor.preprocessing), Priority.DROP):
            pass
        return len(files) / (time.perf_counter() - began)


def _order(turn: int) -> Qt.SortOrder:
    return Qt.SortOrder.DescendingOrder if turn % 2 else Qt.SortOrder.AscendingOrder


def _rest(seconds: float) -> None:
    """Let the window work while nobody does anything."""
    until = time.perf_counter() + seconds
    wait_until(lambda: time.perf_counter() >= until, "time", every=5)


def _memory(field: str) -> float:
    """MB of this process, as Linux counts them."""
    found = re.search(rf"{field}:\s*(\d+) kB", Path("/proc/self/status").read_text(encoding="utf-8"))
    assert found
    return int(found[1]) * 1024 / 1e6


if __name__ == "__main__":
    main()
