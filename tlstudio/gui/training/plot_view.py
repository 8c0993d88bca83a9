"""What a plot shows of its curves, and how the mouse changes it. Importing this loads pyqtgraph, so it is done late."""

from typing import Any

import pyqtgraph
from PySide6.QtCore import Qt, Signal


class EpochView(pyqtgraph.ViewBox):  # type: ignore[misc]
    """The wheel zooms the epochs and the values follow; a box that is dragged is shown; a double click shows all."""

    whole_wanted = Signal()

    def __init__(self) -> None:
        super().__init__(enableMenu=False)
        self.setMouseMode(pyqtgraph.ViewBox.RectMode)
        self.setAutoVisible(y=True)

    def wheelEvent(self, event: Any, axis: int | None = None) -> None:
        """Over the plot: epochs only. Over an axis: that one."""
        super().wheelEvent(event, 0 if axis is None else axis)

    def mouseClickEvent(self, event: Any) -> None:
        """Two clicks: everything again."""
        if event.double() and event.button() == Qt.MouseButton.LeftButton:
            event.accept()
            self.whole_wanted.emit()

    def zoom(self, factor: float, epoch: int | None) -> None:
        """Show `factor` as many epochs, keeping this one where it is; None: the one in the middle."""
        (low, high), _ = self.viewRange()
        middle = (low + high) / 2 if epoch is None else epoch
        self.setXRange(middle - (middle - low) * factor, middle + (high - middle) * factor, padding=0)
        self.sigRangeChangedManually.emit([True, False])
