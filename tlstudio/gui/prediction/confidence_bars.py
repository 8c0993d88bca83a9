"""How sure the model is of each class, as labelled bars."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QSizePolicy, QWidget

from tlstudio.foundation.names import printable

Tops = Sequence[tuple[str, float]]


class ConfidenceBars(QWidget):
    """One row per class, best first: name, bar, per cent. The names are strangers' text and are drawn, never parsed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("confidenceBars")
        self.setAccessibleName("Confidence per class")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._top: list[tuple[str, float]] = []

    def show_top(self, top: Tops) -> None:
        """Show these classes with their probabilities, best first; none clears."""
        self._top = [(printable(label, 60), share) for label, share in top]
        self.setAccessibleDescription(", ".join(f"{label} {percent(share)}" for label, share in self._top))
        self.updateGeometry()
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
        name_width = min(widest, self.width() // 2)
        for row, (label, share) in enumerate(self._top):
            name = QRect(0, row * height, name_width, height)
            number = QRect(self.width() - number_width, row * height, number_width, height)
            bar = QRect(name_width, row * height + 5, max(8, self.width() - name_width - number_width), height - 10)
            self._paint_row(painter, (name, bar, number), label, share, best=row == 0)

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
