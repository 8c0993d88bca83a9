"""The axes of the plots. Importing this loads pyqtgraph, so it is done late."""

import math
from collections.abc import Sequence

import pyqtgraph
from PySide6.QtCore import QLineF, QPointF

_PIXELS_PER_DIGIT, _PIXELS_BETWEEN_LABELS = 8, 16
_PIXELS_PER_VALUE_LABEL = 26
_MANTISSAS = ((1,), (1, 3), (1, 2, 5), (1, 2, 4, 6, 8), (1, 2, 3, 4, 5, 6, 7, 8, 9))


class EpochAxis(pyqtgraph.AxisItem):  # type: ignore[misc]
    """An axis that counts whole epochs."""

    def tickSpacing(self, minimum: float, maximum: float, size: float) -> list[tuple[float, float]]:  # noqa: N802
        """One round step of at least one epoch, as many as have room for their labels."""
        label = _PIXELS_PER_DIGIT * len(str(int(maximum))) + _PIXELS_BETWEEN_LABELS
        wanted = max(1.0, (maximum - minimum) * label / max(1.0, size))
        return [(round_up(wanted), 0.0)]


class ValueAxis(pyqtgraph.AxisItem):  # type: ignore[misc]
    """An axis of values, with ticks between its `ends`; where `logarithmic` is set, it is given their powers of ten."""

    def __init__(self, side: str) -> None:
        super().__init__(side)
        self.logarithmic = False
        self.ends = (-math.inf, math.inf)
        self.enableAutoSIPrefix(False)

    def tickValues(self, minimum: float, maximum: float, size: float) -> list[tuple[float, list[float]]]:  # noqa: N802
        """On a logarithmic axis one level of round numbers, else pyqtgraph's own."""
        if not self.logarithmic:
            lowest, highest = max(minimum, self.ends[0]), min(maximum, self.ends[1])
            ticks: list[tuple[float, list[float]]] = super().tickValues(lowest, highest, size)
            return ticks
        return [(1.0, logarithmic_ticks(minimum, maximum, max(2, int(size / _PIXELS_PER_VALUE_LABEL))))]

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:  # noqa: N802
        """The values themselves, also where their powers of ten are drawn."""
        if not self.logarithmic:
            strings: list[str] = super().tickStrings(values, scale, spacing)
            return strings
        return [f"{10**value:.3g}" for value in values]


def logarithmic_ticks(minimum: float, maximum: float, most: int) -> list[float]:
    """Powers of ten of round numbers: whole decades, or ever more between them; evenly spaced values in a small part
    of a decade."""
    best: list[float] = []
    for mantissas in _MANTISSAS:
        found = _in_decades(minimum, maximum, mantissas)
        if len(found) > max(most, 2):
            break
        best = found
    if len(best) > 1:
        return best
    if maximum - minimum > 1:
        step = math.ceil((maximum - minimum) / most)
        return [float(power) for power in range(math.ceil(minimum), math.floor(maximum) + 1, step)]
    low, high = 10**minimum, 10**maximum
    step_between = round_up((high - low) / most)
    return [
        math.log10(number * step_between)
        for number in range(math.ceil(low / step_between), math.floor(high / step_between) + 1)
        if number > 0
    ]


def _in_decades(minimum: float, maximum: float, mantissas: tuple[int, ...]) -> list[float]:
    decades = range(math.floor(minimum), math.floor(maximum) + 1)
    powers = [decade + math.log10(mantissa) for decade in decades for mantissa in mantissas]
    return [power for power in powers if minimum <= power <= maximum]


def round_up(wanted: float) -> float:
    """The next one of …, 1, 2, 5, 10, 20, …"""
    power = 10.0 ** math.floor(math.log10(wanted))
    return next(step * power for step in (1, 2, 5, 10) if step * power >= wanted)


def grid_of(item: pyqtgraph.PlotItem) -> list[QLineF]:
    """Lines across the plot, in its scene, at the ticks of both axes that have words."""
    view = item.getViewBox()
    room, (epochs, values) = view.sceneBoundingRect(), view.viewRange()
    at = [view.mapViewToScene(QPointF(epoch, values[0])).x() for epoch in _ticks(item, "bottom", epochs, room.width())]
    across = [
        view.mapViewToScene(QPointF(epochs[0], value)).y() for value in _ticks(item, "left", values, room.height())
    ]
    upright = [QLineF(x, room.top(), x, room.bottom()) for x in at]
    return upright + [QLineF(room.left(), y, room.right(), y) for y in across]


def _ticks(item: pyqtgraph.PlotItem, side: str, seen: Sequence[float], size: float) -> list[float]:
    levels = item.getAxis(side).tickValues(*seen, size)
    return levels[0][1] if levels else []
