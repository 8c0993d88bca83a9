"""The result as a table: all photos, then class by class, the worst first."""

from PySide6.QtGui import QFont
from PySide6.QtWidgets import QTableWidgetItem, QWidget

from tlstudio.evaluation.cross_validated import CrossValidated
from tlstudio.foundation.names import printable
from tlstudio.gui.cross_validation.interval_delegate import SHARE_ROLE, IntervalDelegate
from tlstudio.gui.cross_validation.wording import interval_text, right_text
from tlstudio.gui.tables import ReadingTable
from tlstudio.metrics.shares import Share

_COLUMNS = ("Class", "Photos", "Right", "95 % interval, on 0 to 100 %")
_WIDTHS = (180, 70, 80)
_ALL = "All photos"


class ResultTable(ReadingTable):
    """One line each; an interval is a little bar beside its text."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("crossValidationTable", "Right answers, by class, with intervals", _COLUMNS, parent)
        self.setItemDelegateForColumn(len(_COLUMNS) - 1, IntervalDelegate(self))
        self.set_widths(_WIDTHS)

    def show_result(self, found: CrossValidated) -> None:
        """Fill the table."""
        whole = Share(found.accuracy, found.interval, found.photos)
        classes = sorted(found.per_class.items(), key=lambda entry: entry[1].accuracy)
        self.setRowCount(1 + len(classes))
        self._fill(0, _ALL, whole, bold=True)
        for row, (label, share) in enumerate(classes, start=1):
            self._fill(row, printable(label, 60), share)

    def _fill(self, row: int, name: str, share: Share, bold: bool = False) -> None:
        texts = (name, f"{share.photos:,}", right_text(share), interval_text(share))
        font = QFont(self.font())
        font.setBold(bold)
        for column, text in enumerate(texts):
            item = QTableWidgetItem(text)
            item.setFont(font)
            item.setData(SHARE_ROLE, share if column == len(texts) - 1 else None)
            self.setItem(row, column, item)
