"""How many hidden layers a head has, and how many units each of them."""

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QGridLayout, QSpinBox, QWidget

_MOST_LAYERS = 8
_MOST_UNITS = 16_384
_USUAL_UNITS = 64
_IN_A_ROW = 4
_WIDTH = 120


class HiddenField(QWidget):
    """A number of layers, and for each of them a number of units; `changed` when one of them does."""

    changed = Signal()

    def __init__(self, hidden: Sequence[int] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.count = _spin("headHiddenCount", "Hidden layers", 0, _MOST_LAYERS, len(hidden))
        self.count.setSpecialValueText("none")
        given = [*hidden, *[_USUAL_UNITS] * (_MOST_LAYERS - len(hidden))]
        self.boxes = [
            _spin(f"headUnits{number}", f"Units of hidden layer {number}", 1, _MOST_UNITS, units)
            for number, units in enumerate(given, start=1)
        ]
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.addWidget(self.count, 0, 0)
        for number, box in enumerate(self.boxes):
            box.setSuffix(" units")
            box.valueChanged.connect(self.changed)
            grid.addWidget(box, 1 + number // _IN_A_ROW, number % _IN_A_ROW)
        for column in range(_IN_A_ROW):
            grid.setColumnStretch(column, 1)
        self.setFocusProxy(self.count)
        self.count.valueChanged.connect(self._show)
        self._show()

    def units(self) -> tuple[int, ...]:
        """Front first."""
        return tuple(box.value() for box in self.boxes[: self.count.value()])

    @Slot()
    def _show(self) -> None:
        """As many boxes as there are layers."""
        for number, box in enumerate(self.boxes):
            box.setVisible(number < self.count.value())
        self.changed.emit()


def _spin(name: str, meaning: str, lowest: int, highest: int, value: int) -> QSpinBox:
    box = QSpinBox(minimum=lowest, maximum=highest, value=value)
    box.setObjectName(name)
    box.setMaximumWidth(_WIDTH)
    box.setAccessibleName(meaning)
    return box
