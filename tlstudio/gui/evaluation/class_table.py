"""The scores of each class, as bars with their intervals."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHeaderView, QTableWidgetItem, QWidget

from tlstudio.evaluation.conclusion import interval_text, percent
from tlstudio.evaluation.report import Report
from tlstudio.foundation.names import printable
from tlstudio.gui.cross_validation.interval_delegate import SHARE_ROLE, IntervalDelegate
from tlstudio.gui.tables import ReadingTable
from tlstudio.metrics.classification import ClassScores
from tlstudio.metrics.shares import Share

_SCORES = ("Recall", "Precision", "F1")
_COLUMNS = ("Class", "Photos", *_SCORES)
_WIDTHS = (90, 56)


class ClassTable(ReadingTable):
    """`class_chosen(number)` when another row is the current one."""

    class_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("classScores", "Scores of each class, with intervals", _COLUMNS, parent)
        for column in range(2, len(_COLUMNS)):
            self.setItemDelegateForColumn(column, IntervalDelegate(self))
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        for column, width in enumerate(_WIDTHS):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Interactive)
            self.setColumnWidth(column, width)
        self.currentCellChanged.connect(self._on_current_changed)
        self.cellClicked.connect(self._on_clicked)

    def show_report(self, report: Report) -> None:
        """Fill the table; the chosen class stays chosen."""
        self.blockSignals(True)
        self.setRowCount(len(report.classes))
        for row, (label, scores) in enumerate(report.per_class.items()):
            self._fill(row, printable(label, 60), scores)
        self.blockSignals(False)

    def _fill(self, row: int, name: str, scores: ClassScores) -> None:
        for column, text in enumerate((name, f"{scores.photos:,}")):
            self.setItem(row, column, QTableWidgetItem(text))
        shares = (
            Share(scores.recall, scores.recall_interval, scores.photos),
            Share(scores.precision, scores.precision_interval, scores.photos),
            Share(scores.f1, scores.f1_interval, scores.photos),
        )
        for column, (title, share) in enumerate(zip(_SCORES, shares, strict=True), start=2):
            item = QTableWidgetItem(percent(share.accuracy))
            words = f"{title} {percent(share.accuracy)}, 95 % interval {interval_text(share.interval)}"
            item.setData(SHARE_ROLE, share)
            item.setToolTip(words)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{name}: {words}")
            self.setItem(row, column, item)

    @Slot(int, int, int, int)
    def _on_current_changed(self, row: int, _column: int, before: int, _before: int) -> None:
        if row not in (-1, before):
            self.class_chosen.emit(row)

    @Slot(int, int)
    def _on_clicked(self, row: int, _column: int) -> None:
        """Also where it was the current one before."""
        self.class_chosen.emit(row)
