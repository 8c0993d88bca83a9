"""A further column of the layer tree, which appears when it has something to say."""

from typing import Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QStyledItemDelegate

from tlstudio.backbone.tree import Row


class ExtraColumn(QObject):
    """What stands in each row of a column behind the tree's own; a subclass overrides what it needs.

    `changed` says that the column's contents are others now, `shown_changed` that it should appear or go.
    """

    changed = Signal()
    shown_changed = Signal()
    title = ""
    explanation = ""
    widest = "0.00 ×"
    alignment = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter

    def is_shown(self) -> bool:
        """Whether the column is there at all."""
        return True

    def data(self, row: Row, role: int) -> Any:
        """As QAbstractItemModel.data."""
        return None

    def spoken(self, row: Row) -> str:
        """What a screen reader is told with the row's name; nothing when there is nothing to say."""
        return ""

    def is_editable(self, row: Row) -> bool:
        """Whether a value may be written there."""
        return False

    def set_data(self, row: Row, value: Any) -> bool:
        """Take what a person has written; False when it means nothing."""
        return False

    def delegate(self, usual: QStyledItemDelegate) -> QStyledItemDelegate:
        """What paints the column."""
        return usual
