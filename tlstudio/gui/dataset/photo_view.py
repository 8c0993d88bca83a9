"""The thumbnails: a grid that fetches what is in sight, and shows it larger or smaller."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QDrag, QKeyEvent, QPalette, QResizeEvent, QShowEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

from tlstudio.dataset.sample import Sample
from tlstudio.gui.dataset.filters import Aside
from tlstudio.gui.dataset.grid import runs
from tlstudio.gui.dataset.grid_view import GridView
from tlstudio.gui.dataset.photo_delegate import PhotoDelegate
from tlstudio.gui.dataset.photo_drag import drag_picture
from tlstudio.gui.dataset.photo_model import PhotoModel, mime_of
from tlstudio.gui.icons import pixmap
from tlstudio.photos.view import PhotoFile
from tlstudio.prediction.opinions import Opinions

SMALLEST, LARGEST = 56, 256
_SETTLE_MILLISECONDS = 25


class PhotoView(GridView):
    """`photos_selected(count)` when the selection changes; Enter, Space and a double click activate a photo.

    `zoom_wanted(steps)` when Ctrl is held while the wheel turns.
    """

    photos_selected = Signal(int)
    zoom_wanted = Signal(int)

    def __init__(self, model: PhotoModel, delegate: PhotoDelegate | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("datasetBrowser")
        self.setAccessibleName("Photos")
        self.photos = model
        self._delegate = delegate or PhotoDelegate()
        self._delegate.setParent(self)
        self._fetched_at = 0
        self._settled = QTimer(self, singleShot=True, interval=_SETTLE_MILLISECONDS)
        self.setModel(model)
        self.setItemDelegate(self._delegate)
        self._set_up()
        self._settled.timeout.connect(self._fetch_what_is_in_sight)
        self.verticalScrollBar().valueChanged.connect(self._on_moved)
        model.modelReset.connect(self._on_moved)
        model.thumbnails.arrived.connect(self._on_arrived)
        self.set_side(self._delegate.side)

    def set_side(self, side: int) -> None:
        """How large photos are shown, in the window's own pixels. The current photo, or the first, stays in sight."""
        rows, current = self.visible_rows(), self.currentIndex()
        self._delegate.side = side
        self.setGridSize(self._delegate.cell(self.fontMetrics().height()))
        self.setIconSize(QSize(side, side))
        self.photos.thumbnails.set_side(round(side * self.devicePixelRatioF()))
        self.updateGeometries()
        if current.row() in rows:
            self.scrollTo(current, QAbstractItemView.ScrollHint.PositionAtCenter)
        elif rows:
            self.scrollTo(self.photos.index(rows.start), QAbstractItemView.ScrollHint.PositionAtTop)
        self._settled.start()

    def selected_paths(self) -> list[Path]:
        """Where the photos lie that are selected, in the order they are shown."""
        return [sample.path for sample in self.selected_samples()]

    def selected_samples(self) -> list[Sample]:
        """The photos that are selected, in the order they are shown."""
        return [self.photos.sample_at(row) for row in self.selected_rows()]

    def show_opinions(self, opinions: Opinions) -> None:
        """Say below each photo what the model says of it, where it was asked."""
        self.photos.opinions = opinions
        if self._delegate.with_opinions != bool(len(opinions)):
            self._delegate.with_opinions = bool(len(opinions))
            self.set_side(self._delegate.side)
        self.viewport().update()

    def show_samples(self, samples: Sequence[Sample], changed: bool = False, aside: Aside | None = None) -> None:
        """Show these photos, all of them used or `aside`; what is selected and still there stays selected.

        `changed`: the same ones after a change. Then the view stays where it is, and where all that was selected is
        gone, the photo that took the place of the first is selected, so that a person can go on with it.
        """
        rows, offset = self.selected_rows(), self.verticalOffset()
        names = {_name(self.photos.sample_at(row)) for row in rows}
        current = self.currentIndex().row()
        wanted = _name(self.photos.sample_at(current)) if current >= 0 else None
        self.photos.set_samples(samples, aside)
        digests = {digest for digest, _ in names}  # quick to compare
        found = [row for row, each in enumerate(samples) if each.digest in digests and _name(each) in names]
        if changed:
            self.updateGeometries()
            self.verticalScrollBar().setValue(offset)
            if rows and samples and not found:
                found = [min(rows[0], len(samples) - 1)]
        if found:
            self._select(found, next((row for row in found if _name(samples[row]) == wanted), found[0]))

    def summary(self) -> str:
        """How many photos there are, and how many are selected."""
        shown, count = self.photos.rowCount(), self.selected_count()
        chosen = f" · {count:,} selected" if count else ""
        return f"{shown:,} {'photo' if shown == 1 else 'photos'}{chosen}"

    def select_paths(self, paths: Sequence[Path]) -> None:
        """Select these photos and no others; the first becomes the current one. What is not on show is passed over."""
        row_of = {self.photos.sample_at(row).path: row for row in range(self.photos.rowCount())}
        rows = [row_of[path] for path in paths if path in row_of]
        if rows:
            self._select(sorted(rows), rows[0])
        else:
            self.clearSelection()

    def select_row(self, row: int) -> None:
        """Select this photo and no other, whichever keys are held: Qt's own way would let Ctrl take it out again."""
        self._select([row], row)

    def _select(self, rows: Sequence[int], current: int) -> None:
        chosen = QItemSelection()
        for run in runs(rows):
            chosen.select(self.photos.index(run.start), self.photos.index(run[-1]))
        flags = QItemSelectionModel.SelectionFlag
        self.selectionModel().setCurrentIndex(self.photos.index(current), flags.NoUpdate)
        self.scrollTo(self.photos.index(current))
        self.selectionModel().select(chosen, flags.ClearAndSelect)

    def apply_theme(self, palette: QPalette) -> None:
        """Make the sign for unreadable photos again in the palette's colours."""
        self._delegate.refused_picture = pixmap("image-off-outline", palette, 64)
        self._delegate.make_signs()
        self.viewport().update()

    def rows_in_sight(self) -> range:
        """The rows of the grid that can be seen, and one line of them more."""
        return self.visible_rows(self.gridSize().height())

    def startDrag(self, actions: Qt.DropAction) -> None:  # noqa: N802
        """Copies of the photos: to a class of the list, the prediction panel, another program."""
        paths = self.selected_paths()
        if paths:
            drag = QDrag(self)
            drag.setMimeData(mime_of(paths))
            drag.setPixmap(drag_picture(self.photos.thumbnails.get(paths[0]), len(paths)))
            drag.exec(Qt.DropAction.CopyAction)

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
        self.photos_selected.emit(self.selected_count())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space looks at a photo as Enter does; with Ctrl it selects, as everywhere."""
        if event.key() == Qt.Key.Key_Space and not event.modifiers() and self.currentIndex().isValid():
            self.activated.emit(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scrolls; with Ctrl it makes the photos larger or smaller."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom_wanted.emit(1 if event.angleDelta().y() > 0 else -1)
            event.accept()
        else:
            super().wheelEvent(event)

    @Slot()
    def _on_moved(self) -> None:
        if not self._settled.isActive():  # while scrolling too, not only after it
            self._settled.start()

    @Slot(object)
    def _on_arrived(self, photo: PhotoFile) -> None:
        """Paint it, if it is still in sight."""
        for row in self.visible_rows():
            if self.photos.sample_at(row).source == photo:
                index = self.photos.index(row)
                self.photos.dataChanged.emit(index, index, [Qt.ItemDataRole.DecorationRole])

    @Slot()
    def _fetch_what_is_in_sight(self) -> None:
        """Nothing while photos rush by: each would be gone before it could be seen, and reading them costs frames."""
        if not self.isVisible():
            return
        moved, self._fetched_at = abs(self.verticalOffset() - self._fetched_at), self.verticalOffset()
        rushing = moved > self.viewport().height() // 2
        if rushing:
            self._settled.start()
        rows = self.rows_in_sight() if not rushing else range(0)
        samples = [self.photos.sample_at(row) for row in rows]
        self.photos.thumbnails.check(samples)
        self.photos.thumbnails.want([sample.source for sample in samples])

    def _set_up(self) -> None:
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setMovement(QListView.Movement.Static)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setDragEnabled(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setMouseTracking(True)
        self.setFrameShape(QListView.Shape.NoFrame)


def _name(sample: Sample) -> tuple[str, ...]:
    """What tells photos apart and is quick to compare: paths are slow."""
    return (sample.digest, sample.path.name)
