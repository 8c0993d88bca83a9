"""The curves of a long run, redrawn while epochs come in and while somebody zooms: how long each picture takes.

    xvfb-run -a python tests/benchmarks/plots.py [--epochs N] [--steps N]

2,000 epochs, four curves: loss and accuracy of training and of validation. Live, an epoch is added and both plots are
drawn and painted; zooming, the wheel turns by one notch over the loss, and both are. With smoothing the raw values are
drawn, too. Beside it stands pyqtgraph's own plot of the same values in as much room, four curves in the same pens, as
anybody would write it in ten lines. A frame runs from the epoch or the wheel's event to the end of the painting; beside
it stands the time that this thread was computing for it, which other programs on the machine cannot lengthen.
"""

import argparse
import math
import random
import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from common import Table, own_home, percentile
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QWidget

from tlstudio.foundation.events import EpochEnded

if TYPE_CHECKING:
    import pyqtgraph

FRAME = 1000 / 15  # the curves are redrawn no more than 15 times a second
WIDTH, HEIGHT = 1100, 320
CYCLE = 20  # notches towards the plot, then as many away from it


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--epochs", type=int, default=2000)
    parser.add_argument("--steps", type=int, default=200, help="how many pictures are measured each time")
    options = parser.parse_args()
    own_home()
    from tlstudio.gui.app import create_application

    create_application(["plots"])
    epochs = [made_epoch(number, options.epochs) for number in range(1, options.epochs + 1)]
    before, coming = epochs[: -options.steps], epochs[-options.steps :]
    table = Table("ms")
    for name, stage in (("plain pyqtgraph", Plain()), ("the studio", Studio(0)), ("the studio, smoothed", Studio(5))):
        stage.show(before)
        print_shares(table, f"{name}: live", [timed(stage.add, epoch) for epoch in coming])
        towards = [(1 if step // CYCLE % 2 == 0 else -1) for step in range(options.steps)]
        print_shares(table, f"{name}: zooming", [timed(stage.zoom, way) for way in towards])
        stage.close()


def made_epoch(number: int, epochs: int) -> EpochEnded:
    """Losses that fall and accuracies that rise, with noise."""
    chance, left = random.Random(number), math.exp(-4 * number / epochs)
    noise = [chance.gauss(0, 0.02) for _ in range(4)]
    return EpochEnded(
        epoch=number,
        epochs=epochs,
        train_loss=0.1 + left + abs(noise[0]),
        train_accuracy=min(1.0, 0.95 - left / 2 + noise[1]),
        validation_loss=0.2 + left + abs(noise[2]),
        validation_accuracy=min(1.0, 0.9 - left / 2 + noise[3]),
        photos_per_second=100.0,
    )


class Stage:
    """Two plots in a window of their own."""

    window: QWidget

    def show(self, epochs: Sequence[EpochEnded]) -> None:
        """Show these, and wait until they are seen."""
        self.window.resize(WIDTH, HEIGHT)
        self.window.show()
        for epoch in epochs:
            self.keep(epoch)
        self.draw()
        paint()

    def keep(self, epoch: EpochEnded) -> None:
        """One more, not drawn yet."""
        raise NotImplementedError

    def draw(self) -> None:
        """All that is kept."""
        raise NotImplementedError

    def plot(self) -> "pyqtgraph.PlotWidget":
        """The one the wheel turns over."""
        raise NotImplementedError

    def add(self, epoch: EpochEnded) -> None:
        """One more, drawn."""
        self.keep(epoch)
        self.draw()

    def zoom(self, way: int) -> None:
        """One notch of the wheel."""
        viewport = self.plot().viewport()
        place = QPointF(viewport.rect().center())
        wheel = QWheelEvent(
            place,
            QPointF(viewport.mapToGlobal(place.toPoint())),
            QPoint(),
            QPoint(0, 120 * way),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(viewport, wheel)

    def close(self) -> None:
        """Take the window away."""
        self.window.close()
        self.window.deleteLater()


class Plain(Stage):
    """What pyqtgraph does by itself."""

    def __init__(self) -> None:
        import pyqtgraph

        self.window = QWidget()
        row = QHBoxLayout(self.window)
        self._plots = [pyqtgraph.PlotWidget() for _ in range(2)]
        pens = [pyqtgraph.mkPen("#0072B2", width=2), pyqtgraph.mkPen("#D55E00", width=2, style=Qt.PenStyle.DashLine)]
        for plot in self._plots:
            row.addWidget(plot)
        self._plots[1].setXLink(self._plots[0])
        self._curves = [plot.plot(pen=pen) for plot in self._plots for pen in pens]
        self._numbers: list[int] = []
        self._columns: list[list[float]] = [[], [], [], []]

    def keep(self, epoch: EpochEnded) -> None:
        self._numbers.append(epoch.epoch)
        values = epoch.train_loss, epoch.validation_loss, epoch.train_accuracy, epoch.validation_accuracy
        for column, value in zip(self._columns, values, strict=True):
            column.append(value)

    def draw(self) -> None:
        for curve, column in zip(self._curves, self._columns, strict=True):
            curve.setData(self._numbers, column)

    def plot(self) -> "pyqtgraph.PlotWidget":
        return self._plots[0]


class Studio(Stage):
    """The studio's own curves, with their legend and their line of words."""

    def __init__(self, smoothing: int) -> None:
        from tlstudio.gui.training.curves import Curves

        self.window = self._curves = Curves()
        self._curves.start(1)
        self._curves.bar.smoothing.setValue(smoothing)

    def keep(self, epoch: EpochEnded) -> None:
        self._curves.add(epoch)

    def draw(self) -> None:
        self._curves.redraw()

    def plot(self) -> "pyqtgraph.PlotWidget":
        assert self._curves.loss is not None
        return self._curves.loss

    def zoom(self, way: int) -> None:
        super().zoom(way)
        self._curves.redraw()


def timed(step: Callable[[Any], None], value: object) -> tuple[float, float]:
    """Milliseconds from the step to the end of the painting, and those that were spent computing."""
    began, began_computing = time.perf_counter(), time.thread_time()
    step(value)
    paint()
    return (time.perf_counter() - began) * 1000, (time.thread_time() - began_computing) * 1000


def paint() -> None:
    """Let everything that waits for it be painted."""
    for _ in range(2):  # the first round may find out that there is more
        QApplication.processEvents()


def print_shares(table: Table, name: str, frames: Sequence[tuple[float, float]]) -> None:
    """Three rows; only the studio has a bar."""
    whole, computing = zip(*frames, strict=True)
    bar = None if name.startswith("plain") else FRAME
    for figure, share in (("p50", 0.5), ("p99", 0.99), ("worst", 1.0)):
        note = f"computing {percentile(computing, share):.1f} ms"
        table.row(f"{name}, {figure}", percentile(whole, share), bar if figure == "p99" else None, note=note)


if __name__ == "__main__":
    main()
