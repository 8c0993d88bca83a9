"""How a judged photo is painted: below it what it is, and what a model, or each of two, calls it."""

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter, QPalette
from PySide6.QtWidgets import QStyleOptionViewItem

from tlstudio.gui.dataset.photo_delegate import PhotoDelegate, paint_text
from tlstudio.gui.dataset.photo_model import Index
from tlstudio.gui.judged.model import LINES_ROLE
from tlstudio.gui.judged.told import is_right_line


class JudgedDelegate(PhotoDelegate):
    """As many lines as there is to say, and no letter for the part of the split: all are of the same. A wrong answer
    stands out by its sign, not by a colour alone."""

    with_parts = False

    def __init__(self, lines: int) -> None:
        super().__init__()
        self._lines = lines

    def lines(self) -> int:
        """What it is, and what is said of it."""
        return self._lines

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
