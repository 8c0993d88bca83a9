"""The map under the mouse and the keyboard: draw around points, click, walk from one to the next."""

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget

from tlstudio.gui.dataset.map_canvas import MapCanvas
from tlstudio.gui.dataset.map_geometry import inside, nearest, next_towards

_REACH = 12.0
_STEP = 3.0
_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
_NEARER = (Qt.Key.Key_Plus, Qt.Key.Key_Equal)


class MapPlot(MapCanvas):
    """`points_chosen(numbers)` for all that are to be selected now, the one that was meant first;
    `pointed_at(number or None)`; `opened(number)` for the one that is to be shown large.

    Only points that are shown strongly can be pointed at.
    """

    points_chosen = Signal(object)
    pointed_at = Signal(object)
    opened = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("mapPlot")
        self._pressed: QPointF | None = None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The left button begins to draw; the middle one moves the map."""
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed = event.position()
        else:
            self._is_whole = False
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go on drawing; without a button, point at what is under the mouse."""
        if self._pressed is None:
            super().mouseMoveEvent(event)
            self.pointed_at.emit(None if event.buttons() else self._under(event.position()))
            return
        place = event.position()
        last = QPointF(*self.outline[-1]) if self.outline else self._pressed
        far = (place - last).manhattanLength()
        if far >= (_STEP if self.outline else QApplication.startDragDistance()):
            self.outline = [*(self.outline or [self._pressed.toTuple()]), place.toTuple()]
            self.pointed_at.emit(None)
            self.viewport().update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """What was drawn around is chosen; without drawing, the point that was clicked, or none."""
        if self._pressed is None or event.button() != Qt.MouseButton.LeftButton:
            super().mouseReleaseEvent(event)
            return
        adding = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if self.outline:
            enclosed = inside(np.array(self.outline), self.pixels()) & self.shown
            self._choose(np.flatnonzero(enclosed).tolist(), adding=adding)
        else:
            self._click(self._under(event.position()), adding=adding)
        self._stop_drawing()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Show the photo large."""
        found = self._under(event.position())
        if found is not None and event.button() == Qt.MouseButton.LeftButton:
            self.opened.emit(found)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Look closer at what is under the mouse."""
        self._is_whole = False
        super().wheelEvent(event)
        self.pointed_at.emit(None)

    def leaveEvent(self, event: QEvent) -> None:
        """The mouse points at nothing any more."""
        super().leaveEvent(event)
        self.pointed_at.emit(None)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show where the keyboard is."""
        super().focusInEvent(event)
        self.draw_mark()
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The keyboard is elsewhere."""
        super().focusOutEvent(event)
        self.draw_mark()
        self.viewport().update()
        self.pointed_at.emit(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows walk, Space chooses (with Ctrl one more, or one less), Enter opens, Escape gives up."""
        key, adding = Qt.Key(event.key()), bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if key in _ARROWS:
            self._walk(_ARROWS[key])
        elif key == Qt.Key.Key_Space and self.current is not None:
            self._click(self.current, adding=adding)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.current is not None:
            self.opened.emit(self.current)
        elif key == Qt.Key.Key_Escape:
            self._give_up()
        elif key == Qt.Key.Key_A and adding:
            self._choose(np.flatnonzero(self.shown).tolist(), adding=False)
        elif key in _NEARER or key == Qt.Key.Key_Minus:
            self.zoom(1 if key in _NEARER else -1)
        elif key == Qt.Key.Key_0:
            self.fit()
        else:
            event.ignore()

    def place_of(self, number: int) -> QPoint:
        """Where a point is in the widget."""
        x, y = self.pixels()[number]
        return QPoint(round(x), round(y))

    def _under(self, place: QPointF) -> int | None:
        rows = np.flatnonzero(self.shown)
        found = nearest(np.array(place.toTuple()), self.pixels()[rows], _REACH)
        return None if found is None else int(rows[found])

    def _walk(self, direction: tuple[int, int]) -> None:
        """To the next point that is shown; the first step goes to one that is chosen, or to the one in the middle."""
        rows = np.flatnonzero(self.shown)
        if not len(rows):
            return
        pixels = self.pixels()[rows]
        if self.current is None:
            middle = np.array(self.viewport().rect().center().toTuple(), dtype=float)
            first = self.chosen[0] if self.chosen else rows[nearest(middle, pixels, np.inf) or 0]
        else:
            first = rows[next_towards(int(np.searchsorted(rows, self.current)), direction, pixels)]
        self.current = int(first)
        self._bring_into_sight(self.current)
        self.draw_mark()
        self.pointed_at.emit(self.current)

    def _bring_into_sight(self, number: int) -> None:
        if not self.viewport().rect().contains(self.place_of(number)):
            x, y = self.points[number] - np.array(self._view.viewRect().center().toTuple())
            self._view.translateBy(x=x, y=y)

    def _click(self, number: int | None, *, adding: bool) -> None:
        """Choose one; with Ctrl, one more, or one less where it was chosen; beside all points, none."""
        if number is not None:
            self.current = number
        if adding and number in self.chosen:
            self.points_chosen.emit([each for each in self.chosen if each != number])
        elif number is not None or not adding:
            self._choose([] if number is None else [number], adding=adding)

    def _give_up(self) -> None:
        """What is being drawn, or else what is chosen."""
        if self._pressed is not None:
            self._stop_drawing()
        elif self.chosen:
            self._choose([], adding=False)

    def _stop_drawing(self) -> None:
        self._pressed, self.outline = None, []
        self.viewport().update()

    def _choose(self, numbers: list[int], *, adding: bool) -> None:
        before = [each for each in self.chosen if each not in set(numbers)] if adding else []
        self.points_chosen.emit([*numbers, *before])
