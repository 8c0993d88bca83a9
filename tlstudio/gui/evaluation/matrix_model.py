"""What was called what, as a table: a row for what photos are, a column for what they are called."""

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from tlstudio.evaluation.report import Report
from tlstudio.foundation.names import printable
from tlstudio.gui.evaluation.wording import cell_sentence

Index = QModelIndex | QPersistentModelIndex
SHARE_ROLE = Qt.ItemDataRole.UserRole
_NOWHERE = QModelIndex()


class MatrixModel(QAbstractTableModel):
    """A thin adapter over the counts of a report. SHARE_ROLE: the share of the row, None where the cell is empty."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._report: Report | None = None

    def show_report(self, report: Report) -> None:
        """Other counts; of the same classes they come without a reset, so that the chosen cell stays."""
        same = self._report is not None and self._report.classes == report.classes
        if not same:
            self.beginResetModel()
        self._report = report
        if same:
            last = len(report.classes) - 1
            self.dataChanged.emit(self.index(0, 0), self.index(last, last))
        else:
            self.endResetModel()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """One per class."""
        return len(self._report.classes) if self._report and not parent.isValid() else 0

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """One per class."""
        return self.rowCount(parent)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The count, its share, and both in a sentence."""
        if self._report is None or not index.isValid():
            return None
        row = self._report.confusion[index.row()]
        count = row[index.column()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return f"{count:,}"
            case Qt.ItemDataRole.AccessibleTextRole | Qt.ItemDataRole.ToolTipRole:
                return cell_sentence(self._report, index.row(), index.column())
            case _ if role == SHARE_ROLE:
                return count / sum(row) if count else None
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What photos are, or are called, as plain text."""
        if self._report is None or not 0 <= section < len(self._report.classes):
            return None
        name = printable(self._report.classes[section], 60)
        across = orientation == Qt.Orientation.Horizontal
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"called {name}" if across else f"is {name}"
        return None
