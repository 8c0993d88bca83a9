"""The table of previewed photos: square pictures that fill the width."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QImage, QPainter, QPalette, QResizeEvent
from PySide6.QtWidgets import QHeaderView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView, QWidget

from tlstudio.gui.training.preview_model import PreviewModel

_GAP = 3
_LEAST_SIDE = 48
Index = QModelIndex | QPersistentModelIndex


class PreviewView(QTableView):
    """Arrow keys go from picture to picture."""

    def __init__(self, model: PreviewModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("previewTable")
        self.setAccessibleName("Photos as the epochs show them")
        self.photos = model
        self.setModel(model)
        self.setItemDelegate(PictureDelegate(self))
        self.setShowGrid(False)
        self.setSelectionMode(QTableView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setVerticalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        for header in (self.horizontalHeader(), self.verticalHeader()):
            header.setHighlightSections(False)
        model.modelReset.connect(self._fit)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Pictures stay square."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        columns = self.photos.columnCount()
        if columns:
            self.verticalHeader().setDefaultSectionSize(max(_LEAST_SIDE, self.viewport().width() // columns))


class PictureDelegate(QStyledItemDelegate):
    """Paints one picture, with a frame where it is chosen."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """As large as the place allows, and square."""
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(option.rect, option.palette.color(QPalette.ColorRole.Highlight))
        side = min(option.rect.width(), option.rect.height()) - 2 * _GAP
        square = QRect(0, 0, side, side)
        square.moveCenter(option.rect.center())
        picture: QImage = index.data(Qt.ItemDataRole.DecorationRole)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(square, picture)
        painter.restore()
