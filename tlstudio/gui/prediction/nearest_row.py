"""The training photos most like the picture, in a row: what they look like, their class, how much alike they are."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from tlstudio.foundation.names import printable
from tlstudio.gui.dataset.thumbnails import Thumbnails
from tlstudio.gui.labels import plain_label
from tlstudio.gui.prediction import why_words
from tlstudio.photos.pool import PhotoPool

if TYPE_CHECKING:
    from tlstudio.prediction.nearest import Neighbour

_MOST = 4
_SIDE = 64
_KEPT = Qt.AspectRatioMode.KeepAspectRatio


class NearestRow(QWidget):
    """`photos_wanted(paths)` with the photo that was clicked, one of those open."""

    photos_wanted = Signal(object)

    def __init__(self, pool: PhotoPool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("nearestPhotos")
        self._neighbours: tuple[Neighbour, ...] = ()
        self._thumbnails = Thumbnails(pool, self)
        self._thumbnails.arrived.connect(self._show_pictures)
        self.title, self.note = plain_label(), plain_label()
        self.tiles = [_tile() for _ in range(_MOST)]
        for tile in self.tiles:
            tile.clicked.connect(self._on_clicked)
        self._lay_out()
        self.hide()

    def expect(self, pictures: bool) -> None:
        """Make room for photos that are being looked for, with or without pictures."""
        self._neighbours = ()
        self.title.setText(why_words.LOOKING_FOR_NEAREST)
        self.note.hide()
        for tile in self.tiles:
            tile.setText("\n")
            tile.setEnabled(False)
            tile.setAccessibleName(why_words.LOOKING_FOR_NEAREST)
            tile.setIcon(self._square(None))
            tile.setVisible(pictures)
        self.show()

    def show_neighbours(self, neighbours: Sequence["Neighbour"]) -> None:
        """Show these, most alike first; where none of them is open, in words alone."""
        self._neighbours = tuple(neighbours[:_MOST])
        here = [neighbour.sample for neighbour in self._neighbours if neighbour.sample]
        self._thumbnails.check(here)
        self._thumbnails.set_side(round(_SIDE * self.devicePixelRatio()))
        self._thumbnails.want([sample.source for sample in here])
        self.title.setText(why_words.nearest_text(self._neighbours))
        self.note.setText(why_words.NOT_OPEN)
        self.note.setVisible(0 < len(here) < len(self._neighbours))
        for number, tile in enumerate(self.tiles):
            tile.setVisible(bool(here) and number < len(self._neighbours))
            if number < len(self._neighbours):
                self._fill(tile, self._neighbours[number])
        self._show_pictures()
        self.show()

    def _fill(self, tile: QToolButton, neighbour: "Neighbour") -> None:
        label = tile.fontMetrics().elidedText(printable(neighbour.label, 60), Qt.TextElideMode.ElideRight, _SIDE)
        tile.setText(f"{label.replace('&', '&&')}\n{neighbour.similarity:.2f}")
        tile.setEnabled(neighbour.sample is not None)
        tile.setAccessibleName(why_words.neighbour_text(neighbour))
        tile.setToolTip(why_words.neighbour_tip(neighbour))

    @Slot()
    def _show_pictures(self) -> None:
        for tile, neighbour in zip(self.tiles, self._neighbours, strict=False):
            picture = self._thumbnails.get(neighbour.sample.source) if neighbour.sample else None
            tile.setIcon(self._square(picture))

    def _square(self, picture: QPixmap | None) -> QIcon:
        """The picture in the middle of a square, so that all names stand on one line; None: room for one."""
        side = round(_SIDE * self.devicePixelRatio())
        square = QPixmap(side, side)
        square.fill(Qt.GlobalColor.transparent)
        if picture:
            fitted = picture.scaled(square.size(), _KEPT, Qt.TransformationMode.SmoothTransformation)
            painter = QPainter(square)
            painter.drawPixmap((side - fitted.width()) // 2, (side - fitted.height()) // 2, fitted)
            painter.end()
        square.setDevicePixelRatio(self.devicePixelRatio())
        return QIcon(square)

    @Slot()
    def _on_clicked(self) -> None:
        tile = self.sender()
        sample = next(near.sample for near, each in zip(self._neighbours, self.tiles, strict=False) if each is tile)
        if sample:
            self.photos_wanted.emit((sample.path,))

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(4)
        for tile in self.tiles:
            row.addWidget(tile)
        row.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self.title)
        column.addLayout(row)
        column.addWidget(self.note)


def _tile() -> QToolButton:
    tile = QToolButton(autoRaise=True)
    tile.setAccessibleName(why_words.LOOKING_FOR_NEAREST)
    tile.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
    tile.setIconSize(QSize(_SIDE, _SIDE))
    tile.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    tile.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    return tile
