"""Help: the glossary, the keyboard, and what this is."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHeaderView,
    QLabel,
    QLineEdit,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from tlstudio.gui.dialog_parts import close_button
from tlstudio.gui.fields import make_clearable
from tlstudio.gui.glossary import WORDS
from tlstudio.gui.logs import system_text
from tlstudio.gui.resources import app_icon

_PROMISES = (
    "Everything runs on this computer: no account, and no photo leaves it. "
    "Original photos are never moved, changed or deleted."
)
_ICON_SIDE = 72


class TableDialog(QDialog):
    """Two columns of text with a search field."""

    def __init__(
        self, title: str, columns: tuple[str, str], rows: Sequence[tuple[str, str]], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.resize(680, 520)
        self._rows = rows
        self._search = QLineEdit(placeholderText="Find")
        self._search.setAccessibleName(f"Find in {title}")
        make_clearable(self._search)
        self._table = _table(title, columns, rows)
        self._search.textChanged.connect(self._on_search)
        column = QVBoxLayout(self)
        column.addWidget(self._search)
        column.addWidget(self._table, 1)
        column.addWidget(close_button(self))

    def _on_search(self, text: str) -> None:
        wanted = text.casefold().strip()
        for number, row in enumerate(self._rows):
            self._table.setRowHidden(number, wanted not in " ".join(row).casefold())


def glossary(parent: QWidget) -> QDialog:
    """The words used here."""
    return TableDialog("Glossary", ("Word", "Meaning"), WORDS, parent)


def shortcuts(actions: Iterable[QAction], parent: QWidget) -> QDialog:
    """All actions that have keys, as they are on this desktop."""
    rows = [
        (
            action.text().replace("&", "").rstrip("…"),
            action.shortcut().toString(QKeySequence.SequenceFormat.NativeText),
        )
        for action in actions
        if not action.shortcut().isEmpty()
    ]
    rows += [
        ("Freeze or train the layer in the tree", "Space"),
        ("Look at the photo in the browser", "Enter"),
        ("Label the selected photos as the first to ninth class of the list", "1 … 9"),
        ("Label the selected photos by typing", "Any letter"),
        ("See a photo pixel by pixel", "Ctrl+1"),
    ]
    return TableDialog("Keyboard Shortcuts", ("Action", "Keys"), rows, parent)


def about(parent: QWidget) -> QDialog:
    """What this is, its version, and what it promises."""
    dialog = QDialog(parent)
    dialog.setWindowTitle("About the Studio")
    icon, text = QLabel(), QLabel(f"Transfer Learning Studio\n\n{_PROMISES}\n\n{system_text()}", wordWrap=True)
    icon.setPixmap(app_icon().pixmap(_ICON_SIDE, _ICON_SIDE))
    text.setTextFormat(Qt.TextFormat.PlainText)
    text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    column = QVBoxLayout(dialog)
    for widget in (icon, text, close_button(dialog)):
        column.addWidget(widget)
    dialog.resize(460, 300)
    return dialog


def _table(title: str, columns: tuple[str, str], rows: Sequence[tuple[str, str]]) -> QTableWidget:
    table = QTableWidget(len(rows), len(columns))
    table.setAccessibleName(title)
    table.setHorizontalHeaderLabels(columns)
    table.verticalHeader().hide()
    table.setShowGrid(False)
    table.setAlternatingRowColors(True)
    table.setTabKeyNavigation(False)
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    for number, row in enumerate(rows):
        for place, text in enumerate(row):
            table.setItem(number, place, QTableWidgetItem(text))
    table.resizeColumnToContents(0)
    header = table.horizontalHeader()
    header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
    table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    return table
