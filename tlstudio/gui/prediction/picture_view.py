"""Where pictures are dropped, and where the one in question is shown large."""

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QEnterEvent,
    QFocusEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QPixmap,
)
from PySide6.QtWidgets import QMenu, QSizePolicy, QWidget

from tlstudio.gui.prediction.heat_overlay import HeatOverlay

_MARGIN = 12


class PictureView(QWidget):
    """An invitation in a dashed frame, or the picture as large as fits; a click, Enter or Space asks for a file.

    `menu` is what can be done with the picture; `strength` says how strong the heat map is over it, from 0 to 1.
    """

    clicked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("pictureView")
        self.setAccessibleName("Picture; drop one here, or press Enter to choose a file")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(140)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.menu = QMenu(self)
        self.strength = 1.0
        self._picture = QPixmap()
        self._heat: HeatOverlay | None = None
        self._old = False
        self._icon = QPixmap()
        self._text = ""
        self._inviting = False

    def show_picture(self, image: QImage) -> None:
        """Show this picture, scaled to the room there is."""
        self._picture, self._old = QPixmap.fromImage(image), False
        self.update()

    def expect_picture(self) -> None:
        """Another picture is on its way: a heat map that comes first waits for it."""
        self._old = True
        self.show_heat(None)

    def show_heat(self, heat: HeatOverlay | None) -> None:
        """Show this heat map over the picture; None: the picture alone."""
        self._heat = heat
        self.update()

    def set_strength(self, strength: float) -> None:
        """Show the heat map stronger or weaker, from 0 to 1."""
        self.strength = strength
        self.update()

    def image(self) -> QImage:
        """The picture with its heat map, as it is on show, in its own size."""
        image = self._picture.toImage()
        painter = QPainter(image)
        self._paint_heat(painter, image.rect())
        painter.end()
        return image

    def show_text(self, text: str) -> None:
        """Show a sentence instead of a picture."""
        self._picture, self._text = QPixmap(), text
        self.setAccessibleDescription(text)
        self.update()

    def has_picture(self) -> bool:
        """Whether a picture is on show."""
        return not self._picture.isNull()

    def set_icon(self, icon: QPixmap) -> None:
        """The icon over the sentence."""
        self._icon = icon
        self.update()

    def set_inviting(self, inviting: bool) -> None:
        """Light up while something usable hovers over the panel."""
        self._inviting = inviting
        self.update()

    def sizeHint(self) -> QSize:
        """What is enough above a long table; without one it takes all the room that is left."""
        return QSize(280, 160)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click on the zone asks for a file."""
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.clicked.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and Space do what a click does."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.clicked.emit()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer what can be done with the picture."""
        if self.has_picture():
            self.menu.popup(event.globalPos())

    def enterEvent(self, event: QEnterEvent) -> None:
        """Answer the pointer."""
        super().enterEvent(event)
        self.update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show where the keyboard is."""
        super().focusInEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The frame, then the picture or the sentence."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        self._paint_frame(painter)
        if self.has_picture():
            self._paint_picture(painter)
        else:
            self._paint_text(painter)

    def _paint_frame(self, painter: QPainter) -> None:
        lively = self._inviting or self.hasFocus() or self.underMouse()
        colour = self.palette().color(QPalette.ColorRole.Highlight if lively else QPalette.ColorRole.Mid)
        if not self.has_picture() or self._inviting or self.hasFocus():
            painter.setPen(QPen(colour, 2 if lively else 1.5, Qt.PenStyle.DashLine))
        else:
            painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(Qt.BrushStyle.NoBrush if self.has_picture() else self.palette().base())
        painter.drawRoundedRect(self.rect().adjusted(2, 2, -2, -2), 8, 8)

    def _paint_picture(self, painter: QPainter) -> None:
        room = self.rect().adjusted(6, 6, -6, -6)
        size = self._picture.size().scaled(room.size(), Qt.AspectRatioMode.KeepAspectRatio)
        place = QRect(0, 0, size.width(), size.height())
        place.moveCenter(room.center())
        painter.drawPixmap(place, self._picture)
        self._paint_heat(painter, place)

    def _paint_heat(self, painter: QPainter, place: QRect) -> None:
        if self._heat and not self._old:
            self._heat.paint(painter, place, self.strength)

    def _paint_text(self, painter: QPainter) -> None:
        room = self.rect().adjusted(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN)
        flags = int(Qt.AlignmentFlag.AlignHCenter | Qt.TextFlag.TextWordWrap)
        wanted = painter.boundingRect(room, flags, self._text)
        icon_height = round(self._icon.height() / self._icon.devicePixelRatio()) if not self._icon.isNull() else 0
        top = room.center().y() - (icon_height + wanted.height() + 8) // 2
        if icon_height:
            side = round(self._icon.width() / self._icon.devicePixelRatio())
            painter.drawPixmap(room.center().x() - side // 2, top, self._icon)
        painter.setPen(self.palette().color(QPalette.ColorRole.Text))
        below = QRect(room.left(), top + icon_height + 8, room.width(), room.bottom() - top - icon_height)
        painter.drawText(below, flags, self._text)
