"""How soon a wrong answer is put right, in the real window: from the key to the list of answers that changed.

    xvfb-run -a python tests/benchmarks/correct_it.py [PHOTOS] [--times N]

A model is trained on most of the photos, all features are kept then. Each photo that was held back is dropped, and one
key puts it into a class. The clock stops when the list is painted. The processor's time is that of the whole program
meanwhile, threads included: on a machine that does other things, too, it is what can be compared.
"""

import argparse
import time
from pathlib import Path
from typing import TYPE_CHECKING, cast

from common import Table, median, own_home, pictures, working_copy
from stage import child, wait_until

if TYPE_CHECKING:
    from PySide6.QtWidgets import QAbstractButton, QWidget

_BAR = 2000
_REST_SECONDS = 3.0


class Benchmark:
    """A window with a model of the photos, and pictures that it has not seen."""

    def __init__(self, photos: Path, held_back: list[Path]) -> None:
        from tlstudio.gui.app import create_application, create_window

        self._application = create_application(["correct_it"])
        self._window = create_window()
        self._held_back = held_back
        self._marks: dict[str, float] = {}
        training = self._window.training
        training.training_started.connect(lambda: self._mark("training began"))
        training.training_ended.connect(lambda: self._mark("training ended"))
        self._window.show()
        self._window.open_photos(photos)

    def run(self) -> None:
        """Train, put each picture right, and print the table."""
        button = cast("QAbstractButton", child(self._window, "trainButton"))
        wait_until(button.isEnabled, "opening")
        button.click()
        wait_until(lambda: self._window.state.predictor is not None, "the model")
        rows = [self._put_right(number, picture) for number, picture in enumerate(self._held_back)]
        table = Table("ms")
        named = f"median of {len(rows)}"
        table.row(f"from the key to the list, {named}", median([row[0] for row in rows]), _BAR)
        table.row("the longest", max(row[0] for row in rows))
        table.row(f"of that before the training, {named}", median([row[1] for row in rows]))
        table.row(f"of that training, {named}", median([row[2] for row in rows]))
        table.row(f"of that after it, {named}", median([row[0] - row[1] - row[2] for row in rows]))
        table.row(f"the processor's time in all that, {named}", median([row[3] for row in rows]))
        self._window.close_now()
        self._application.processEvents()

    def _put_right(self, number: int, picture: Path) -> tuple[float, float, float, float]:
        """Milliseconds: all, up to the training, the training, the processor's."""
        from PySide6.QtCore import Qt
        from PySide6.QtTest import QTest

        panel, keys = self._window.prediction, (Qt.Key.Key_1, Qt.Key.Key_2)
        panel.show_photos((picture,))
        wait_until(lambda: [each[0] for each in panel.chosen.pictures()] == [picture], "the answer")
        resting = time.perf_counter() + _REST_SECONDS
        wait_until(lambda: time.perf_counter() >= resting, "a rest")
        shown = cast("QWidget", panel.correct.changed.view)
        began, busy = time.perf_counter(), time.process_time()
        QTest.keyClick(panel.one.picture, keys[number % len(keys)])
        wait_until(lambda: panel.correct.changed.changes is not None, "the list", every=1)
        shown.repaint()
        ended, worked = time.perf_counter(), time.process_time()
        marks = self._marks["training began"], self._marks["training ended"]
        seconds = (ended - began, marks[0] - began, marks[1] - marks[0], worked - busy)
        return cast("tuple[float, float, float, float]", tuple(1000 * each for each in seconds))

    def _mark(self, what: str) -> None:
        self._marks[what] = time.perf_counter()


def hold_back(photos: Path, folder: Path, count: int) -> list[Path]:
    """Take so many photos out of those to learn from."""
    folder.mkdir()
    return [path.rename(folder / path.name) for path in pictures(photos / "train")[:: max(1, 200 // count)][:count]]


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("photos", type=Path, nargs="?", help="a folder with train/ and val/ (the digits sample)")
    parser.add_argument("--times", type=int, default=5, help="how often")
    options = parser.parse_args()
    home = own_home()
    photos = working_copy(options.photos, home)
    Benchmark(photos, hold_back(photos, home / "held back", options.times)).run()


if __name__ == "__main__":
    main()
