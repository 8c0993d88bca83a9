"""The candidates as a table: the sign of the curve, how many are right, and how each stands beside the advised one."""

from collections.abc import Sequence

from PySide6.QtCore import QSize
from PySide6.QtGui import QIcon, QPalette
from PySide6.QtWidgets import QTableWidgetItem, QWidget

from tlstudio.evaluation.advised import Candidate, Proven
from tlstudio.gui.advice.trials import Trials
from tlstudio.gui.advice.wording import beside_text, candidate_title, seconds_text
from tlstudio.gui.cross_validation.interval_delegate import SHARE_ROLE, IntervalDelegate
from tlstudio.gui.cross_validation.wording import interval_text, right_text
from tlstudio.gui.tables import ReadingTable
from tlstudio.gui.training.plot_signs import sample_of
from tlstudio.metrics.shares import Share

_COLUMNS = ("Candidate", "Right", "Beside the advised one", "Took", "95 % interval, on 0 to 100 %")
_WIDTHS = (270, 66, 200, 60)
_SAMPLE = QSize(30, 12)


class ProofTable(ReadingTable):
    """One line for each candidate, the advised one first."""

    def __init__(self, candidates: Sequence[Candidate], parent: QWidget | None = None) -> None:
        super().__init__("proofTable", "Candidates, with right answers and intervals", _COLUMNS, parent)
        self.setRowCount(len(candidates))
        self._candidates = tuple(candidates)
        self.setIconSize(_SAMPLE)
        self.setItemDelegateForColumn(len(_COLUMNS) - 1, IntervalDelegate(self))
        self.set_widths(_WIDTHS)
        for row, candidate in enumerate(candidates):
            self._fill(row, [candidate_title(candidate.strategy, candidate.cut), "", "", "", ""], None)
        self.setFixedHeight(self.rowHeight(0) * len(candidates) + self.horizontalHeader().sizeHint().height() + 4)
        self.apply_theme(self.palette())

    @property
    def chosen(self) -> Candidate | None:
        """The candidate of the selected line."""
        rows = self.selectionModel().selectedRows()
        return self._candidates[rows[0].row()] if rows else None

    def show_so_far(self, trials: Trials) -> None:
        """Right answers until now."""
        for row, candidate in enumerate(self._candidates):
            if found := trials.so_far(candidate.name):
                share, seconds = found
                self._fill_figures(row, share, "so far", seconds)

    def show_proof(self, proof: Sequence[Proven]) -> None:
        """What they came to."""
        rows = {candidate.name: row for row, candidate in enumerate(self._candidates)}
        for one in proof:
            share = Share(one.accuracy, one.interval, one.photos)
            self._fill_figures(rows[one.name], share, beside_text(one), one.seconds)
        for row in rows.keys() - {one.name for one in proof}:
            self._fill(rows[row], ["", "", "not tried to the end", "", ""], None)

    def apply_theme(self, palette: QPalette) -> None:
        """Draw the signs of the curves in the palette's colours."""
        for row in range(self.rowCount()):
            item = self.item(row, 0)
            if item is not None:
                item.setIcon(QIcon(sample_of(row, palette, _SAMPLE, self.devicePixelRatioF())))

    def _fill_figures(self, row: int, share: Share, beside: str, seconds: float) -> None:
        self._fill(row, ["", right_text(share), beside, seconds_text(seconds), interval_text(share)], share)

    def _fill(self, row: int, texts: Sequence[str], share: Share | None) -> None:
        """The first column stays as it is where its text is empty."""
        for column, text in enumerate(texts):
            if column or text:
                item = QTableWidgetItem(text)
                item.setData(SHARE_ROLE, share if column == len(texts) - 1 else None)
                self.setItem(row, column, item)
