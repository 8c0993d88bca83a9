"""Which sign on the map stands for which class."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QIcon, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QListWidget, QListWidgetItem, QWidget

from tlstudio.foundation.names import printable
from tlstudio.gui.dataset.map_marks import sign
from tlstudio.gui.dataset.photo_model import NO_LABEL_YET

_SIDE = 14
_MOST_LINES = 2


class MapLegend(QListWidget):
    """Signs and names in lines; with many classes it scrolls."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("mapLegend")
        self.setAccessibleName("Signs of the classes on the map")
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(True)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setIconSize(QSize(_SIDE, _SIDE))
        self.setSpacing(2)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAutoFillBackground(False)

    def show_classes(self, classes: Sequence[str]) -> None:
        """Show these, in the palette's colours."""
        self.clear()
        for number, label in enumerate(classes):
            picture = sign(number, self.palette(), _SIDE, self.devicePixelRatioF())
            item = QListWidgetItem(QIcon(picture), printable(label, 30) or NO_LABEL_YET)
            item.setFlags(Qt.ItemFlag.ItemIsEnabled)
            self.addItem(item)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """As high as the lines that are needed, and no more than two."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        self.doItemsLayout()
        line = max(self.sizeHintForRow(0), _SIDE) + 2 * self.spacing()
        last = self.visualItemRect(self.item(self.count() - 1)).bottom() + self.verticalScrollBar().value()
        lines = max(1, round((last + self.spacing()) / line)) if self.count() else 1
        self.setFixedHeight(min(lines, _MOST_LINES) * line + self.spacing())
