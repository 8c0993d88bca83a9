"""The points of the map, drawn. Importing this loads pyqtgraph, so it is done late."""

import math
from collections.abc import Sequence

import numpy as np
import pyqtgraph
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt, Slot
from PySide6.QtGui import QColor, QPainter, QPalette, QPen, QPolygonF
from PySide6.QtWidgets import QApplication, QWidget

from tlstudio.gui.dataset.map_geometry import Points, nearest
from tlstudio.gui.dataset.map_marks import colour_of, shape_of

_FAINT = 55
_MARGIN = 0.06
_ZOOM = 1.25
_CLOSEST, _FARTHEST = 200, 5
_SMALLEST, _LARGEST, _SHARE = 6, 11, 0.5


class MapCanvas(pyqtgraph.PlotWidget):  # type: ignore[misc]
    """Points in the signs of their classes, rings around those that are chosen, and the line that is being drawn.

    All distances on the screen are to the same scale: a circle on the map is a circle.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, enableMenu=False)
        self.points: Points = np.zeros((0, 2))
        self.shown: NDArray[np.bool_] = np.zeros(0, dtype=bool)
        self.chosen: Sequence[int] = ()
        self.current: int | None = None
        self.outline: list[tuple[float, float]] = []
        self._classes: NDArray[np.int64] = np.zeros(0, dtype=np.int64)
        self._colours = QApplication.palette()
        self._is_whole = True
        self._view = self.getPlotItem().getViewBox()
        self._view.setAspectLocked(True)
        self._dots, self._rings, self._mark = (pyqtgraph.ScatterPlotItem(pxMode=True) for _ in range(3))
        self._view.sigResized.connect(self._on_resized)
        self._view.sigRangeChanged.connect(self._on_range_changed)
        for axis in ("left", "bottom"):
            self.getPlotItem().hideAxis(axis)
        self.getPlotItem().hideButtons()
        for item in (self._dots, self._rings, self._mark):
            self._view.addItem(item)

    def show_points(self, points: Points, classes: NDArray[np.int64], shown: Sequence[bool]) -> None:
        """Show these, float64 (places, 2), with the number of each one's class; those that are not `shown` faintly.

        What is in sight stays in sight, and the keyboard where it was: at the point that is nearest to there now.
        """
        was_at = None if self.current is None else self.points[self.current]
        self.points, self._classes, self.shown = points, classes, np.array(shown, dtype=bool)
        rows = np.flatnonzero(self.shown)
        found = None if was_at is None else nearest(was_at, points[rows], np.inf)
        self.current = None if found is None else int(rows[found])
        self._draw_points()
        self.show_chosen(())

    def show_chosen(self, chosen: Sequence[int]) -> None:
        """Draw a ring around these, and themselves once more, so that nothing hides them."""
        self.chosen = chosen
        self._draw(self._rings, np.array(chosen, dtype=np.int64), QPalette.ColorRole.Text, 0.14, self._size() + 3)
        self.draw_mark()

    def draw_mark(self) -> None:
        """A second ring around the one that the keyboard is at."""
        pen = pyqtgraph.mkPen(self._colours.color(QPalette.ColorRole.Link), width=2.4)
        at = self.points[[] if self.current is None or not self.hasFocus() else [self.current]]
        self._mark.setData(at[:, 0], at[:, 1], symbol="o", size=self._size() + 14, pen=pen, brush=None)

    def pixels(self) -> Points:
        """Where the points are in the widget, float64 (places, 2)."""
        way = self._view.childTransform() * self._view.sceneTransform() * self.viewportTransform()
        x, y = self.points[:, 0], self.points[:, 1]
        across, down = way.m11() * x + way.m21() * y + way.dx(), way.m12() * x + way.m22() * y + way.dy()
        return np.stack([across, down], 1)

    def fit(self) -> None:
        """Show all of it. Nobody gets lost after that: there is no going far away, nor closer than makes sense."""
        self._is_whole = True
        if len(self.points):
            low, high = self.points.min(0), self.points.max(0)
            span = max(1e-6, float((high - low).max()))
            limits = {"minXRange": span / _CLOSEST, "minYRange": span / _CLOSEST}
            self._view.setLimits(**limits, maxXRange=_FARTHEST * span, maxYRange=_FARTHEST * span)
            self._view.setRange(QRectF(*low, *np.maximum(high - low, 1e-6)), padding=_MARGIN)

    def zoom(self, steps: int) -> None:
        """Look closer at the middle by so many steps, or less close."""
        self._is_whole = False
        self._view.scaleBy((_ZOOM**-steps, _ZOOM**-steps))

    def apply_theme(self, palette: QPalette) -> None:
        """Take the palette's colours: pyqtgraph does not follow it by itself."""
        self._colours = palette
        self.setBackground(palette.color(QPalette.ColorRole.Base))
        self._draw_points()
        self.show_chosen(self.chosen)

    def drawForeground(self, painter: QPainter, rect: QRectF | object) -> None:  # noqa: N802
        """The line that is being drawn, and what it encloses; a frame where the keyboard speaks to the map."""
        if self.hasFocus():
            painter.setPen(QPen(self._colours.color(QPalette.ColorRole.Link), 1))
            painter.drawRect(self.mapToScene(self.viewport().rect().adjusted(0, 0, -1, -1)).boundingRect())
        if len(self.outline) > 1:
            colour = self._colours.color(QPalette.ColorRole.Link)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(colour, 1.6, Qt.PenStyle.DashLine))
            painter.setBrush(_see_through(colour, 36))
            painter.drawPolygon(QPolygonF([self.mapToScene(round(x), round(y)) for x, y in self.outline]))

    @Slot()
    def _on_resized(self) -> None:
        """What was all in sight stays in sight."""
        if self._is_whole:
            self.fit()
        self._on_range_changed()

    @Slot()
    def _on_range_changed(self) -> None:
        """Points grow where there is room."""
        if self._dots.opts["size"] != self._size():
            self._draw_points()
            self.show_chosen(self.chosen)

    def _draw_points(self) -> None:
        """Faint ones below; an edge in the background's colour keeps neighbours apart."""
        order = np.argsort(self.shown, kind="stable")
        self._draw(self._dots, order, QPalette.ColorRole.Base, 0.07, self._size())

    def _draw(
        self,
        item: pyqtgraph.ScatterPlotItem,
        rows: NDArray[np.int64],
        edge: QPalette.ColorRole,
        width: float,
        size: int,
    ) -> None:
        """Let an item show these points, each in the sign of its class, with an edge `width` of their size wide."""
        different = range(int(self._classes.max(initial=-1)) + 1)
        colours = [colour_of(number, self._colours) for number in different]
        brushes = [[pyqtgraph.mkBrush(_see_through(each, opacity)) for each in colours] for opacity in (_FAINT, 255)]
        classes, strong = self._classes[rows], self.shown[rows].astype(int)
        item.setData(
            *self.points[rows].T,
            symbol=_objects([shape_of(number) for number in different])[classes],
            brush=np.stack([_objects(each) for each in brushes])[strong, classes],
            pen=pyqtgraph.mkPen(self._colours.color(edge), width=width * size),
            size=size,
        )

    def _size(self) -> int:
        """Of a point, in pixels: smaller where there are many on little room."""
        if not len(self.points):
            return _LARGEST
        scale = self._view.width() / max(1e-9, self._view.viewRect().width())
        step = scale * math.sqrt(np.prod(np.ptp(self.points, axis=0)) / len(self.points))
        return int(min(_LARGEST, max(_SMALLEST, _SHARE * step)))


def _see_through(colour: QColor, opacity: int) -> QColor:
    faint = QColor(colour)
    faint.setAlpha(opacity)
    return faint


def _objects(values: Sequence[object]) -> NDArray[np.object_]:
    """An array of any objects: picking 50,000 of them is then one step."""
    array = np.empty(len(values), dtype=object)
    array[:] = values
    return array
