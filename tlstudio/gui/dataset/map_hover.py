"""The photo that the mouse or the keyboard points at on the map: a small picture with its name and class."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QSize, Qt, Slot
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from tlstudio.dataset.sample import Sample
from tlstudio.foundation.names import printable
from tlstudio.gui.dataset.photo_model import label_text
from tlstudio.gui.dataset.thumbnails import Thumbnails
from tlstudio.photos.view import PhotoFile

_SIDE = 128
_GAP = 14


class MapHover(QFrame):
    """Lies over a widget, beside the point, and lets the mouse through."""

    def __init__(self, over: QWidget, thumbnails: Thumbnails) -> None:
        super().__init__(over)
        self._over = over
        self._thumbnails = thumbnails
        self._samples: Sequence[Sample] = ()
        self._point = QPoint()
        self.setObjectName("mapHover")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAutoFillBackground(True)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setBackgroundRole(QPalette.ColorRole.ToolTipBase)
        self.picture = QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
        self.picture.setTextFormat(Qt.TextFormat.PlainText)
        self.words = QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.words.setForegroundRole(QPalette.ColorRole.ToolTipText)
        column = QVBoxLayout(self)
        column.setContentsMargins(6, 6, 6, 6)
        column.addWidget(self.picture, alignment=Qt.AlignmentFlag.AlignCenter)
        column.addWidget(self.words)
        thumbnails.arrived.connect(self._on_arrived)
        self.hide()

    def point_at(self, samples: Sequence[Sample], point: QPoint) -> None:
        """Show the first of these copies, beside that point."""
        self._samples, self._point = samples, point
        self._thumbnails.want([samples[0].source])
        self._show_photo()

    def point_at_nothing(self) -> None:
        """Go away."""
        self._samples = ()
        self.hide()

    @Slot(object)
    def _on_arrived(self, photo: PhotoFile) -> None:
        if self._samples and self._samples[0].source == photo:
            self._show_photo()

    def _show_photo(self) -> None:
        sample, others = self._samples[0], len(self._samples) - 1
        copies = "" if not others else "\nand a copy" if others == 1 else f"\nand {others:,} copies"
        self.words.setText(f"{printable(sample.path.name, 30)}\n{label_text(sample, 30)}{copies}")
        picture = self._thumbnails.get(sample.source)
        if picture is None:
            self.picture.setFixedSize(_SIDE, _SIDE)
            self.picture.setText("Cannot be read" if self._thumbnails.refusal(sample.source) else "")
        else:
            ratio = self.devicePixelRatioF()
            keep, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
            scaled = picture.scaled(QSize(_SIDE, _SIDE) * ratio, keep, smooth)
            scaled.setDevicePixelRatio(ratio)
            self.picture.setFixedSize(scaled.deviceIndependentSize().toSize())
            self.picture.setPixmap(scaled)
        self._place_beside(self._point)

    def _place_beside(self, point: QPoint) -> None:
        """At the side where there is room."""
        room, own = self._over.rect(), self.sizeHint()
        left = point.x() + _GAP
        if left + own.width() > room.width():
            left = point.x() - _GAP - own.width()
        top = min(max(0, point.y() - own.height() // 2), max(0, room.height() - own.height()))
        self.setGeometry(max(0, left), top, own.width(), own.height())
        self.show()
        self.raise_()
