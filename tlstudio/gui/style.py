"""Qt's Fusion style with boxes and buttons that can be seen: Fusion's own frames have a contrast of 1.9:1 and less."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPalette, QPen
from PySide6.QtWidgets import QProxyStyle, QStyle, QStyleOption, QWidget

_CHECKS = (QStyle.PrimitiveElement.PE_IndicatorCheckBox, QStyle.PrimitiveElement.PE_IndicatorItemViewItemCheck)
_RIGHT = ((-2, -4), (-2, 4), (2.5, 0))
_DOWN = ((-4, -2), (4, -2), (0, 2.5))
_TICK = ((0.24, 0.52), (0.43, 0.71), (0.77, 0.31))


class StudioStyle(QProxyStyle):
    """Draws the boxes itself: a clear frame, filled in the accent colour when ticked, a bar when partly ticked."""

    def __init__(self) -> None:
        super().__init__("Fusion")

    def drawPrimitive(  # noqa: N802
        self,
        element: QStyle.PrimitiveElement,
        option: QStyleOption,
        painter: QPainter,
        widget: QWidget | None = None,
    ) -> None:
        """Check boxes, radio buttons and arrows on chosen rows here, everything else as Fusion does."""
        if element in _CHECKS:
            _draw_box(option, painter)
        elif element == QStyle.PrimitiveElement.PE_IndicatorRadioButton:
            _draw_radio(option, painter)
        elif element == QStyle.PrimitiveElement.PE_IndicatorBranch and option.state & QStyle.StateFlag.State_Selected:
            _draw_arrow(option, painter)
        else:
            super().drawPrimitive(element, option, painter, widget)


def _draw_arrow(option: QStyleOption, painter: QPainter) -> None:
    """Fusion's own stays dark where the ground is the accent colour."""
    if not option.state & QStyle.StateFlag.State_Children:
        return
    middle = QRectF(option.rect).center()
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(option.palette.color(QPalette.ColorRole.HighlightedText))
    corners = _DOWN if option.state & QStyle.StateFlag.State_Open else _RIGHT
    painter.drawPolygon([middle + QPointF(x, y) for x, y in corners])
    painter.restore()


def _draw_radio(option: QStyleOption, painter: QPainter) -> None:
    chosen = bool(option.state & QStyle.StateFlag.State_On)
    enabled = bool(option.state & QStyle.StateFlag.State_Enabled)
    group = QPalette.ColorGroup.Active if enabled else QPalette.ColorGroup.Disabled
    role = QPalette.ColorRole.Highlight if chosen else QPalette.ColorRole.PlaceholderText
    ring = QRectF(option.rect).adjusted(1.5, 1.5, -1.5, -1.5)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(option.palette.color(group, role), 1.4))
    painter.setBrush(option.palette.color(group, role if chosen else QPalette.ColorRole.Base))
    painter.drawEllipse(ring)
    if chosen:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(option.palette.color(group, QPalette.ColorRole.BrightText))
        painter.drawEllipse(ring.center(), ring.width() / 5, ring.height() / 5)
    painter.restore()


def _draw_box(option: QStyleOption, painter: QPainter) -> None:
    palette, state = option.palette, option.state
    enabled = bool(state & QStyle.StateFlag.State_Enabled)
    group = QPalette.ColorGroup.Active if enabled else QPalette.ColorGroup.Disabled
    filled = bool(state & (QStyle.StateFlag.State_On | QStyle.StateFlag.State_NoChange))
    frame = palette.color(group, QPalette.ColorRole.Highlight if filled else QPalette.ColorRole.PlaceholderText)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    box = QRectF(option.rect).adjusted(1.5, 1.5, -1.5, -1.5)  # so that the line fills whole pixels
    painter.setPen(QPen(_outline(palette, frame, state), 1.4))
    painter.setBrush(frame if filled else palette.color(group, QPalette.ColorRole.Base))
    painter.drawRoundedRect(box, 3, 3)
    _draw_mark(painter, box, state, palette.color(group, QPalette.ColorRole.BrightText))
    painter.restore()


def _outline(palette: QPalette, frame: QColor, state: QStyle.StateFlag) -> QColor:
    """White on a selected row, where any other colour would vanish in the ground."""
    selected = state & QStyle.StateFlag.State_Selected
    return palette.color(QPalette.ColorRole.HighlightedText) if selected else frame


def _draw_mark(painter: QPainter, box: QRectF, state: QStyle.StateFlag, colour: QColor) -> None:
    painter.setPen(
        QPen(colour, box.width() / 7, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
    )
    if state & QStyle.StateFlag.State_On:
        painter.drawPolyline([_inside(box, x, y) for x, y in _TICK])
    elif state & QStyle.StateFlag.State_NoChange:
        painter.drawLine(_inside(box, 0.26, 0.5), _inside(box, 0.74, 0.5))


def _inside(box: QRectF, x: float, y: float) -> QPointF:
    return QPointF(box.left() + x * box.width(), box.top() + y * box.height())
