"""Lines from top to bottom of a plot, and the words over them. Importing this loads pyqtgraph, so it is done late."""

from collections.abc import Sequence

import pyqtgraph
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPalette

from tlstudio.gui.training.plot_lines import Mark
from tlstudio.gui.training.plot_strip import Word, placed

_STYLES = {"best": Qt.PenStyle.DotLine, "change": Qt.PenStyle.DashLine, "thaw": Qt.PenStyle.SolidLine}
_SIGNS = {"best": "▾", "change": "✎", "thaw": "+"}


class Marks:
    """The best epoch, dotted; where a person changed the run, dashed; where layers begin to learn, drawn through."""

    def __init__(self, item: pyqtgraph.PlotItem) -> None:
        self._item = item
        self._palette = QPalette()
        self._lines: dict[Mark, pyqtgraph.InfiniteLine] = {}

    def show_marks(self, marks: Sequence[Mark]) -> bool:
        """These and no others; whether that changes anything."""
        if list(self._lines) == list(marks):
            return False
        for line in self._lines.values():
            self._item.removeItem(line)
        self._lines = {mark: pyqtgraph.InfiniteLine(mark.at, angle=90) for mark in marks}
        for line in self._lines.values():
            self._item.addItem(line, ignoreBounds=True)
        self.apply_theme(self._palette)
        return True

    def marks(self) -> list[Mark]:
        """What is marked."""
        return list(self._lines)

    def apply_theme(self, palette: QPalette) -> None:
        """In the palette's colours."""
        self._palette = palette
        for mark, line in self._lines.items():
            line.setPen(pyqtgraph.mkPen(palette.color(_role(mark.kind)), width=1, style=_STYLES[mark.kind]))

    def draw_words(self, painter: QPainter, room: QRectF) -> None:
        """Over the lines that are in sight, as far as the words have room beside each other."""
        view = self._item.getViewBox()
        first, last = view.viewRange()[0]
        in_sight = [mark for mark in self._lines if first <= mark.at <= last]
        words = [
            Word(
                view.mapViewToScene(QPointF(mark.at, 0)).x(),
                f"{_SIGNS[mark.kind]} {mark.words}",
                _SIGNS[mark.kind],
                mark.kind,
            )
            for mark in in_sight
        ]
        for begin, text, word in placed(words, room.left(), room.right(), painter.fontMetrics().horizontalAdvance):
            painter.setPen(self._palette.color(_role(word.role)))
            place = QRectF(begin, room.top(), room.right() - begin + 1, room.height())
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, text)


def _role(kind: str) -> QPalette.ColorRole:
    return QPalette.ColorRole.Link if kind == "thaw" else QPalette.ColorRole.Text
