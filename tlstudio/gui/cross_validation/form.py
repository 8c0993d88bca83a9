"""How the dialog is laid out, and the sentences of help in it."""

from typing import TYPE_CHECKING

from PySide6.QtGui import QFont
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSpinBox, QVBoxLayout

from tlstudio.gui.cross_validation.wording import INTRODUCTION
from tlstudio.gui.dialog_parts import close_button

if TYPE_CHECKING:
    from tlstudio.gui.cross_validation.dialog import CrossValidationDialog

_WIDTH = 680
_MOST_TABLE = 300
_FOLDS_HELP = "Each training learns from all folds but one: more folds learn from more photos, and take longer."
_REPEATS_HELP = "The photos are dealt out anew so many times: more repeats even out the luck of the draw."


def lay_out(dialog: "CrossValidationDialog") -> None:
    """Place the dialog's parts from top to bottom."""
    column = QVBoxLayout(dialog)
    column.setSpacing(10)
    column.addWidget(QLabel(INTRODUCTION, wordWrap=True))
    numbers = QHBoxLayout()
    for title, spin, help_text in (
        ("&Folds", dialog.folds, _FOLDS_HELP),
        ("&Repeats", dialog.repeats, _REPEATS_HELP),
    ):
        numbers.addWidget(_buddy(title, spin, help_text))
        numbers.addWidget(spin)
        numbers.addSpacing(12)
    numbers.addWidget(dialog.amount, 1)
    numbers.addWidget(dialog.start_button)
    column.addLayout(numbers)
    column.addWidget(dialog.bar)
    larger = QFont(dialog.font())
    larger.setPointSizeF(larger.pointSizeF() * 1.15)
    dialog.conclusion.setFont(larger)
    column.addWidget(dialog.conclusion)
    column.addWidget(dialog.table, 1)
    column.addWidget(dialog.notes)
    column.addStretch()
    column.addWidget(close_button(dialog))
    dialog.table.hide()
    dialog.setMinimumWidth(_WIDTH)


def grow(dialog: "CrossValidationDialog") -> None:
    """Make the dialog as high as what it says needs; never lower, which would be restless."""
    table = dialog.table
    rows = sum(table.rowHeight(row) for row in range(table.rowCount()))
    table.setMinimumHeight(min(rows, _MOST_TABLE) + table.horizontalHeader().height() + 4)
    layout = dialog.layout()
    needed = layout.totalHeightForWidth(dialog.width()) if layout else 0
    dialog.resize(dialog.width(), max(dialog.height(), needed))


def _buddy(title: str, spin: QSpinBox, help_text: str) -> QLabel:
    spin.setToolTip(help_text)
    spin.setAccessibleDescription(help_text)
    label = QLabel(title)
    label.setBuddy(spin)
    return label
