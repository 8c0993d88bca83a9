"""The tiles: maps with hard pixels, the strongest place of the chosen one marked on it and on the photo."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPalette, QPen
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from tlstudio.gui.activations.map_model import FILTER_ROLE, PEAK_ROLE, MapModel

SMALLEST, USUAL, LARGEST = 40, 72, 320
_GAP = 3
Index = QModelIndex | QPersistentModelIndex


class MapView(QListView):
    """Arrow keys go from tile to tile; `set_side` makes them larger or smaller."""

    def __init__(self, model: MapModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("activationMaps")
        self.setAccessibleName("Maps of the layer")
        self.maps = model
        self.tiles = TileDelegate(self)
        self.setModel(model)
        self.setItemDelegate(self.tiles)
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setMovement(QListView.Movement.Static)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setFrameShape(QListView.Shape.NoFrame)
        model.modelReset.connect(self._on_reset)
        self.set_side(USUAL)

    def set_side(self, side: int) -> None:
        """How large a map is shown, in the window's own pixels."""
        self.tiles.side = side
        self._on_reset()

    def currentChanged(self, current: Index, previous: Index) -> None:  # noqa: N802
        """Mark the new tile's strongest place, on the photo too."""
        super().currentChanged(current, previous)
        self.tiles.peak = current.data(PEAK_ROLE) if current.isValid() else None
        self.viewport().update()

    def _on_reset(self) -> None:
        self.tiles.peak = None
        self.tiles.with_filters = self.maps.has_filters
        self.setGridSize(self.tiles.size + QSize(_GAP, _GAP))


class TileDelegate(QStyledItemDelegate):
    """Paints one tile: the map, and to its right the filter where there is one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.side = USUAL
        self.with_filters = False
        self.peak: tuple[float, float] | None = None

    @property
    def size(self) -> QSize:
        """What a tile takes."""
        room = 2 * _GAP
        return QSize(self.side + (self.side // 2 + _GAP if self.with_filters else 0) + room, self.side + room)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """The same for all."""
        return self.size

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Hard pixels: a map of 7 × 7 has 49 values, and no more should seem to be there."""
        painter.save()
        corner = option.rect.topLeft()
        square = QRect(corner.x() + _GAP, corner.y() + _GAP, self.side, self.side)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(option.rect, option.palette.color(QPalette.ColorRole.Highlight))
        picture: QImage = index.data(Qt.ItemDataRole.DecorationRole)
        is_photo = index.row() == 0
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, is_photo)
        painter.drawImage(square, picture)
        looked_for = index.data(FILTER_ROLE)
        if looked_for is not None:
            half = self.side // 2
            painter.drawImage(QRect(square.right() + 1 + _GAP, square.top(), half, half), looked_for)
        if self.peak and (is_photo or option.state & QStyle.StateFlag.State_Selected):
            self._mark(painter, square, self.peak)
        painter.restore()

    def _mark(self, painter: QPainter, square: QRect, peak: tuple[float, float]) -> None:
        """A ring, white with a black edge, to be seen on any colour."""
        middle = QPointF(square.left() + peak[0] * square.width(), square.top() + peak[1] * square.height())
        radius = max(4.0, square.width() / 12)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for colour, width in (("black", 4.0), ("white", 2.0)):
            painter.setPen(QPen(QColor(colour), width))
            painter.drawEllipse(middle, radius, radius)
