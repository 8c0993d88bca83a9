"""A plot of shares against confidence, both in per cent. Importing this loads pyqtgraph, so it is done late."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from tlstudio.gui.framed_plot import FramedPlot
from tlstudio.gui.training.plot_axes import ValueAxis

_AXIS_WIDTH = 52
_ACROSS = (-6.0, 106.0)  # so that the words at both ends have room
_UP = (-2.0, 103.0)


class SharePlot(FramedPlot):
    """Axes from 0 to 100 %, with words. What it shows is also its accessible description, for who cannot see it."""

    def __init__(self, name: str, title: str, across: str, up: str, parent: QWidget | None = None) -> None:
        super().__init__(parent, axisItems={side: _PercentAxis(side) for side in ("bottom", "left")})
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.keep_still()
        self._item.setLabel("bottom", across)
        self._item.setLabel("left", up)
        self._item.getAxis("left").setWidth(_AXIS_WIDTH)
        self._item.setRange(xRange=_ACROSS, yRange=_UP, padding=0)


class _PercentAxis(ValueAxis):
    """0 to 100 %."""

    def __init__(self, side: str) -> None:
        super().__init__(side)
        self.ends = (0.0, 100.0)

    def tickValues(self, minimum: float, maximum: float, size: float) -> list[tuple[float, list[float]]]:  # noqa: N802
        """Every tenth, or every fifth where there is less room."""
        step = 10 if size > 300 else 20
        return [(step, [float(value) for value in range(0, 101, step)])]

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:  # noqa: N802
        """With their unit."""
        return [f"{value:.0f} %" for value in values]
