"""How the parts of “Write as Folders” lie, and what each of them says."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QLabel, QVBoxLayout

from tlstudio.dataset.writing import Way

if TYPE_CHECKING:
    from tlstudio.gui.project.write_dialog import WriteDialog

_EXPLAINED = (
    "Puts the photos into a new folder, with a folder for each class as the labels say now. Photos that are left out "
    "or have no label are not in it, and those that were turned or cropped here are in it as they were taken. "
    "The photos themselves stay as they are."
)
_INDENT, _WIDTH = 24, 560


@dataclass(frozen=True)
class Kind:
    """One way to write the photos, and what a person should know of it."""

    way: Way
    title: str
    explained: str


WAYS = (
    Kind("copies", "&Copies", "Take as much room as the photos, and depend on nothing."),
    Kind(
        "hard links",
        "&Hard links",
        "Take no room, on the same disk only. They are the same files: editing one edits the photo.",
    ),
    Kind(
        "symbolic links",
        "&Symbolic links",
        "Take no room, and lead to where the photos are. Some programs, this one too, follow no links out of a folder.",
    ),
)


def lay_out(dialog: "WriteDialog") -> None:
    """Everything in one column, the buttons at its end."""
    _name_all(dialog)
    form = QFormLayout()
    form.addRow("&New folder", dialog.name)
    place = QHBoxLayout()
    place.addWidget(dialog.folder, 1)
    place.addWidget(dialog.choose)
    form.addRow("In", place)
    column = QVBoxLayout(dialog)
    column.setSpacing(10)
    column.addWidget(QLabel(_EXPLAINED, wordWrap=True))
    column.addLayout(form)
    for button, kind in zip(dialog.ways.buttons(), WAYS, strict=True):
        way = QVBoxLayout()
        way.setSpacing(2)
        way.addWidget(button)
        way.addWidget(_note(kind.explained))
        column.addLayout(way)
    column.addWidget(dialog.split)
    dialog.lay_out_below(column, dialog.write)
    dialog.setMinimumWidth(_WIDTH)


def _name_all(dialog: "WriteDialog") -> None:
    dialog.name.setAccessibleName("Name of the new folder")
    dialog.folder.setAccessibleName("Folder in which the new one is made")
    dialog.choose.setAccessibleName("Choose where the new folder is made")
    dialog.bar.setAccessibleName("Progress of the writing")
    for button, kind in zip(dialog.ways.buttons(), WAYS, strict=True):
        button.setAccessibleDescription(kind.explained)


def _note(text: str) -> QLabel:
    note = QLabel(text, wordWrap=True, indent=_INDENT)
    note.setForegroundRole(QPalette.ColorRole.PlaceholderText)
    return note
