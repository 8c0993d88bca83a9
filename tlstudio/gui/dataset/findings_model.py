"""The list of problems as an item model: a thin adapter over entries, with thumbnails as they arrive."""

import html
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from tlstudio.foundation.names import printable
from tlstudio.gui.dataset.findings_entry import Entry
from tlstudio.gui.dataset.findings_fixes import Action, actions_for, text_for
from tlstudio.gui.dataset.findings_words import title
from tlstudio.gui.dataset.thumbnails import Thumbnails

Index = QModelIndex | QPersistentModelIndex
ENTRY_ROLE = Qt.ItemDataRole.UserRole
_LISTED = 8
_NOWHERE = QModelIndex()


class FindingsModel(QAbstractListModel):
    """Never decodes, and makes nothing per row before it is asked."""

    def __init__(self, thumbnails: Thumbnails, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._entries: Sequence[Entry] = ()
        self.are_put_away = False
        self.thumbnails = thumbnails

    def set_entries(self, entries: Sequence[Entry], are_put_away: bool = False) -> None:
        """Show these; those that were put away can only be told again."""
        self.beginResetModel()
        self._entries, self.are_put_away = entries, are_put_away
        self.endResetModel()

    @property
    def entries(self) -> Sequence[Entry]:
        """What is on show."""
        return self._entries

    def entry_at(self, row: int) -> Entry:
        """The entry of that row."""
        return self._entries[row]

    def actions_at(self, row: int) -> tuple[Action, ...]:
        """What can be done about it."""
        return ("tell",) if self.are_put_away else actions_for(self._entries[row])

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """One row per entry."""
        return 0 if parent.isValid() else len(self._entries)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Plain, printable text."""
        if not index.isValid():
            return None
        entry = self._entries[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return title(entry)
            case Qt.ItemDataRole.ToolTipRole:
                return html.escape("\n".join([entry.reason, *_paths(entry)]))
            case Qt.ItemDataRole.AccessibleTextRole:
                first = self.actions_at(index.row())[0]
                return f"{title(entry)}. {entry.reason} {text_for(first, [entry])}"
        return entry if role == ENTRY_ROLE else None


def _paths(entry: Entry) -> list[str]:
    return [printable(str(path)) for path in entry.paths[:_LISTED]]
