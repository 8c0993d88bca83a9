"""Cropping the photo in the large view: begun, carried out or left, with the frame over it and the bar below."""

from PySide6.QtCore import QObject, Signal, Slot

from tlstudio.gui.dataset.crop_bar import CropBar
from tlstudio.gui.dataset.crop_box import is_whole
from tlstudio.gui.dataset.crop_frame import CropFrame
from tlstudio.gui.dataset.zoom_canvas import ZoomCanvas
from tlstudio.photos.geometry import frame_of
from tlstudio.photos.view import WHOLE, Box, View


class Cropping(QObject):
    """`cropped(Box | None)` when another part of the photo is to be seen, None for all of it; then, or when it was
    left, `ended`."""

    cropped = Signal(object)
    ended = Signal()

    def __init__(self, canvas: ZoomCanvas) -> None:
        super().__init__(canvas)
        self.frame = CropFrame(canvas)
        self.bar = CropBar()
        self.active = False
        self._canvas = canvas
        self._before: Box = WHOLE
        self.frame.changed.connect(self._on_changed)
        self.frame.applied.connect(self.apply)
        self.frame.left.connect(self.leave)
        self.bar.crop_button.clicked.connect(self.apply)
        self.bar.cancel_button.clicked.connect(self.leave)

    def begin(self, box: Box | None) -> None:
        """From this box; the frame appears with `show_frame`, once all of the photo can be seen."""
        self.active, self._before = True, box or WHOLE
        self.bar.measure.setText("")
        self.bar.show()

    def show_frame(self) -> None:
        """All of the photo is on the canvas."""
        if not self.frame.isVisible():
            self.frame.begin(self._before)

    @Slot()
    def apply(self) -> None:
        """This part is to be seen."""
        if self.active and self.frame.isVisible():
            box = self.frame.box
            if box != self._before:
                self.cropped.emit(None if is_whole(box) else box)
            self.leave()

    @Slot()
    def leave(self) -> None:
        """All stays as it is."""
        if self.active:
            self.active = False
            self.frame.hide()
            self.bar.hide()
            self.ended.emit()

    @Slot()
    def _on_changed(self) -> None:
        size = self._canvas.photo_size()
        seen = frame_of(View(0, self.frame.box), size.width(), size.height())
        self.bar.measure.setText(f"{seen.width:,} × {seen.height:,} pixels")
