"""What can be chosen about the curves, in one row."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QSlider, QToolButton, QWidget

from tlstudio.gui import icons
from tlstudio.gui.buttons import tool_button

WEIGHTS = (0.0, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98)
_SLIDER_WIDTH = 70
_ZOOM_TIP = (
    "Show all epochs again: a double click on a plot and the key 0 do so, too. The wheel, a dragged box, and the"
    " keys + and - zoom; the arrow keys walk from epoch to epoch."
)


class PlotBar(QWidget):
    """`changed` when anything drawn is to be drawn otherwise; `whole_wanted`, `picture_wanted`, `table_wanted`."""

    changed = Signal()
    whole_wanted = Signal()
    picture_wanted = Signal()
    table_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.smoothing = QSlider(Qt.Orientation.Horizontal)
        self.smoothing.setRange(0, len(WEIGHTS) - 1)
        self.smoothing.setPageStep(1)
        self.smoothing.setObjectName("smoothingSlider")
        self.smoothing.setAccessibleName("Smoothing of the curves")
        self.smoothing.setFixedWidth(_SLIDER_WIDTH)
        self.logarithmic = _switch("logLossButton", "Log", "Draw the loss on a logarithmic axis")
        self.rates = _switch("ratesButton", "Rates", "Draw the learning rates, on an axis at the right of the loss")
        self.rates.setChecked(True)
        self.classes = _switch("classesButton", "Classes", "Show the accuracy of the classes that are worst")
        self.whole = tool_button("wholeButton", "Show all epochs again (double click, or 0)", flat=True)
        self.whole.setToolTip(_ZOOM_TIP)
        self.save = tool_button("savePlotsButton", "Save the plots as a picture, or their values as a table", flat=True)
        self.save.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self)
        menu.addAction("Save Plots as &Picture…").triggered.connect(self.picture_wanted)
        menu.addAction("Save Values as &Table…").triggered.connect(self.table_wanted)
        self.save.setMenu(menu)
        self.smoothing.valueChanged.connect(self._on_smoothing_changed)
        for switch in (self.logarithmic, self.rates, self.classes):
            switch.toggled.connect(self.changed)
        self.whole.clicked.connect(self.whole_wanted)
        self._lay_out()
        self._on_smoothing_changed()

    def weight(self) -> float:
        """The share of the past in a smoothed curve, 0 for none."""
        return WEIGHTS[self.smoothing.value()]

    def apply_theme(self, palette: QPalette) -> None:
        """Make the icons again in the palette's colours."""
        self.whole.setIcon(icons.icon("arrow-expand-horizontal", palette))
        self.save.setIcon(icons.icon("content-save-outline", palette))

    @Slot()
    def _on_smoothing_changed(self) -> None:
        weight = self.weight()
        told = f"each point is {100 * weight:.0f} % of what was before" if weight else "none"
        self.smoothing.setToolTip(f"Smoothing: {told}. What was measured stays faintly visible.")
        self.smoothing.setAccessibleDescription(told)
        self.changed.emit()

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        label = QLabel("Smooth")
        label.setBuddy(self.smoothing)
        for part in (label, self.smoothing, self.logarithmic, self.rates, self.classes, self.whole, self.save):
            row.addWidget(part)


def _switch(name: str, text: str, meaning: str) -> QToolButton:
    made = tool_button(name, meaning, flat=True)
    made.setText(text)
    made.setCheckable(True)
    return made
