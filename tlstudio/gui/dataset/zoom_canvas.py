"""A picture that can be looked at closely: as large as fits, or any size, moved about with mouse or keys."""

from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPalette, QPixmap, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

LARGEST_SCALE = 16.0
_MOST_FITTED = 4.0
_STEP = 1.25
_KEY_PIXELS = 60
_NO_SIZE = QSize()


class ZoomCanvas(QWidget):
    """`sharper_wanted` when the picture is shown larger than its pixels allow; `scale_changed(percent)`.

    The scale is in the screen's pixels per pixel of the photo itself, whatever the picture of it has.
    """

    sharper_wanted = Signal()
    scale_changed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Photo")
        self.setMinimumSize(120, 120)
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        self._picture = QPixmap()
        self._size = _NO_SIZE
        self._text = ""
        self._scale: float | None = None  # None: as large as fits
        self._middle = QPointF()  # what of the photo is in the middle of the view, from (0, 0) to (1, 1)
        self._grabbed: QPointF | None = None

    def show_picture(self, picture: QPixmap, size: QSize, *, keep: bool = False) -> None:
        """Show a photo of that size by a picture of it; `keep` where it is looked at: it is the same, sharper."""
        self._picture, self._size, self._text = picture, size, ""
        if keep:
            self.update()
        else:
            self.fit()

    def show_text(self, text: str) -> None:
        """Show a sentence instead."""
        self._picture, self._size, self._text = QPixmap(), _NO_SIZE, text
        self.fit()

    def fit(self) -> None:
        """As large as fits."""
        self._scale, self._middle = None, QPointF(0.5, 0.5)
        self._on_scaled()

    def zoom(self, steps: int, at: QPointF | None = None) -> None:
        """Larger or smaller by steps; what is at that point of the widget (its middle) stays there."""
        self._scale_to(self.scale() * _STEP**steps, at or QRectF(self.rect()).center())

    def photo_size(self) -> QSize:
        """The pixels of the photo itself."""
        return self._size

    def scale(self) -> float:
        """Screen pixels per pixel of the photo."""
        return self._fitting() if self._scale is None else self._scale

    def shown(self) -> QRectF:
        """Where the whole photo is, in the widget's own pixels; parts of it may lie outside."""
        size = QSizeF(self._size) * (self.scale() / self.devicePixelRatioF())
        middle = QRectF(self.rect()).center()
        corner = middle - QPointF(self._middle.x() * size.width(), self._middle.y() * size.height())
        return QRectF(corner, size)

    def move_by(self, x: float, y: float) -> None:
        """Move what is seen, as far as there is something to be seen."""
        size = self.shown().size()
        if size.isEmpty():
            return
        room = QSizeF(self.size())
        self._middle = QPointF(
            _kept(self._middle.x() + x / size.width(), room.width() / size.width()),
            _kept(self._middle.y() + y / size.height(), room.height() / size.height()),
        )
        self.update()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Larger and smaller, around the pointer."""
        if self._size.isValid() and event.angleDelta().y():
            self.zoom(1 if event.angleDelta().y() > 0 else -1, event.position())
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of the photo."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._grabbed = event.position()
            self.setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move it."""
        if self._grabbed is not None:
            way = self._grabbed - event.position()
            self._grabbed = event.position()
            self.move_by(way.x(), way.y())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go of it."""
        self._grabbed = None
        self.setCursor(Qt.CursorShape.OpenHandCursor)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """From as large as fits to pixel by pixel, and back."""
        if self._scale is None:
            self._scale_to(1.0, event.position())
        else:
            self.fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Plus, minus, 0 and Ctrl+1 for the size, Shift with arrows to move about."""
        ways = {Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1)}
        key = Qt.Key(event.key())
        if key in ways and event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.move_by(ways[key][0] * _KEY_PIXELS, ways[key][1] * _KEY_PIXELS)
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom(1)
        elif key == Qt.Key.Key_Minus:
            self.zoom(-1)
        elif key == Qt.Key.Key_0:
            self.fit()
        elif key == Qt.Key.Key_1 and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._scale_to(1.0, QRectF(self.rect()).center())
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """What fits has changed."""
        super().resizeEvent(event)
        self._on_scaled()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The photo, or the sentence."""
        painter = QPainter(self)
        if self._text:
            painter.setPen(self.palette().color(QPalette.ColorRole.Text))
            flags = int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap)
            painter.drawText(self.rect().adjusted(12, 12, -12, -12), flags, self._text)
        elif not self._picture.isNull():
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, self.scale() < 3)
            painter.drawPixmap(self.shown(), self._picture, QRectF(self._picture.rect()))
        painter.end()

    def _fitting(self) -> float:
        if self._size.isEmpty():
            return 1.0
        room = QSizeF(self.size()) * self.devicePixelRatioF()
        return min(room.width() / self._size.width(), room.height() / self._size.height(), _MOST_FITTED)

    def _scale_to(self, scale: float, at: QPointF) -> None:
        """Everything moves away from `at`, which stays."""
        if self._size.isEmpty():
            return
        before = self.shown()
        within = at - before.topLeft()
        part = QPointF(within.x() / before.width(), within.y() / before.height())
        self._scale = min(max(scale, min(self._fitting(), 1.0)), LARGEST_SCALE)
        after = self.shown()
        moved = QPointF(part.x() * after.width(), part.y() * after.height()) + after.topLeft() - at
        self.move_by(moved.x(), moved.y())
        self._on_scaled()

    def _on_scaled(self) -> None:
        self.move_by(0, 0)
        self.update()
        self.scale_changed.emit(round(self.scale() * 100))
        if self._picture.width() < min(self._size.width(), self._size.width() * self.scale()) - 1:
            self.sharper_wanted.emit()


def _kept(middle: float, room: float) -> float:
    """No empty stripe beside the photo while there is more of it; in the middle where all of it fits."""
    return 0.5 if room >= 1 else min(max(middle, room / 2), 1 - room / 2)
