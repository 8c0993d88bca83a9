"""The few things a person may set; a blank number is chosen by the studio."""

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QCheckBox, QFrame, QLabel, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from tlstudio.gui.fields import make_clearable
from tlstudio.gui.training.augmentation_row import AugmentationRow
from tlstudio.training.choices import NOTHING_TO_KEEP
from tlstudio.training.recipe import Recipe


@dataclass(frozen=True)
class Field:
    """One number of the recipe: its name there, its title, one sentence of help, and how its text becomes a value."""

    key: str
    title: str
    help: str
    lowest: float
    highest: float
    whole: bool = True
    blank: str = "chosen by the studio"

    def value(self, text: str) -> float | int | None:
        """The number the text stands for, None when it is blank or no number within the limits."""
        try:
            number = int(text) if self.whole else float(text.replace(",", "."))
        except ValueError:
            return None
        return number if self.lowest <= number <= self.highest else None


FIELDS = (
    Field(
        key="epochs",
        title="Epochs",
        help="How often the network sees every photo; more helps only until validation stops improving.",
        lowest=1,
        highest=100_000,
    ),
    Field(
        key="learning_rate",
        title="Learning rate",
        help="How far each step goes: too high and the loss jumps, too low and nothing happens.",
        lowest=1e-9,
        highest=1e3,
        whole=False,
    ),
    Field(
        key="batch_size",
        title="Batch size",
        help="How many photos each step looks at together; smaller needs less memory.",
        lowest=1,
        highest=4096,
    ),
    Field(
        key="seed",
        title="Seed",
        help="The same seed repeats the same run; another one shows how much is luck.",
        lowest=0,
        highest=999_999_999,
        blank="0",
    ),
    Field(
        key="validation_percent",
        title="Validation photos (%)",
        help="The share kept aside to check with, where the folder brings none of its own.",
        lowest=1,
        highest=90,
        whole=False,
        blank="20",
    ),
    Field(
        key="views",
        title="Augmented views kept",
        help="So many augmented variants of each training photo are computed once; every epoch draws among them.",
        lowest=0,
        highest=16,
        blank="0",
    ),
)
_EXACT_TITLE = "Exact (float32)"
_EXACT_HELP = "Full precision for the frozen layers: more disk and time, equal to the last digits."
_BY_KEY = {field.key: field for field in FIELDS}


class RecipeForm(QScrollArea):
    """Numbers, a choice and a tick, each with its sentence of help; `changed` when any of them changes."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("recipeForm")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self._edits: dict[str, QLineEdit] = {}
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(2)
        self.augmentation = AugmentationRow()
        self.augmentation.changed.connect(self.changed)
        for field in FIELDS:
            if field.key == "views":
                column.addWidget(self.augmentation)
                column.addSpacing(8)
            self._add(field, column)
        self._exact = QCheckBox(_EXACT_TITLE)
        self._exact.setObjectName("exactBox")
        self._exact.setAccessibleDescription(_EXACT_HELP)
        self._exact.toggled.connect(self.changed)
        column.addWidget(self._exact)
        column.addWidget(_explanation(_EXACT_HELP))
        column.addStretch(1)
        self.setWidget(page)

    def settings(self) -> dict[str, Any]:
        """What was filled in, by the recipe's own names; blank ones are absent."""
        values = {key: field.value(self._text(key)) for key, field in _BY_KEY.items()}
        percent = values.pop("validation_percent")
        found: dict[str, Any] = {key: value for key, value in values.items() if value is not None}
        if percent is not None:
            found["validation_fraction"] = round(percent / 100, 8)
        if self._exact.isChecked():
            found["precision"] = "exact"
        found["augmentation"] = self.augmentation.box.value()
        if found["augmentation"] == "none":
            found.pop("views", None)
        return {key: value for key, value in found.items() if value is not None}

    def show_recipe(self, recipe: Recipe) -> None:
        """Fill in what the recipe says; what is usual stays blank."""
        usual = Recipe()
        with QSignalBlocker(self):
            for key, edit in self._edits.items():
                name, factor = ("validation_fraction", 100) if key == "validation_percent" else (key, 1)
                value = getattr(recipe, name)
                edit.setText("" if value == getattr(usual, name) else f"{value * factor:.9g}")
            self._exact.setChecked(recipe.precision == "exact")
            self.augmentation.show_recipe(recipe)
        self.changed.emit()

    def set_validation_given(self, given: bool) -> None:
        """Whether the photos bring validation photos of their own: then there is no share to choose."""
        self._edits["validation_percent"].setEnabled(not given)

    def problem(self) -> str | None:
        """A sentence about the first entry that cannot be used, else None."""
        for field in FIELDS:
            text = self._text(field.key)
            if text and field.value(text) is None:
                kind = "a whole number" if field.whole else "a number"
                return f"{field.title} must be {kind} from {field.lowest} to {field.highest}, or blank."
        if self.augmentation.box.value() == "none" and self._text("views") not in ("", "0"):
            return NOTHING_TO_KEEP
        return None

    def _text(self, key: str) -> str:
        edit = self._edits[key]
        return edit.text().strip() if edit.isEnabled() else ""

    def _add(self, field: Field, column: QVBoxLayout) -> None:
        edit = QLineEdit()
        edit.setObjectName(f"{field.key}Edit")
        edit.setPlaceholderText(field.blank)
        edit.setAccessibleName(field.title)
        edit.setAccessibleDescription(field.help)
        make_clearable(edit)
        edit.textChanged.connect(self.changed)
        label = QLabel(field.title)
        label.setBuddy(edit)
        for widget in (label, edit, _explanation(field.help)):
            column.addWidget(widget)
        column.addSpacing(8)
        self._edits[field.key] = edit


def _explanation(text: str) -> QLabel:
    label = QLabel(text, wordWrap=True)
    label.setForegroundRole(QPalette.ColorRole.PlaceholderText)
    return label
