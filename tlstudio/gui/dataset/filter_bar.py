"""Over the thumbnails: search, part of the split, size."""

from typing import cast

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAction, QPalette
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QSlider, QWidget

from tlstudio.dataset.sample import Split
from tlstudio.gui.dataset.photo_view import LARGEST, SMALLEST
from tlstudio.gui.fields import make_clearable
from tlstudio.gui.icons import icon

_SPLITS: tuple[tuple[str, Split | None], ...] = (
    ("All parts", None),
    ("Training", "train"),
    ("Validation", "validation"),
    ("Test", "test"),
)


class FilterBar(QWidget):
    """`changed` when search or part change, `side_changed(pixels)` when the slider moves."""

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
        self.parts = QComboBox()
        self.parts.setObjectName("splitBox")
        self.parts.setAccessibleName("Part of the split")
        self.parts.setToolTip("Training photos are learned from; validation photos check what was learned.")
        for text, split in _SPLITS:
            self.parts.addItem(text, split)
        self._zoom = _zoom_slider(side)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.search, 3)
        row.addWidget(self.parts)
        row.addWidget(self._zoom, 1)
        self.search.textChanged.connect(self.changed)
        self.parts.currentIndexChanged.connect(self._on_part_chosen)
        self._zoom.valueChanged.connect(self.side_changed)

    def text(self) -> str:
        """What is searched for."""
        return self.search.text().strip()

    def split(self) -> Split | None:
        """The part that is wanted; None for all."""
        return cast("Split | None", self.parts.currentData())

    def reset(self) -> None:
        """Let everything through."""
        self.search.clear()
        self.parts.setCurrentIndex(0)

    def apply_theme(self, palette: QPalette) -> None:
        """Make the icon again in the palette's colours."""
        self._search_icon.setIcon(icon("magnify", palette))

    @Slot(int)
    def _on_part_chosen(self, place: int) -> None:
        self.changed.emit()


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
