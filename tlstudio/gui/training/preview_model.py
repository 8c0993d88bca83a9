"""Previewed photos as a table model: a line for each, first as it is, then in each of the epochs."""

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QImage

from tlstudio.foundation.names import printable
from tlstudio.gui.pixels import image_from

if TYPE_CHECKING:
    from tlstudio.training.preview import Preview

_NOWHERE = QModelIndex()
Index = QModelIndex | QPersistentModelIndex


class PreviewModel(QAbstractTableModel):
    """The picture is the decoration; in words it is the photo's name and the epoch."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._preview: Preview | None = None
        self._images: list[list[QImage]] = []

    def show(self, preview: "Preview") -> None:
        """Show these photos instead."""
        self.beginResetModel()
        self._preview = preview
        self._images = [[image_from(one) for one in (each.plain, *each.varied)] for each in preview.examples]
        self.endResetModel()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """The photos."""
        return 0 if parent.isValid() else len(self._images)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """The photo as it is, and the epochs."""
        return 0 if parent.isValid() or self._preview is None else 1 + len(self._preview.epochs)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What the view asks for."""
        if not index.isValid() or self._preview is None:
            return None
        if role == Qt.ItemDataRole.DecorationRole:
            return self._images[index.row()][index.column()]
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            name = printable(self._preview.examples[index.row()].sample.path.name, 60)
            return f"{name}, {self._title(index.column()).lower()}"
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The epochs above, the classes beside."""
        if self._preview is None or role != Qt.ItemDataRole.DisplayRole:
            return None
        if orientation == Qt.Orientation.Horizontal:
            return self._title(section)
        return printable(self._preview.examples[section].sample.label, 14)

    def _title(self, column: int) -> str:
        assert self._preview is not None
        return f"Epoch {self._preview.epochs[column - 1]}" if column else "As it is"
