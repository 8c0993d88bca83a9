"""The thumbnails: a list view in icon mode that knows which of its photos are in sight."""

from pathlib import Path

from PySide6.QtCore import QItemSelection, QSize, QTimer, Signal, Slot
from PySide6.QtGui import QPalette, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

from tlstudio.gui.dataset.photo_delegate import PhotoDelegate
from tlstudio.gui.dataset.photo_model import PhotoModel
from tlstudio.gui.icons import pixmap

SMALLEST, LARGEST = 56, 256
_SETTLE_MILLISECONDS = 25


class PhotoView(QListView):
    """`photos_selected(count)` when the selection changes; Enter and a double click activate a photo."""

    photos_selected = Signal(int)

    def __init__(self, model: PhotoModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("datasetBrowser")
        self.setAccessibleName("Photos")
        self.photos = model
        self._delegate = PhotoDelegate(self)
        self._settled = QTimer(self, singleShot=True, interval=_SETTLE_MILLISECONDS)
        self.setModel(model)
        self.setItemDelegate(self._delegate)
        self._set_up()
        self._settled.timeout.connect(self._fetch_what_is_in_sight)
        self.verticalScrollBar().valueChanged.connect(self._on_moved)
        model.modelReset.connect(self._on_moved)
        self.set_side(self._delegate.side)

    def set_side(self, side: int) -> None:
        """How large photos are shown, in the window's own pixels."""
        self._delegate.side = side
        cell = self._delegate.cell(self.fontMetrics().height())
        self.setGridSize(cell)
        self.setIconSize(QSize(side, side))
        self.photos.thumbnails.set_side(round(side * self.devicePixelRatioF()))
        self._settled.start()

    def selected_paths(self) -> list[Path]:
        """The photos that are selected, in the order they are shown."""
        rows = sorted(index.row() for index in self.selectedIndexes())
        return [self.photos.sample_at(row).path for row in rows]

    def apply_theme(self, palette: QPalette) -> None:
        """Make the sign for unreadable photos again in the palette's colours."""
        self._delegate.refused_picture = pixmap("image-off-outline", palette, 64)
        self.viewport().update()

    def rows_in_sight(self) -> range:
        """The rows of the grid that can be seen, and one line of them more."""
        grid, viewport = self.gridSize(), self.viewport().size()
        across = max(1, viewport.width() // grid.width())
        top = self.verticalScrollBar().value()
        first = top // grid.height() * across
        last = ((top + viewport.height()) // grid.height() + 2) * across
        return range(min(first, self.photos.rowCount()), min(last, self.photos.rowCount()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Other photos may be in sight."""
        super().resizeEvent(event)
        self._settled.start()

    def showEvent(self, event: QShowEvent) -> None:
        """Photos are in sight from now on."""
        super().showEvent(event)
        self._settled.start()

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:  # noqa: N802
        """Say how many photos are selected now."""
        super().selectionChanged(selected, deselected)
        self.photos_selected.emit(len(self.selectedIndexes()))

    @Slot()
    def _on_moved(self) -> None:
        if not self._settled.isActive():  # while scrolling too, not only after it
            self._settled.start()

    @Slot()
    def _fetch_what_is_in_sight(self) -> None:
        rows = self.rows_in_sight() if self.isVisible() else range(0)
        self.photos.thumbnails.want([self.photos.sample_at(row).path for row in rows])

    def _set_up(self) -> None:
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setMovement(QListView.Movement.Static)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setDragEnabled(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setMouseTracking(True)
        self.setFrameShape(QListView.Shape.NoFrame)
