"""A vector of values as a strip of bars."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRectF, QSize
from PySide6.QtGui import QHelpEvent, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QToolTip, QWidget

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_HEIGHT = 120


class ValueStrip(QWidget):
    """One bar per value from the left, up for values above 0 and down below; bars too thin to see are drawn as the
    largest of their neighbours."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("activationValues")
        self.setAccessibleName("Values of the layer")
        self._values: NDArray[np.float32] | None = None

    def show_values(self, values: "NDArray[np.float32]") -> None:
        """Show these, float32 (values,)."""
        self._values = values
        strongest = int(values.argmax())
        self.setAccessibleDescription(
            f"{len(values):,} values from {values.min():.3g} to {values.max():.3g}, channel {strongest:,} the strongest"
        )
        self.update()

    def sizeHint(self) -> QSize:
        """A strip."""
        return QSize(300, _HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Bars in the colour of links, on a line for 0."""
        if self._values is None:
            return
        painter = QPainter(self)
        low, high = min(0.0, float(self._values.min())), max(0.0, float(self._values.max()))
        scale = (self.height() - 2) / ((high - low) or 1.0)
        zero = 1 + high * scale
        bars = _bars(self._values, most=max(1, self.width()))
        width = self.width() / len(bars)
        colour = self.palette().color(QPalette.ColorRole.Link)
        for place, value in enumerate(bars):
            top = zero - max(0.0, value) * scale
            bar = QRectF(place * width, top, max(1.0, width - (1 if width > 4 else 0)), abs(value) * scale)
            painter.fillRect(bar, colour)
        painter.fillRect(QRectF(0, zero, self.width(), 1), self.palette().color(QPalette.ColorRole.Mid))

    def event(self, event: QEvent) -> bool:
        """A tool tip for the value under the mouse."""
        if isinstance(event, QHelpEvent) and self._values is not None:
            channel = min(len(self._values) - 1, max(0, event.x() * len(self._values) // max(1, self.width())))
            QToolTip.showText(event.globalPos(), f"Channel {channel:,}: {self._values[channel]:.3g}", self)
            return True
        return super().event(event)


def _bars(values: "NDArray[np.float32]", most: int) -> list[float]:
    """As many as there is room for: of values that share a bar, the one furthest from 0."""
    import numpy as np  # not with the module: the window is painted before numpy has loaded

    if len(values) <= most:
        return [float(value) for value in values]
    return [float(some[np.abs(some).argmax()]) for some in np.array_split(values, most)]
