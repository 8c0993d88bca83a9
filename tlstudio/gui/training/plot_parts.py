"""What the curves are drawn with. Importing this loads pyqtgraph (a third of a second), so it is done late."""

import math
from collections.abc import Sequence

import pyqtgraph
from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication, QWidget

# Okabe and Ito's colours, those of them with contrast enough on each background (training, validation).
_ON_LIGHT = ("#0072B2", "#D55E00")
_ON_DARK = ("#56B4E9", "#E69F00")
_PIXELS_PER_LABEL = 45
_MOST_MARKS = 30  # with more epochs than this, marks would hide the dashes


class EpochAxis(pyqtgraph.AxisItem):  # type: ignore[misc]
    """An axis that counts whole epochs."""

    def tickSpacing(self, minimum: float, maximum: float, size: float) -> list[tuple[float, float]]:  # noqa: N802
        """One round step of at least one epoch, a label about every 45 pixels."""
        wanted = max(1.0, (maximum - minimum) * _PIXELS_PER_LABEL / max(1.0, size))
        power = 10.0 ** math.floor(math.log10(wanted))
        return [(next(step * power for step in (1, 2, 5, 10) if step * power >= wanted), 0.0)]


class CurvePlot(pyqtgraph.PlotWidget):  # type: ignore[misc]
    """One quantity per epoch: training solid with dots, validation dashed with squares, the best epoch marked.

    The legend stands over the plot, hiding nothing. `falls`: the curves go down to the right, so the top is free
    for words about the epoch that was kept, and the bottom for those about layers that thaw; else the other way round.
    """

    def __init__(self, name: str, quantity: str, *, falls: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent, axisItems={"bottom": EpochAxis("bottom")})
        self.setObjectName(name)
        self._quantity = quantity
        self._low_labels = falls
        self._item = self.getPlotItem()
        self._item.hideButtons()
        self._item.getAxis("left").enableAutoSIPrefix(False)
        self._item.showGrid(x=True, y=True, alpha=0.2)
        self._item.setMenuEnabled(True)
        self.training = self._item.plot(name="training")
        self.validation = self._item.plot(name="validation")
        self._best = pyqtgraph.InfiniteLine(
            angle=90, label="", labelOpts={"position": 0.98 if falls else 0.4, "anchors": [(0, 0), (1, 0)]}
        )
        self._best.setVisible(False)
        self._thawing: dict[tuple[int, str], pyqtgraph.InfiniteLine] = {}
        self._item.addItem(self._best, ignoreBounds=True)
        self._item.getViewBox().setLimits(xMin=0.5)
        self.setXRange(1, 10)
        self.apply_theme(QApplication.palette())

    def show_curves(self, epochs: Sequence[int], training: Sequence[float], validation: Sequence[float]) -> None:
        """Draw both curves over the epochs."""
        marked = len(epochs) <= _MOST_MARKS
        self.training.setData(epochs, training, symbol="o" if marked else None)
        self.validation.setData(epochs, validation, symbol="s" if marked else None)

    def keep_between(self, lowest: float, highest: float) -> None:
        """Never show room below or above these values, and never less than a tenth of it."""
        margin = (highest - lowest) / 40
        self._item.getViewBox().setLimits(
            yMin=lowest - margin, yMax=highest + margin, minYRange=(highest - lowest) / 10
        )

    def expect_epochs(self, epochs: int) -> None:
        """Make room for that many epochs from the start, so that the picture does not shrink as it grows."""
        self.setXRange(1, max(2, epochs), padding=0.03)

    def mark_best(self, epoch: int | None) -> None:
        """A line at the epoch that was kept; None takes it away."""
        self._best.setVisible(epoch is not None)
        if epoch is not None:
            self._best.setValue(epoch)
            self._best.label.setFormat("kept")  # which epoch, the axis says; more words would lie on the curves

    def mark_thawing(self, steps: Sequence[tuple[int, str]]) -> None:
        """A line in front of each epoch in which layers begin to learn, with a few words beside it."""
        if list(self._thawing) == list(steps):
            return
        for line in self._thawing.values():
            self._item.removeItem(line)
        self._thawing = {(epoch, text): _thaw_line(epoch, text, self._low_labels) for epoch, text in steps}
        for line in self._thawing.values():
            self._item.addItem(line, ignoreBounds=True)
        self.apply_theme(QApplication.palette())

    def thawing(self) -> list[tuple[int, str]]:
        """The epochs that are marked, and the words beside the lines."""
        return list(self._thawing)

    def best_epoch(self) -> int | None:
        """The epoch that is marked."""
        return int(self._best.value()) if self._best.isVisible() else None

    def apply_theme(self, palette: QPalette) -> None:
        """Take the palette's colours: pyqtgraph does not follow it by itself."""
        base, text = palette.color(QPalette.ColorRole.Base), palette.color(QPalette.ColorRole.Text)
        training, validation = _ON_DARK if base.lightness() < 128 else _ON_LIGHT
        self.setBackground(base)
        for side, label in (("left", self._quantity), ("bottom", "epoch")):
            axis = self._item.getAxis(side)
            axis.setPen(text)
            axis.setTextPen(text)
            axis.setLabel(text=label, units=None, **{"color": text.name(), "font-size": "9pt"})
        _style(self.training, training, Qt.PenStyle.SolidLine)
        _style(self.validation, validation, Qt.PenStyle.DashLine)
        self._best.setPen(pyqtgraph.mkPen(text, width=1, style=Qt.PenStyle.DotLine))
        self._best.label.setColor(text)
        for line in self._thawing.values():
            line.setPen(pyqtgraph.mkPen(palette.color(QPalette.ColorRole.Link), width=1))
            line.label.setColor(palette.color(QPalette.ColorRole.Link))
        signs = ((training, "━●━", "training"), (validation, "╍■╍", "validation"))
        legend = "&nbsp;&nbsp;&nbsp;".join(
            f'<span style="color:{ink}">{sign}</span> {word}' for ink, sign, word in signs
        )
        self._item.setTitle(legend, color=text.name(), size="9pt")


def _thaw_line(epoch: int, text: str, low: bool) -> pyqtgraph.InfiniteLine:
    """Between the points of two epochs, which stand at the ends of theirs; the words run along the line."""
    place = {"position": 0.02 if low else 0.98, "rotateAxis": (1, 0), "anchors": [(0, 1)] * 2 if low else [(1, 1)] * 2}
    return pyqtgraph.InfiniteLine(epoch - 0.5, angle=90, label=text, labelOpts=place)


def _style(curve: pyqtgraph.PlotDataItem, colour: str, line: Qt.PenStyle) -> None:
    curve.setPen(pyqtgraph.mkPen(colour, width=2, style=line))
    curve.setSymbolSize(5)
    curve.setSymbolBrush(colour)
    curve.setSymbolPen(colour)
