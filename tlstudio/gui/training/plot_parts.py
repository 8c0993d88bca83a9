"""One plot of the curves. Importing this loads pyqtgraph (a third of a second), so it is done late."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRectF, Qt, Signal, Slot
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPalette
from PySide6.QtWidgets import QWidget

from tlstudio.gui.framed_plot import FramedPlot
from tlstudio.gui.training.plot_axes import EpochAxis, ValueAxis
from tlstudio.gui.training.plot_cursor import Cursor
from tlstudio.gui.training.plot_curve import Curve
from tlstudio.gui.training.plot_lines import Line, Mark
from tlstudio.gui.training.plot_marks import Marks
from tlstudio.gui.training.plot_rates import Rates
from tlstudio.gui.training.plot_view import EpochView

_AXIS_WIDTH, _STRIP = 40, 20
_MARGIN, _RATE = 4, "rate"
_LEAST_HEIGHT = 150
_FEWEST_EPOCHS = 2
_POWERS = 30  # nobody looks beyond 10^30, and floating point ends at 10^308
_ZOOM = 0.8
_STEPS = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_PageUp: -10,
    Qt.Key.Key_PageDown: 10,
    Qt.Key.Key_Home: -1_000_000_000,
    Qt.Key.Key_End: 1_000_000_000,
}


class CurvePlot(FramedPlot):
    """One quantity per epoch, as curves. Over them a strip with its name and the words of the marks.

    `pointed_at(epoch or None)` by the mouse, `stepped(epochs)` by the keys,
    `zoomed(first, last)` by either; `whole_wanted`: all epochs again. None of them changes the plot itself.
    """

    pointed_at = Signal(object)
    stepped = Signal(int)
    zoomed = Signal(float, float)
    whole_wanted = Signal()

    def __init__(self, name: str, quantity: str, parent: QWidget | None = None) -> None:
        self._view = EpochView()
        rate_axis = ValueAxis("right")
        axes = {"bottom": EpochAxis("bottom"), "left": ValueAxis("left"), "right": rate_axis}
        super().__init__(parent, viewBox=self._view, axisItems=axes)
        self.setObjectName(name)
        self.setMinimumHeight(_LEAST_HEIGHT)
        self.quantity = quantity
        self._item.getAxis("left").setWidth(_AXIS_WIDTH)
        self._item.getAxis("left").setStyle(maxTickLevel=0)
        self._item.layout.setContentsMargins(0, _STRIP, 8, 0)
        self._lines: Sequence[Line] = ()
        self._curves: list[Curve] = []
        self.marks = Marks(self._item)
        self.cursor_line = Cursor(self._item)
        self.rates = Rates(self._item, rate_axis)
        self._expected, self._is_whole = 0, True
        self._view.sigRangeChangedManually.connect(self._on_zoomed)
        self._view.whole_wanted.connect(self.whole_wanted)
        self.expect_epochs(10)
        self.apply_theme(self._palette)

    @property
    def logarithmic(self) -> bool:
        """Whether the values' powers of ten are drawn."""
        return bool(self._item.getAxis("left").logarithmic)

    def show_lines(self, lines: Sequence[Line]) -> None:
        """Draw these curves and no others."""
        self._lines = lines
        while len(self._curves) > len(lines):
            self._curves.pop().remove()
        while len(self._curves) < len(lines):
            self._curves.append(Curve(self._item))
        in_sight = tuple(self._view.viewRange()[0])
        for curve, line in zip(self._curves, lines, strict=True):
            curve.show_line(line, self.logarithmic, in_sight, self._palette)
        self._view.updateAutoRange()  # now, or it is found out while painting, and all is painted twice
        self.show_cursor(self.cursor_line.epoch())

    def set_quantity(self, words: str) -> None:
        """What the values are, in the strip."""
        if words != self.quantity:
            self.quantity = words
            self.viewport().update()

    def lines(self) -> Sequence[Line]:
        """The curves on show."""
        return self._lines

    def curves(self) -> Sequence[Curve]:
        """How they are drawn, in the same order."""
        return self._curves

    def show_marks(self, marks: Sequence[Mark]) -> None:
        """Lines at these places, with their words, and no others."""
        if self.marks.show_marks(marks):
            self.viewport().update()

    def show_cursor(self, epoch: int | None) -> None:
        """A crosshair at this epoch; None takes it away."""
        self.cursor_line.show_at(epoch, self._lines, self.logarithmic)

    def set_logarithmic(self, logarithmic: bool) -> None:
        """Draw the values' powers of ten, or themselves; the next `show_lines` does."""
        axis = self._item.getAxis("left")
        axis.logarithmic = logarithmic
        self._view.setLimits(yMin=-_POWERS if logarithmic else None, yMax=_POWERS if logarithmic else None)
        self._view.enableAutoRange(y=True)
        axis.picture = None  # the ticks that it keeps are of the other kind

    def keep_between(self, lowest: float, highest: float) -> None:
        """Never show room below or above these values, and never less than a tenth of it."""
        margin = (highest - lowest) / 40
        self._item.getAxis("left").ends = lowest, highest
        self._view.setLimits(yMin=lowest - margin, yMax=highest + margin, minYRange=(highest - lowest) / 10)

    def expect_epochs(self, epochs: int) -> None:
        """Make room for that many epochs from the start, so that the picture does not shrink as it grows."""
        wanted = max(_FEWEST_EPOCHS, epochs)
        if wanted == self._expected:
            return
        self._expected = wanted
        self._view.setLimits(xMin=0.5, xMax=wanted + max(0.5, 0.03 * wanted), minXRange=_FEWEST_EPOCHS)
        if self._is_whole:
            self.show_whole()

    def show_part(self, first: float, last: float) -> None:
        """Only these epochs."""
        self._is_whole = False
        self._view.setXRange(first, last, padding=0)

    def show_whole(self) -> None:
        """All epochs and all their values."""
        self._is_whole = True
        self._view.setXRange(1, self._expected, padding=0.03)
        self._view.enableAutoRange(y=True)

    def is_whole(self) -> bool:
        """Whether all epochs are in sight."""
        return self._is_whole

    def apply_theme(self, palette: QPalette) -> None:
        """Take the palette's colours."""
        super().apply_theme(palette)
        self.marks.apply_theme(palette)
        self.rates.apply_theme(palette)
        self.cursor_line.apply_theme(palette)
        self.show_lines(self._lines)

    def drawForeground(self, painter: QPainter, rect: QRectF | object) -> None:  # noqa: N802
        """The words in the strip and at the axis, and the frame."""
        painter.setFont(self.font())
        painter.setPen(self._palette.color(QPalette.ColorRole.Text))
        strip = QRectF(_MARGIN, 0, self.viewport().width() - 2 * _MARGIN, _STRIP)
        painter.drawText(strip, Qt.AlignmentFlag.AlignVCenter, self.quantity)
        if self.rates.is_shown():
            painter.drawText(strip, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, _RATE)
        taken = [painter.fontMetrics().horizontalAdvance(f" {word} ") for word in (self.quantity, _RATE)]
        self.marks.draw_words(painter, strip.adjusted(taken[0], 0, -taken[1] if self.rates.is_shown() else 0, 0))
        super().drawForeground(painter, rect)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows walk from epoch to epoch, + and - zoom, 0 shows everything, Escape takes the crosshair away."""
        key = Qt.Key(event.key())
        if key in _STEPS:
            self.stepped.emit(_STEPS[key])
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus):
            self._view.zoom(1 / _ZOOM if key == Qt.Key.Key_Minus else _ZOOM, self.cursor_line.epoch())
        elif key == Qt.Key.Key_0:
            self.whole_wanted.emit()
        elif key == Qt.Key.Key_Escape and self.cursor_line.epoch() is not None:
            self.pointed_at.emit(None)
        else:
            event.ignore()

    def viewportEvent(self, event: QEvent) -> bool:
        """The tool tip belongs to the strip: over the curves it would hide what somebody reads there."""
        if isinstance(event, QHelpEvent) and event.pos().y() > _STRIP:
            return True
        return bool(super().viewportEvent(event))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """The crosshair follows the mouse."""
        super().mouseMoveEvent(event)
        if event.buttons() == Qt.MouseButton.NoButton:
            at = self._view.mapSceneToView(self.mapToScene(event.position().toPoint()))
            self.pointed_at.emit(round(at.x()))

    def leaveEvent(self, event: QEvent) -> None:
        """The mouse has gone, and the crosshair with it."""
        super().leaveEvent(event)
        self.pointed_at.emit(None)

    @Slot()
    def _on_zoomed(self) -> None:
        first, last = self._view.viewRange()[0]
        self._is_whole = first <= 1 and last >= self._expected
        self.zoomed.emit(first, last)
