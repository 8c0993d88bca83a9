"""How photos are varied: a choice, a sentence about it, and a button to see it."""

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from tlstudio.features.augmentation import AUGMENTATIONS, MEANINGS, AugmentationName
from tlstudio.gui.training.choice_box import ChoiceBox

if TYPE_CHECKING:
    from tlstudio.training.recipe import Recipe

_TITLE = "Augmentation"
_USUAL = "Chosen by the studio"
_USUAL_MEANING = (
    "None while a layer is frozen, so that it computes each photo once; crop where all learn; crop and mirror where "
    "views are kept."
)


class AugmentationBox(ChoiceBox):
    """`value()` is the name of an augmentation, None for the studio's choice."""

    def __init__(self, parent: QWidget | None = None) -> None:
        options = [(None, _USUAL), *((name, name.capitalize()) for name in AUGMENTATIONS)]
        super().__init__("augmentationBox", _TITLE, options, parent)

    def value(self) -> AugmentationName | None:
        """What is chosen."""
        return cast("AugmentationName | None", self.currentData())

    def meaning(self) -> str:
        """What the chosen one does, and when it is right."""
        name = self.value()
        return _USUAL_MEANING if name is None else MEANINGS[name]


class AugmentationRow(QWidget):
    """`changed` with the choice; `preview_clicked` when a person wants to see what it does."""

    changed = Signal()
    preview_clicked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.box = AugmentationBox()
        self.preview_button = QPushButton("Preview…")
        self.preview_button.setEnabled(False)
        self.preview_button.setObjectName("previewAugmentationButton")
        self.preview_button.setToolTip("See some photos as the epochs of the next training will vary them")
        self._meaning = QLabel(wordWrap=True)
        self._meaning.setTextFormat(Qt.TextFormat.PlainText)
        self._meaning.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        label = QLabel(_TITLE)
        label.setBuddy(self.box)
        line = QHBoxLayout()
        line.addWidget(self.box, 1)
        line.addWidget(self.preview_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(label)
        column.addLayout(line)
        column.addWidget(self._meaning)
        self.box.currentIndexChanged.connect(self._on_chosen)
        self.preview_button.clicked.connect(self.preview_clicked)
        self._say()

    def show_recipe(self, recipe: "Recipe") -> None:
        """Choose what the recipe says, without a signal."""
        with QSignalBlocker(self.box):
            self.box.choose(recipe.augmentation)
        self._say()

    @Slot()
    def _on_chosen(self) -> None:
        self._say()
        self.changed.emit()

    def _say(self) -> None:
        self._meaning.setText(self.box.meaning())
        self.box.setAccessibleDescription(self.box.meaning())
