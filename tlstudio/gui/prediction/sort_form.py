"""How the parts of “Sort into Folders” lie, and what is said of them."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QLabel, QVBoxLayout

from tlstudio.prediction.opinions import UNSURE

if TYPE_CHECKING:
    from tlstudio.gui.prediction.sort_dialog import SortDialog

_EXPLAINED = (
    "Copies each picture into a folder for its class, as the model has answered. The pictures themselves stay where "
    "and as they are, and nothing is overwritten: where a name is taken, the copy gets a number."
)
_WIDTH = 520


def lay_out(dialog: "SortDialog") -> None:
    """Everything in one column, the buttons at its end."""
    _name_all(dialog)
    pictures = QVBoxLayout()
    pictures.addWidget(dialog.everything)
    pictures.addWidget(dialog.shown)
    place = QHBoxLayout()
    place.addWidget(dialog.folder, 1)
    place.addWidget(dialog.choose)
    form = QFormLayout()
    form.addRow("Pictures", pictures)
    form.addRow("Into", place)
    column = QVBoxLayout(dialog)
    column.setSpacing(10)
    column.addWidget(QLabel(_EXPLAINED, wordWrap=True))
    column.addLayout(form)
    column.addWidget(dialog.neither)
    column.addWidget(dialog.unsure)
    dialog.lay_out_below(column, dialog.sort)
    dialog.setMinimumWidth(_WIDTH)


def _name_all(dialog: "SortDialog") -> None:
    dialog.folder.setAccessibleName("Folder in which the classes' folders are made")
    dialog.folder.setPlaceholderText("Choose a folder")
    dialog.choose.setAccessibleName("Choose the folder in which the classes' folders are made")
    dialog.neither.setToolTip("Else they are left out.")
    dialog.unsure.setToolTip(f"Answers with less than {UNSURE:.0%} confidence; else they lie with their class.")
    dialog.bar.setAccessibleName("Progress of the copying")
