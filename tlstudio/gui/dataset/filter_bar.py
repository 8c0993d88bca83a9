"""Over the thumbnails: search and size; below it part of the split, state and order."""

from collections.abc import Sequence
from typing import cast

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAction, QPalette
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QSlider, QVBoxLayout, QWidget

from tlstudio.dataset.sample import Split
from tlstudio.gui.dataset.filters import State
from tlstudio.gui.dataset.orders import ORDERS, Order
from tlstudio.gui.dataset.photo_view import LARGEST, SMALLEST
from tlstudio.gui.dataset.view_switch import ViewSwitch
from tlstudio.gui.fields import make_clearable
from tlstudio.gui.icons import icon

_SPLITS: tuple[tuple[str, Split | None], ...] = (
    ("All parts", None),
    ("Training", "train"),
    ("Validation", "validation"),
    ("Test", "test"),
)
_STATES: tuple[tuple[str, State | None], ...] = (
    ("Any state", None),
    ("Exact copies", "copied"),
    ("In two classes", "conflict"),
    ("In two parts", "leak"),
    ("Unlabelled", "unlabelled"),
    ("Wrong?", "wrong"),
    ("Unsure", "unsure"),
    ("With problems", "problem"),
    ("Left out", "left_out"),
    ("Missing", "missing"),
)
_MEANING = (
    "Wrong? The model says another class than the label. Validation photos count; training photos it knows by heart.\n"
    "Unsure: the model finds no class likely.\n"
    "Copies: there is another photo, the same byte for byte.\n"
    "Left out: not used, until they are taken back.\n"
    "Missing: gone from the disk; their labels and marks are kept."
)
_ZOOM_STEP = 16


class FilterBar(QWidget):
    """`changed` when what is to be shown changes, `side_changed(pixels)` when the slider moves."""

    changed = Signal()
    side_changed = Signal(int)

    def __init__(self, side: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.search = QLineEdit(placeholderText="Find by name")
        self.search.setObjectName("photoSearch")
        self.search.setAccessibleName("Find photos by name")
        self._search_icon = QAction("Find", self)
        self.search.addAction(self._search_icon, QLineEdit.ActionPosition.LeadingPosition)
        make_clearable(self.search)
        self.parts = _box("splitBox", "Part of the split", _SPLITS)
        self.parts.setToolTip("Training photos are learned from; validation photos check what was learned.")
        self.states = _box("stateBox", "State of the photos", _STATES)
        self.states.setToolTip(_MEANING)
        self.orders = _box("orderBox", "Order of the photos", [(text, order) for order, text in ORDERS.items()])
        self._zoom = _zoom_slider(side)
        self.switch = ViewSwitch()
        self._lay_out()
        self.search.textChanged.connect(self.changed)
        for box in (self.parts, self.states, self.orders):
            box.currentIndexChanged.connect(self._on_chosen)
        self._zoom.valueChanged.connect(self.side_changed)
        self.switch.chosen.connect(self._on_view_chosen)

    def text(self) -> str:
        """What is searched for."""
        return self.search.text().strip()

    def split(self) -> Split | None:
        """The part that is wanted; None for all."""
        return cast("Split | None", self.parts.currentData())

    def state(self) -> State | None:
        """The state that is wanted; None for any."""
        return cast("State | None", self.states.currentData())

    def order(self) -> Order:
        """The order that is wanted."""
        return cast("Order", self.orders.currentData())

    def side(self) -> int:
        """How large photos are wanted, in pixels."""
        return self._zoom.value()

    def choose(self, text: str, split: str | None, state: str | None, order: str, side: int) -> None:
        """Let that be wanted; of what there is not to choose, the first."""
        self.search.setText(text)
        for box, wanted in ((self.parts, split), (self.states, state), (self.orders, order)):
            box.setCurrentIndex(max(0, box.findData(wanted)))
        self._zoom.setValue(side)

    def zoom(self, steps: int) -> None:
        """Move the slider by so many steps."""
        self._zoom.setValue(self._zoom.value() + steps * _ZOOM_STEP)

    def reset(self) -> None:
        """Let everything through; the order stays."""
        self.search.clear()
        self.parts.setCurrentIndex(0)
        self.states.setCurrentIndex(0)

    def show_boxes(self, wanted: bool) -> None:
        """Whether there is more to choose than what is searched for."""
        for part in (self.parts, self.states, self.orders, self.switch):
            part.setVisible(wanted)
        self._zoom.setVisible(wanted and self.switch.view == "grid")

    def apply_theme(self, palette: QPalette) -> None:
        """Make the icon again in the palette's colours."""
        self._search_icon.setIcon(icon("magnify", palette))
        self.switch.apply_theme(palette)

    @Slot(int)
    def _on_chosen(self, place: int) -> None:
        self.changed.emit()

    @Slot(str)
    def _on_view_chosen(self, view: str) -> None:
        """What only the grid has is of no use on the map."""
        self._zoom.setVisible(view == "grid")
        self.orders.setEnabled(view == "grid")

    def _lay_out(self) -> None:
        first, second = QHBoxLayout(), QHBoxLayout()
        first.addWidget(self.search, 3)
        first.addWidget(self._zoom, 1)
        first.addWidget(self.switch)
        for box in (self.parts, self.states, self.orders):
            second.addWidget(box, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(first)
        column.addLayout(second)


def _box(name: str, meaning: str, entries: Sequence[tuple[str, str | None]]) -> QComboBox:
    box = QComboBox()
    box.setObjectName(name)
    box.setAccessibleName(meaning)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(8)
    for text, value in entries:
        box.addItem(text, value)
    return box


def _zoom_slider(side: int) -> QSlider:
    slider = QSlider(Qt.Orientation.Horizontal)
    slider.setObjectName("zoomSlider")
    slider.setAccessibleName("Size of the thumbnails")
    slider.setToolTip("Size of the thumbnails")
    slider.setRange(SMALLEST, LARGEST)
    slider.setSingleStep(8)
    slider.setPageStep(32)
    slider.setValue(side)
    slider.setMinimumWidth(70)
    return slider
