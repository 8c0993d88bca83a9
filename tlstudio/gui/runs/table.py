"""The table of runs as it looks: several rows can be selected, a click on a title sorts, titles hide columns."""

from PySide6.QtCore import QItemSelectionModel, QPoint, Qt, Signal, Slot
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QMenu, QTableView, QWidget

from tlstudio.gui.runs.model import RunsModel, RunsOrder
from tlstudio.gui.runs.rows import TITLES, Column, Line
from tlstudio.gui.settings import settings
from tlstudio.gui.tables import for_reading

_HIDDEN_KEY = "runs/hidden_columns"
_PADDING = 18
_WIDEST = {
    Column.RUN: "22nd",
    Column.BEGAN: "2026-11-21 16:44",
    Column.RIGHT: "Right (95 % interval)",
    Column.END: "got no better",
    Column.DIFFERS: "learning rate 0.001 → 0.0003 · 20 epochs",
    Column.TIME: "59 min 59 s",
    Column.NETWORK: "efficientnet_lite0 m",
    Column.STRATEGY: "Fine-tune everything",
    Column.PHOTOS: "5,000 + 1,250",
    Column.REVISION: "As of change ▲",
    Column.MODEL: "photos 2026-11-21 16.44.tlmodel",
    Column.NOTE: "what a person says of it",
}


class RunsTable(QTableView):
    """What is selected stays selected while the list is read anew, as long as it is there.

    `note_key` and `remove_key` when F2 or Delete is pressed here; elsewhere these keys mean other things.
    """

    note_key = Signal()
    remove_key = Signal()

    def __init__(self, runs: RunsModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.order = RunsOrder(runs, self)
        self.setObjectName("runsTable")
        self.setAccessibleName("Runs: what waits on top, then the newest first")
        self.setModel(self.order)
        for_reading(self)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 8)
        self._arrange_columns()
        self.columns = _ColumnsMenu(self)
        self.setSortingEnabled(True)
        self._kept: list[tuple[int | None, int | None]] = []
        self.order.modelAboutToBeReset.connect(self._on_about_to_be_reset)
        self.order.modelReset.connect(self._on_reset)

    def selected(self) -> list[Line]:
        """The selected lines, from top to bottom."""
        rows = sorted(index.row() for index in self.selectionModel().selectedRows())
        return [line for line in map(self.order.line_at, rows) if line]

    def lines(self) -> list[Line]:
        """All lines as they stand."""
        return [line for line in map(self.order.line_at, range(self.order.rowCount())) if line]

    def select_waiting(self, place: int) -> None:
        """Select what waits at a place of the queue, and nothing else."""
        for row, line in enumerate(self.lines()):
            if line.place == place:
                self.selectRow(row)
                self.setCurrentIndex(self.order.index(row, 0))

    def write_note(self) -> None:
        """Let a person write into the note of the current row."""
        row = self.currentIndex().row()
        if row >= 0:
            self.setColumnHidden(Column.NOTE, False)
            index = self.order.index(row, Column.NOTE)
            self.setCurrentIndex(index)
            self.scrollTo(index)
            self.edit(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """F2 and Delete."""
        if event.key() == Qt.Key.Key_F2:
            self.note_key.emit()
        elif event.key() == Qt.Key.Key_Delete:
            self.remove_key.emit()
        else:
            super().keyPressEvent(event)

    def _arrange_columns(self) -> None:
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setStretchLastSection(True)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSortIndicatorClearable(True)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        for column, text in _WIDEST.items():
            self.setColumnWidth(column, self.fontMetrics().horizontalAdvance(text) + _PADDING)

    @Slot()
    def _on_about_to_be_reset(self) -> None:
        self._kept = [_identity(line) for line in self.selected()]

    @Slot()
    def _on_reset(self) -> None:
        select = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
        for row, line in enumerate(self.lines()):
            if _identity(line) in self._kept:
                self.selectionModel().setCurrentIndex(self.order.index(row, 0), select)


class _ColumnsMenu(QMenu):
    """Opens at the titles: which columns are shown, remembered between two starts."""

    def __init__(self, table: RunsTable) -> None:
        super().__init__("&Columns", table)
        self._table = table
        hidden = set(filter(None, str(settings().value(_HIDDEN_KEY, "")).split(",")))
        for column in list(Column)[1:]:
            action = self.addAction(TITLES[column])
            action.setCheckable(True)
            action.setData(int(column))
            action.setChecked(column.name not in hidden)
            table.setColumnHidden(column, column.name in hidden)
        self.aboutToShow.connect(self._mark)
        self.triggered.connect(self._on_triggered)
        header = table.horizontalHeader()
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(self._on_menu_wanted)

    @Slot(QAction)
    def _on_triggered(self, action: QAction) -> None:
        self._table.setColumnHidden(action.data(), not action.isChecked())
        hidden = [Column(each.data()).name for each in self.actions() if not each.isChecked()]
        settings().setValue(_HIDDEN_KEY, ",".join(hidden))

    @Slot()
    def _mark(self) -> None:
        for action in self.actions():
            action.setChecked(not self._table.isColumnHidden(action.data()))

    @Slot(QPoint)
    def _on_menu_wanted(self, place: QPoint) -> None:
        self.popup(self._table.horizontalHeader().mapToGlobal(place))


def _identity(line: Line) -> tuple[int | None, int | None]:
    return (line.run.number if line.run else None, line.place)
