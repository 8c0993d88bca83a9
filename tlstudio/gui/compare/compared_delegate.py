"""How a compared photo is painted: below it what it is, and what each of the two runs calls it."""

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter, QPalette
from PySide6.QtWidgets import QStyleOptionViewItem

from tlstudio.gui.compare.compared_model import LINES_ROLE
from tlstudio.gui.compare.wording import is_right_line
from tlstudio.gui.dataset.photo_delegate import PhotoDelegate, paint_text
from tlstudio.gui.dataset.photo_model import Index


class ComparedDelegate(PhotoDelegate):
    """Three lines, and no letter for the part of the split: all are of the same. A wrong answer stands out by its
    sign, not by a colour alone."""

    with_parts = False

    def lines(self) -> int:
        """What it is, and what the two say."""
        return 3

    def paint_texts(
        self, painter: QPainter, option: QStyleOptionViewItem, index: Index, below: QRect, selected: bool
    ) -> None:
        """Line by line: a right answer quietly, what it is and a wrong one in full colour."""
        high = option.fontMetrics.height()
        for number, line in enumerate(index.data(LINES_ROLE)):
            room = QRect(below.left(), below.top() + number * high, below.width(), high)
            if is_right_line(line):
                paint_text(painter, option, line, room, selected)
                continue
            role = QPalette.ColorRole.HighlightedText if selected else QPalette.ColorRole.Text
            painter.setPen(option.palette.color(role))
            shown = option.fontMetrics.elidedText(line, Qt.TextElideMode.ElideRight, room.width())
            painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignHCenter), shown)
