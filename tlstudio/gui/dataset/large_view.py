"""One photo, large: walk to the next and the one before, look closely, read what is known of it."""

from concurrent.futures import Future
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QPalette, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from tlstudio.dataset.sample import Sample
from tlstudio.foundation.names import printable
from tlstudio.gui.dataset.cropping import Cropping
from tlstudio.gui.dataset.filters import ASIDE, Aside
from tlstudio.gui.dataset.large_buttons import LARGE_BUTTONS, large_buttons
from tlstudio.gui.dataset.photo_facts import PhotoFacts
from tlstudio.gui.dataset.zoom_canvas import ZoomCanvas
from tlstudio.gui.icons import icon
from tlstudio.gui.pixels import PixelFetcher, image_of
from tlstudio.photos.pool import PhotoPool, Priority
from tlstudio.photos.request import Photo, PixelRequest, Refusal
from tlstudio.photos.view import PhotoFile, View, Viewed

_FIRST_LOOK, _SHARPEST = 1024, 4096


class LargeView(QWidget):
    """`closed` when a person wants to see all photos again, `step_wanted(rows)` to go on by so many.

    The photo first comes as large as the screen needs it; its finest pixels are read only for who looks closer.
    """

    closed = Signal()
    step_wanted = Signal(int)

    def __init__(self, pool: PhotoPool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("largeView")
        self.setAccessibleName("Photo, large")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._sample: Sample | None = None
        self._opinion = ""
        self._photo: Photo | None = None
        self._side = 0
        self._future: Future[Photo | Refusal] | None = None
        self._fetcher = PixelFetcher(pool, self)
        self.canvas = ZoomCanvas()
        self.canvas.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.cropping = Cropping(self.canvas)
        self.facts = PhotoFacts()
        self._tools = QWidget()
        self.name, self.place, self.percent = QLabel(), QLabel(), QLabel()
        self.name.setTextFormat(Qt.TextFormat.PlainText)
        self.place.setTextFormat(Qt.TextFormat.PlainText)
        self.percent.setTextFormat(Qt.TextFormat.PlainText)
        self.buttons = large_buttons()
        self._lay_out()
        self._connect()

    def show_sample(
        self,
        sample: Sample,
        row: int,
        count: int,
        thumbnail: QPixmap | None,
        aside: Aside | None = None,
        opinion: str = "",
    ) -> None:
        """Show this photo, the one of that row among `count`; the thumbnail until it is read.

        `aside` is why it is not used, None where it is; `opinion` is what a model says of it.
        """
        before, self._sample = self._sample, sample
        self._opinion = opinion
        self.name.setText(printable(sample.path.name, 60))
        place = f"{row + 1:,} of {count:,}"
        self.place.setText(f"{ASIDE[aside].capitalize()} · {place}" if aside else place)
        self.buttons["previous"].setEnabled(row > 0)
        self.buttons["next"].setEnabled(row < count - 1)
        if before is not None and (before.path, before.key) == (sample.path, sample.key):
            self._show_facts()
            return
        self._photo = None
        self.cropping.leave()
        self._show_facts()
        if thumbnail is not None:
            self.canvas.show_picture(thumbnail, thumbnail.size())
        elif before is None or before.path != sample.path:  # else it is only turned: it stays until it is read again
            self.canvas.show_text("")
        self._fetch(_FIRST_LOOK)

    def forget(self) -> None:
        """Nothing is looked at any more."""
        if self._future is not None:
            self._future.cancel()
        self._sample = self._photo = self._future = None
        self.cropping.leave()
        self.canvas.show_text("")

    def path(self) -> Path | None:
        """The photo on show."""
        return self._sample.path if self._sample else None

    @Slot()
    def begin_cropping(self) -> None:
        """Show all of the photo, with a frame around what stays of it."""
        if self._sample is None or self.cropping.active:
            return
        box = self._sample.view.box if self._sample.view else None
        self._tools.hide()
        self.setFocusProxy(self.cropping.frame)
        self.cropping.begin(box)
        if self._photo is None or box:
            self._fetch(_FIRST_LOOK)
        else:
            self.cropping.show_frame()

    def apply_theme(self, palette: QPalette) -> None:
        """Make the icons again in the palette's colours."""
        for name, (picture, _text) in LARGE_BUTTONS.items():
            self.buttons[name].setIcon(icon(picture, palette))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows walk, Esc goes back, the rest is for the picture."""
        steps = {
            Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageUp: -1, Qt.Key.Key_Backspace: -1,
            Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageDown: 1, Qt.Key.Key_Space: 1,
            Qt.Key.Key_Home: -(10**9), Qt.Key.Key_End: 10**9,
        }  # fmt: skip
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.closed.emit()
        elif key in steps and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.step_wanted.emit(steps[key])
        else:
            self.canvas.keyPressEvent(event)

    def _fetch(self, side: int) -> None:
        if self._future is not None:
            self._future.cancel()
        if self._sample is not None:
            self._side = side
            request = PixelRequest(side, side, fit="inside", details=True)
            photo = self._photo_file(self._sample)
            self._future = self._fetcher.fetch((photo, side), photo, request, Priority.DROP)

    @Slot(object, object)
    def _on_fetched(self, key: tuple[PhotoFile, int], outcome: Photo | Refusal) -> None:
        photo, side = key
        if self._sample is None or photo != self._photo_file(self._sample) or side != self._side:
            return
        if isinstance(outcome, Refusal):
            self.cropping.leave()
            self.canvas.show_text(outcome.reason)
            return
        self._photo = outcome
        self._show_facts()
        picture = QPixmap.fromImage(image_of(outcome))
        self.canvas.show_picture(picture, QSize(outcome.width, outcome.height), keep=side == _SHARPEST)
        if self.cropping.active:
            self.cropping.show_frame()

    def _photo_file(self, sample: Sample) -> PhotoFile:
        """What is on show of a photo: all of it while it is being cropped."""
        if not self.cropping.active or sample.view is None:
            return sample.source
        return Viewed(sample.path, View(sample.view.turn)) if sample.view.turn else sample.path

    @Slot()
    def _on_cropping_ended(self) -> None:
        """Back to what is seen of the photo."""
        self.setFocusProxy(None)  # type: ignore[arg-type]
        self._tools.show()
        self.setFocus()
        self._fetch(_FIRST_LOOK)

    def _show_facts(self) -> None:
        if self._sample is not None:
            self.facts.show_photo(self._sample, self._photo, self._opinion)
            self.setAccessibleDescription(self.facts.text())

    @Slot()
    def _on_sharper_wanted(self) -> None:
        """Only what was read itself can be looked at closer; a thumbnail is replaced soon anyway."""
        if self._side == _FIRST_LOOK and self._future is not None and self._future.done():
            self._fetch(_SHARPEST)

    @Slot(int)
    def _on_scaled(self, percent: int) -> None:
        self.percent.setText(f"{percent:,} %")

    @Slot()
    def _on_previous(self) -> None:
        self.step_wanted.emit(-1)

    @Slot()
    def _on_next(self) -> None:
        self.step_wanted.emit(1)

    @Slot()
    def _on_smaller(self) -> None:
        self.canvas.zoom(-1)

    @Slot()
    def _on_larger(self) -> None:
        self.canvas.zoom(1)

    def _connect(self) -> None:
        self._fetcher.fetched.connect(self._on_fetched)
        self.cropping.ended.connect(self._on_cropping_ended)
        self.canvas.sharper_wanted.connect(self._on_sharper_wanted)
        self.canvas.scale_changed.connect(self._on_scaled)
        self.buttons["back"].clicked.connect(self.closed)
        self.buttons["previous"].clicked.connect(self._on_previous)
        self.buttons["next"].clicked.connect(self._on_next)
        self.buttons["smaller"].clicked.connect(self._on_smaller)
        self.buttons["larger"].clicked.connect(self._on_larger)
        self.buttons["fit"].clicked.connect(self.canvas.fit)

    def _lay_out(self) -> None:
        top, bottom = QHBoxLayout(), QHBoxLayout(self._tools)
        bottom.setContentsMargins(0, 0, 0, 0)
        top.addWidget(self.buttons["back"])
        top.addWidget(self.name, 1)
        for part in (self.place, self.buttons["previous"], self.buttons["next"]):
            top.addWidget(part)
        for name in ("smaller", "larger", "fit"):
            bottom.addWidget(self.buttons[name])
        bottom.addWidget(self.percent)
        bottom.addStretch(1)
        for name in ("turn_left", "turn_right", "crop", "as_it_was", "copy", "reveal", "classify"):
            bottom.addWidget(self.buttons[name])
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(top)
        column.addWidget(self.canvas, 1)
        column.addWidget(self._tools)
        column.addWidget(self.cropping.bar)
        column.addWidget(self.facts)
