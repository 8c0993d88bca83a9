"""What a person may set of a run; a blank number is chosen by the studio, which says what it will be."""

from typing import Any

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from tlstudio.gui.fields import make_clearable
from tlstudio.gui.training.augmentation_row import AugmentationRow
from tlstudio.gui.training.choice_box import ChoiceBox
from tlstudio.gui.training.recipe_fields import BY_STUDIO, CHOICES, NUMBERS, SECTIONS, Choice, Number
from tlstudio.gui.training.recipe_section import RecipeSection
from tlstudio.training.choices import NOTHING_TO_KEEP
from tlstudio.training.recipe import Recipe

_EXACT_TITLE = "Exact (float32)"
_EXACT_HELP = "Full precision for the frozen layers: more disk and time, equal to the last digits."
_BY_LBFGS = (
    "Only the head learns now, by L-BFGS: it looks at all photos before each step and needs no rate. With a rate, "
    "batch size, schedule, warm-up, early stopping, weight decay or averaging, it learns in small steps (AdamW)."
)


class RecipeForm(QScrollArea):
    """Sections of settings, each with its sentence of help; `changed` when any of them changes.

    `find_clicked` when a person wants to look for a learning rate.
    """

    changed = Signal()
    find_clicked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("recipeForm")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._edits: dict[str, QLineEdit] = {}
        self._boxes: dict[str, ChoiceBox] = {}
        self._sections = [RecipeSection(section.title, folded=section.folded) for section in SECTIONS]
        self.augmentation = AugmentationRow()
        self.find_button = _find_button()
        self.optimiser_note = _explanation(_BY_LBFGS)
        self.optimiser_note.setObjectName("optimiserNote")
        self.optimiser_note.hide()
        self._exact = QCheckBox(_EXACT_TITLE)
        self._exact.setObjectName("exactBox")
        self._exact.setAccessibleDescription(_EXACT_HELP)
        self._lay_out()
        self.augmentation.changed.connect(self._on_changed)
        self._exact.toggled.connect(self._on_changed)
        self.find_button.clicked.connect(self.find_clicked)
        self.show_chosen(None)

    def settings(self) -> dict[str, Any]:
        """What was filled in, by the recipe's own names; what is left to the studio is absent."""
        found: dict[str, Any] = {number.recipe_name: number.value(self._text(number.key)) for number in NUMBERS}
        for choice in CHOICES:
            if self._boxes[choice.key].currentIndex():
                found[choice.key] = self._boxes[choice.key].currentData()
        if self._exact.isChecked():
            found["precision"] = "exact"
        found["augmentation"] = self.augmentation.box.value()
        if found["augmentation"] == "none":
            found.pop("views", None)
        return {name: value for name, value in found.items() if value is not None}

    def show_recipe(self, recipe: Recipe) -> None:
        """Fill in what the recipe says; what is usual stays blank."""
        with QSignalBlocker(self):
            for number in NUMBERS:
                value = getattr(recipe, number.recipe_name)
                self._edits[number.key].setText("" if value == number.usual() else number.text(value))
            for choice in CHOICES:
                self._boxes[choice.key].choose(getattr(recipe, choice.key))
            self._exact.setChecked(recipe.precision == "exact")
            self.augmentation.show_recipe(recipe)
        self._on_changed()
        for section in self._sections:
            section.unfold_set()

    def show_chosen(self, chosen: Recipe | None) -> None:
        """Say in the blank fields what holds there: `chosen` is the recipe as a run would have it, None while nobody
        knows."""
        for number in NUMBERS:
            self._edits[number.key].setPlaceholderText(_placeholder(number, chosen))
        self.optimiser_note.setVisible(chosen is not None and chosen.optimiser == "lbfgs")

    def set_learning_rate(self, rate: float) -> None:
        """Fill in this rate."""
        self._edits["learning_rate"].setText(f"{rate:.3g}")

    def set_validation_given(self, given: bool) -> None:
        """Whether the photos bring validation photos of their own: then there is no share to choose."""
        self._edits["validation_percent"].setEnabled(not given)

    def problem(self) -> str | None:
        """A sentence about the first entry that cannot be used, else None."""
        for number in NUMBERS:
            text = self._text(number.key)
            if text and number.value(text) is None:
                kind = "a whole number" if number.whole else "a number"
                return f"{number.title} must be {kind} from {number.lowest} to {number.highest}, or blank."
        if self.augmentation.box.value() == "none" and self._text("views") not in ("", "0"):
            return NOTHING_TO_KEEP
        return None

    def apply_theme(self, palette: QPalette) -> None:
        """Make the icons again in the palette's colours."""
        for section in self._sections:
            section.apply_theme(palette)

    @Slot()
    def _on_changed(self) -> None:
        for section, shown in zip(SECTIONS, self._sections, strict=True):
            shown.show_set(sum(self._is_set(field) for field in section.fields))
        self.changed.emit()

    def _is_set(self, field: Number | Choice) -> bool:
        if isinstance(field, Number):
            return bool(self._text(field.key))
        return self._boxes[field.key].currentIndex() > 0

    def _text(self, key: str) -> str:
        edit = self._edits[key]
        return edit.text().strip() if edit.isEnabled() else ""

    def _lay_out(self) -> None:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 8, 0)
        for section, shown in zip(SECTIONS, self._sections, strict=True):
            column.addWidget(shown)
            for field in section.fields:
                self._add(field, shown.column)
        last = self._sections[-1].column
        last.addWidget(self._exact)
        last.addWidget(_explanation(_EXACT_HELP))
        column.addStretch(1)
        self.setWidget(page)

    def _add(self, field: Number | Choice, column: QVBoxLayout) -> None:
        if field.key == "views":
            column.addWidget(self.augmentation)
            column.addSpacing(8)
        if field.key == "learning_rate":
            column.addWidget(self.optimiser_note)
        widget = self._edit(field) if isinstance(field, Number) else self._box(field)
        widget.setAccessibleDescription(field.help)
        label = QLabel(field.title)
        label.setBuddy(widget)
        heading = QHBoxLayout()
        heading.addWidget(label, 1)
        if field.key == "learning_rate":
            heading.addWidget(self.find_button)
        column.addLayout(heading)
        column.addWidget(widget)
        column.addWidget(_explanation(field.help))
        column.addSpacing(8)

    def _edit(self, number: Number) -> QLineEdit:
        edit = self._edits[number.key] = QLineEdit()
        edit.setObjectName(f"{number.key}Edit")
        edit.setAccessibleName(number.title)
        make_clearable(edit)
        edit.textChanged.connect(self._on_changed)
        return edit

    def _box(self, choice: Choice) -> ChoiceBox:
        box = self._boxes[choice.key] = ChoiceBox(f"{choice.key}Box", choice.title, choice.options)
        box.currentIndexChanged.connect(self._on_changed)
        return box


def _placeholder(number: Number, chosen: Recipe | None) -> str:
    """`40, chosen by the studio`; the mere number where that is always the same."""
    usual = number.usual()
    if usual is not None:
        return number.text(usual)
    if chosen is None:
        return BY_STUDIO
    if chosen.optimiser == "lbfgs" and number.key in ("learning_rate", "batch_size", "early_stopping"):
        return "not needed (L-BFGS)"
    who = "or fewer to fit the memory" if number.key == "batch_size" else BY_STUDIO
    return f"{number.text(getattr(chosen, number.recipe_name))}, {who}"


def _find_button() -> QPushButton:
    button = QPushButton("Find…")
    button.setObjectName("findRateButton")
    button.setAccessibleName("Find a learning rate")
    button.setToolTip("Try ever higher rates on your photos, and see at which of them the loss falls")
    button.setEnabled(False)
    return button


def _explanation(text: str) -> QLabel:
    label = QLabel(text, wordWrap=True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setForegroundRole(QPalette.ColorRole.PlaceholderText)
    return label
