"""The frame over a photo that is being cropped: what lies outside is dark, its edges and corners can be pulled."""

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from tlstudio.gui.dataset.crop_box import INSIDE, Grip, grip_at, is_whole, pulled, spanned
from tlstudio.gui.dataset.zoom_canvas import ZoomCanvas
from tlstudio.photos.view import LEAST_SHARE, WHOLE, Box

_LEAST_PIXELS = 16  # of the photo; networks see little in fewer
_REACH = 10.0
_HANDLE = 8.0
_STEP = 0.01
_DARK = QColor(0, 0, 0, 150)
_KEYS = {Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1)}
_CURSORS = {
    (0, 0): Qt.CursorShape.SizeAllCursor,
    (1, 0): Qt.CursorShape.SizeHorCursor,
    (0, 1): Qt.CursorShape.SizeVerCursor,
    (1, 1): Qt.CursorShape.SizeFDiagCursor,
    (1, -1): Qt.CursorShape.SizeBDiagCursor,
}


class CropFrame(QWidget):
    """`changed` when the box is another, `applied` and `left` by keys.

    It lies over the canvas, and takes mouse and keys instead of it; the wheel and the keys for the size go through.
    """

    changed = Signal()
    applied = Signal()
    left = Signal()

    def __init__(self, canvas: ZoomCanvas) -> None:
        super().__init__(canvas)
        self.setAccessibleName("The part of the photo that stays")
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self._canvas = canvas
        self._box: Box = WHOLE
        self._grip: Grip | None = None
        self._started = self._last = QPointF()
        canvas.installEventFilter(self)
        self.hide()

    @property
    def box(self) -> Box:
        """What stays, in shares of the photo."""
        return self._box

    def begin(self, box: Box) -> None:
        """Lie over the whole canvas, with this box."""
        self.setGeometry(self._canvas.rect())
        self._set(box)
        self.show()
        self.raise_()
        self.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move the box, with Shift its right or lower edge; nothing reaches what is behind but the size."""
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.applied.emit()
        elif key == Qt.Key.Key_Escape:
            self.left.emit()
        elif key in _KEYS:
            across, down = (step * _STEP for step in _KEYS[key])
            pulls = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            grip: Grip = INSIDE if not pulls else (1, 0) if across else (0, 1)
            self._set(pulled(self._box, grip, across, down, *self._least()))
        else:
            self._canvas.keyPressEvent(event)
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of the box, or begin another."""
        if event.button() == Qt.MouseButton.LeftButton and not self._canvas.shown().isEmpty():
            self._started = self._last = self._share(event.position())
            self._grip = self._grip_at(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Pull it; without a button, show what could be pulled."""
        if not event.buttons() & Qt.MouseButton.LeftButton:
            self.setCursor(_cursor(self._grip_at(event.position())))
            return
        at, way = self._share(event.position()), self._share(event.position()) - self._last
        if self._grip is None:
            self._set(spanned(self._started.x(), self._started.y(), at.x(), at.y(), *self._least()))
        else:
            self._set(pulled(self._box, self._grip, way.x(), way.y(), *self._least()))
        self._last = at

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Nothing: the canvas behind it would zoom."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """As large as the canvas."""
        if event.type() == QEvent.Type.Resize:
            self.setGeometry(self._canvas.rect())
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        """Dark around the box, a line around it that can be seen on any photo, thirds, handles."""
        photo, inside = self._canvas.shown(), self._on_screen()
        painter = QPainter(self)
        for dark in _around(photo, inside):
            painter.fillRect(dark, _DARK)
        for colour, width in ((QColor(0, 0, 0, 190), 3), (QColor(Qt.GlobalColor.white), 1)):
            painter.setPen(QPen(colour, width))
            painter.drawRect(inside)
        painter.setPen(QPen(QColor(255, 255, 255, 90), 1))
        for share in (1 / 3, 2 / 3):
            x, y = inside.left() + share * inside.width(), inside.top() + share * inside.height()
            painter.drawLine(QPointF(x, inside.top()), QPointF(x, inside.bottom()))
            painter.drawLine(QPointF(inside.left(), y), QPointF(inside.right(), y))
        painter.setPen(QPen(QColor(0, 0, 0, 190), 1))
        painter.setBrush(Qt.GlobalColor.white)
        for handle in _handles(inside):
            painter.drawRect(handle)
        painter.end()

    def _set(self, box: Box) -> None:
        self._box = box
        left, top, right, bottom = (round(100 * share) for share in box)
        self.setAccessibleDescription(f"From {left} to {right} % across, from {top} to {bottom} % down")
        self.update()
        self.changed.emit()

    def _on_screen(self) -> QRectF:
        photo, (left, top, right, bottom) = self._canvas.shown(), self._box
        corner = photo.topLeft() + QPointF(left * photo.width(), top * photo.height())
        return QRectF(corner.x(), corner.y(), (right - left) * photo.width(), (bottom - top) * photo.height())

    def _share(self, point: QPointF) -> QPointF:
        photo = self._canvas.shown()
        within = point - photo.topLeft()
        return QPointF(within.x() / photo.width(), within.y() / photo.height())

    def _grip_at(self, point: QPointF) -> Grip | None:
        """None where a new box would begin: beside the box, and inside one that is the whole photo."""
        photo = self._canvas.shown()
        if photo.isEmpty():
            return None
        at = self._share(point)
        grip = grip_at(self._box, at.x(), at.y(), _REACH / photo.width(), _REACH / photo.height())
        return None if grip == INSIDE and is_whole(self._box) else grip

    def _least(self) -> tuple[float, float]:
        """The smallest box there can be, in shares of the photo."""
        size = self._canvas.photo_size()
        across, down = (min(1.0, max(LEAST_SHARE, _LEAST_PIXELS / max(1, side))) for side in size.toTuple())
        return across, down


def _cursor(grip: Grip | None) -> Qt.CursorShape:
    if grip is None:
        return Qt.CursorShape.CrossCursor
    return _CURSORS.get(grip) or _CURSORS[(-grip[0], -grip[1])]


def _around(photo: QRectF, inside: QRectF) -> list[QRectF]:
    """What of the photo lies above, below, left and right of the box."""
    return [
        QRectF(photo.topLeft(), QPointF(photo.right(), inside.top())),
        QRectF(QPointF(photo.left(), inside.bottom()), photo.bottomRight()),
        QRectF(QPointF(photo.left(), inside.top()), inside.bottomLeft()),
        QRectF(inside.topRight(), QPointF(photo.right(), inside.bottom())),
    ]


def _handles(inside: QRectF) -> list[QRectF]:
    """Small squares at the corners and in the middle of the edges."""
    middle = inside.center()
    across, down = (inside.left(), middle.x(), inside.right()), (inside.top(), middle.y(), inside.bottom())
    points = [QPointF(x, y) for x in across for y in down if QPointF(x, y) != middle]
    return [QRectF(point.x() - _HANDLE / 2, point.y() - _HANDLE / 2, _HANDLE, _HANDLE) for point in points]
