"""How a line of the class list is painted: key, name, count, and a bar for its share; and the field to rename it."""

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPalette, QPen
from PySide6.QtWidgets import QApplication, QLineEdit, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from tlstudio.gui.dataset.class_model import COUNT_ROLE, KEY_ROLE, SHARE_ROLE, Index

_BAR = 3
_PADDING = 8


class ClassDelegate(QStyledItemDelegate):
    """The count stands at the right edge; the bar below is as long as the class is large.

    `target` is the row that photos are dragged over, -1 while there is none.
    """

    target = -1

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Room for a line of text and the bar."""
        metrics = option.fontMetrics
        texts = filter(None, (index.data(KEY_ROLE), index.data(), str(index.data(COUNT_ROLE))))
        width: int = metrics.horizontalAdvance("  ".join(texts))
        return QSize(width + 3 * _PADDING, metrics.height() + _BAR + 13)

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:  # noqa: N802
        """A field for another name."""
        editor = super().createEditor(parent, option, index)
        editor.setAccessibleName(f"New name for {index.data()}")
        if isinstance(editor, QLineEdit):
            editor.setFrame(True)
        return editor

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:  # noqa: N802
        """The field covers the line."""
        editor.setGeometry(option.rect)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Ground and focus as the style has them, then our own parts."""
        QApplication.style().drawPrimitive(QStyle.PrimitiveElement.PE_PanelItemViewItem, option, painter, option.widget)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        role = QPalette.ColorRole.HighlightedText if selected else QPalette.ColorRole.Text
        painter.save()
        room = option.rect.adjusted(_PADDING, 4, -_PADDING, -4)
        share = index.data(SHARE_ROLE)
        line = QRect(room.left(), room.top(), room.width(), option.fontMetrics.height() + 2)
        self._paint_text(painter, option, index, room if share is None else line, option.palette.color(role))
        if share is not None:
            _paint_bar(painter, option, room, share, selected)
        if index.row() == self.target:
            _paint_frame(painter, option)
        painter.restore()

    def _paint_text(
        self, painter: QPainter, option: QStyleOptionViewItem, index: Index, room: QRect, colour: QColor
    ) -> None:
        count, metrics = str(index.data(COUNT_ROLE)), option.fontMetrics
        left = room.adjusted(0, 0, -metrics.horizontalAdvance(count) - _PADDING, 0)
        painter.setPen(colour)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(room, int(middle | Qt.AlignmentFlag.AlignRight), count)
        if key := index.data(KEY_ROLE):
            left.setLeft(_paint_key(painter, left, key, metrics.horizontalAdvance("0"), colour) + _PADDING)
        painter.drawText(
            left,
            int(middle | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextSingleLine),
            metrics.elidedText(index.data(), Qt.TextElideMode.ElideMiddle, left.width()),
        )


def _paint_key(painter: QPainter, room: QRect, key: str, digit_width: int, colour: QColor) -> int:
    """A small key at the left; where it ends."""
    cap = QRect(room.left(), room.top() + 1, digit_width + _PADDING, room.height() - 2)
    faint = QColor(colour)
    faint.setAlphaF(0.45)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(faint, 1))
    painter.drawRoundedRect(QRectF(cap).adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
    painter.restore()
    painter.drawText(cap, int(Qt.AlignmentFlag.AlignCenter), key)
    return cap.right()


def _paint_bar(painter: QPainter, option: QStyleOptionViewItem, room: QRect, share: float, selected: bool) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    role = QPalette.ColorRole.HighlightedText if selected else QPalette.ColorRole.Accent
    painter.setBrush(option.palette.color(role))
    width = max(_BAR, share * room.width())
    painter.drawRoundedRect(QRectF(room.left(), room.bottom() - _BAR, width, _BAR), _BAR / 2, _BAR / 2)


def _paint_frame(painter: QPainter, option: QStyleOptionViewItem) -> None:
    """Photos let go of here get this label."""
    accent = option.palette.color(QPalette.ColorRole.Accent)
    ground = QColor(accent)
    ground.setAlphaF(0.2)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(accent, 2))
    painter.setBrush(ground)
    painter.drawRoundedRect(QRectF(option.rect).adjusted(2, 2, -2, -2), 5, 5)
