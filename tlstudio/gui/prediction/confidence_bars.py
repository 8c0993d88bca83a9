"""How sure the model is of each class, as labelled bars."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from tlstudio.foundation.names import printable
from tlstudio.gui.prediction.why_words import CHOOSE_CLASS

Tops = Sequence[tuple[str, float]]
_EDGE = 6


class ConfidenceBars(QWidget):
    """One row per class, best first: name, bar, per cent. The names are strangers' text and are drawn, never parsed.

    A click or the arrow keys choose a class, once one is marked: `class_chosen(label)`.
    """

    class_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("confidenceBars")
        self.setAccessibleName("Confidence per class")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._labels: list[str] = []
        self._top: list[tuple[str, float]] = []
        self._marked = ""

    def show_top(self, top: Tops) -> None:
        """Show these classes with their probabilities, best first; none clears."""
        self._labels = [label for label, _share in top]
        self._top = [(printable(label, 60), share) for label, share in top]
        self.mark(self._marked)
        self.updateGeometry()
        self.update()

    def mark(self, label: str) -> None:
        """That class is the one that is looked into; "" or one that is not shown: none is."""
        self._marked = label
        said = [f"{name} {percent(share)}" for name, share in self._top]
        if label in self._labels:
            said.append(f"looking at what speaks for {printable(label, 60)}")
        self.setAccessibleDescription(", ".join(said))
        self.setToolTip(CHOOSE_CLASS if label in self._labels else "")
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the class that was clicked."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._choose(round(event.position().y()) // self._row_height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose the class above or below."""
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        if step is None or self._marked not in self._labels:
            super().keyPressEvent(event)
        else:
            self._choose(self._labels.index(self._marked) + step)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show where the keyboard is."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The keyboard is elsewhere now."""
        super().focusOutEvent(event)
        self.update()

    def sizeHint(self) -> QSize:
        """As high as the rows need."""
        return QSize(200, self._row_height() * len(self._top))

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Never cut off a row."""
        return QSize(120, self._row_height() * len(self._top))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Names to the left, per cents to the right, bars between them."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        metrics, height = painter.fontMetrics(), self._row_height()
        number_width = metrics.horizontalAdvance("100.0 %") + 8
        widest = max((metrics.horizontalAdvance(label) for label, _share in self._top), default=0) + 12
        name_width = min(widest, (self.width() - 2 * _EDGE) // 2)
        for row, (label, share) in enumerate(self._top):
            name = QRect(_EDGE, row * height, name_width, height)
            number = QRect(self.width() - number_width - _EDGE, row * height, number_width, height)
            bar = QRect(name.right() + 1, row * height + 5, max(8, number.left() - name.right() - 1), height - 10)
            if self._labels[row] == self._marked:
                self._paint_mark(painter, QRect(0, row * height, self.width(), height))
            self._paint_row(painter, (name, bar, number), label, share, best=row == 0)

    def _choose(self, row: int) -> None:
        if self._marked in self._labels and 0 <= row < len(self._labels) and self._labels[row] != self._marked:
            self.mark(self._labels[row])
            self.class_chosen.emit(self._marked)

    def _paint_mark(self, painter: QPainter, row: QRect) -> None:
        """A frame, heavier where the keyboard is, around the class that is looked into."""
        colour = self.palette().color(QPalette.ColorRole.Highlight if self.hasFocus() else QPalette.ColorRole.Mid)
        painter.setPen(QPen(colour, 2 if self.hasFocus() else 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(row.adjusted(1, 1, -1, -1), 4, 4)

    def _paint_row(
        self, painter: QPainter, places: tuple[QRect, QRect, QRect], label: str, share: float, best: bool
    ) -> None:
        name, bar, number = places
        palette, middle = self.palette(), Qt.AlignmentFlag.AlignVCenter
        font = painter.font()
        font.setBold(best)
        painter.setFont(font)
        painter.setPen(palette.color(QPalette.ColorRole.WindowText))
        text = painter.fontMetrics().elidedText(label, Qt.TextElideMode.ElideMiddle, name.width() - 8)
        painter.drawText(name, middle, text)
        painter.drawText(number, middle | Qt.AlignmentFlag.AlignRight, percent(share))
        painter.setPen(palette.color(QPalette.ColorRole.Mid))
        painter.setBrush(palette.color(QPalette.ColorRole.Base))
        painter.drawRoundedRect(bar, 3, 3)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(palette.color(QPalette.ColorRole.Highlight))
        painter.drawRoundedRect(bar.adjusted(1, 1, round((share - 1) * (bar.width() - 2)) - 1, -1), 2, 2)

    def _row_height(self) -> int:
        return self.fontMetrics().height() + 10


def percent(share: float) -> str:
    """`97.3 %`; never `100 %` for something less than certain."""
    return f"{min(100 * share, 99.9) if share < 1 else 100:.1f} %"
