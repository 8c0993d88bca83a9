"""Which sign stands for which curve, in one row over both plots: it hides no curve, and names are plain text."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QIcon, QPalette, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QListWidget, QListWidgetItem, QWidget

from tlstudio.gui.training.plot_lines import Line
from tlstudio.gui.training.plot_signs import sample_of

_SAMPLE = QSize(34, 12)
_MOST_ROWS = 2
_Entry = tuple[str, int, bool]


class PlotLegend(QListWidget):
    """A piece of each curve with its name; with many it takes a second row, then scrolls."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("plotLegend")
        self.setAccessibleName("Signs of the curves")
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(True)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setIconSize(_SAMPLE)
        self.setSpacing(1)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAutoFillBackground(False)
        self._entries: list[_Entry] = []

    def show_lines(self, lines: Sequence[Line]) -> None:
        """Each name once, in order; nothing happens while they stay the same."""
        entries = list(dict.fromkeys((line.name, line.sign, line.faint) for line in lines))
        if entries != self._entries:
            self._entries = entries
            self._fill(self.palette())

    def names(self) -> list[str]:
        """The names on show."""
        return [name for name, _, _ in self._entries]

    def apply_theme(self, palette: QPalette) -> None:
        """Draw the signs again in the palette's colours."""
        self._fill(palette)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """As high as the rows that are needed, and no more than two."""
        super().resizeEvent(event)
        self._fit()

    def _fill(self, palette: QPalette) -> None:
        self.clear()
        for name, sign, faint in self._entries:
            picture = sample_of(sign, palette, _SAMPLE, self.devicePixelRatioF(), faint=faint)
            item = QListWidgetItem(QIcon(picture), name)
            item.setFlags(Qt.ItemFlag.ItemIsEnabled)
            self.addItem(item)
        self._fit()

    def _fit(self) -> None:
        self.doItemsLayout()
        row = max(self.sizeHintForRow(0), _SAMPLE.height()) + 2 * self.spacing()
        last = self.visualItemRect(self.item(self.count() - 1)).bottom() + self.verticalScrollBar().value()
        rows = max(1, round((last + self.spacing()) / row)) if self.count() else 1
        self.setFixedHeight(min(rows, _MOST_ROWS) * row + self.spacing())
