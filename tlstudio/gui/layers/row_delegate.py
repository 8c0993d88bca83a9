"""How one row of the tree is painted: a lock and muted text where it is frozen, its hint behind its name."""

from PySide6.QtCore import QAbstractItemModel, QEvent, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtWidgets import QApplication, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from tlstudio.gui import icons
from tlstudio.gui.layers.tree_model import HINT_ROLE, TICK_ROLE, Column, Index

BAND_HEIGHT = 20
_ROW_HEIGHT = 20
_LOCK_SIDE = 14
_HINT_GAP = 10


class RowDelegate(QStyledItemDelegate):
    """Paints rows; the row numbered `band_row` is taller by the band in which the border is drawn."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.band_row = -1
        self._muted = QColor()
        self._lock = QIcon()
        self._blank = QIcon()
        self.apply_theme(QApplication.palette())

    def apply_theme(self, palette: QPalette) -> None:
        """Take colours and icons from the palette again."""
        self._muted = palette.color(QPalette.ColorRole.PlaceholderText)
        self._lock = QIcon(icons.pixmap("lock", palette, _LOCK_SIDE))
        selected = QPalette(palette)
        selected.setColor(QPalette.ColorRole.PlaceholderText, palette.color(QPalette.ColorRole.HighlightedText))
        self._lock.addPixmap(icons.pixmap("lock", selected, _LOCK_SIDE), QIcon.Mode.Selected)
        blank = QPixmap(_LOCK_SIDE, _LOCK_SIDE)
        blank.fill(Qt.GlobalColor.transparent)
        self._blank = QIcon(blank)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """One height for all rows, so that nothing is measured; the border's row has its band besides."""
        metrics: int = option.fontMetrics.height()
        height = max(_ROW_HEIGHT, metrics + 5)
        return QSize(0, height + BAND_HEIGHT if index.internalId() == self.band_row else height)

    def createEditor(  # noqa: N802
        self, parent: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> QWidget:
        """As usual, with a name for a screen reader."""
        editor = super().createEditor(parent, option, index)
        title = index.model().headerData(index.column(), Qt.Orientation.Horizontal)
        editor.setAccessibleName(f"{title} of {index.sibling(index.row(), Column.LAYER).data()}")
        return editor

    def updateEditorGeometry(  # noqa: N802
        self, editor: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> None:
        """Above the band."""
        if index.internalId() == self.band_row:
            option.rect = option.rect.adjusted(0, 0, 0, -BAND_HEIGHT)
        super().updateEditorGeometry(editor, option, index)

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:  # noqa: N802
        """Muted text for what does not learn, and a lock for what is frozen."""
        super().initStyleOption(option, index)
        tick = index.data(TICK_ROLE)
        if tick in ("all", None):
            option.palette.setColor(QPalette.ColorRole.Text, self._muted)
        if index.column() == Column.LAYER:
            option.features |= QStyleOptionViewItem.ViewItemFeature.HasDecoration
            missing_box = 0 if tick else _checkbox_width(option.widget.style())
            option.decorationSize = QSize(_LOCK_SIDE + missing_box, _LOCK_SIDE)
            option.icon = self._lock if tick == "all" else self._blank

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """The row as usual, then its hint in the room that is left."""
        super().paint(painter, option, index)
        hint = index.data(HINT_ROLE) if index.column() == Column.LAYER else None
        if hint:
            self._paint_hint(painter, option, index, hint)

    def _paint_hint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index, hint: str) -> None:
        full = QStyleOptionViewItem(option)
        self.initStyleOption(full, index)
        room = full.widget.style().subElementRect(QStyle.SubElement.SE_ItemViewItemText, full, full.widget)
        metrics = painter.fontMetrics()
        used = metrics.horizontalAdvance(index.data()) + _HINT_GAP
        room = QRect(room.left() + used, room.top(), room.width() - used, room.height())
        if room.width() < 3 * _HINT_GAP:
            return
        painter.save()
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.setPen(option.palette.color(QPalette.ColorRole.HighlightedText) if selected else self._muted)
        text = metrics.elidedText(hint, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, text)
        painter.restore()

    def editorEvent(
        self,
        event: QEvent,
        model: QAbstractItemModel,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> bool:
        """Clicks count where the checkbox is drawn: above the band."""
        if index.internalId() == self.band_row:
            option = QStyleOptionViewItem(option)
            option.rect = option.rect.adjusted(0, 0, 0, -BAND_HEIGHT)
        return super().editorEvent(event, model, option, index)


def _checkbox_width(style: QStyle) -> int:
    """What a row without a checkbox is moved in by, so that all names stand in line."""
    margin = style.pixelMetric(QStyle.PixelMetric.PM_FocusFrameHMargin) + 1
    return style.pixelMetric(QStyle.PixelMetric.PM_IndicatorWidth) + 2 * margin
