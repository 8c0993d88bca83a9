"""The table of networks as it looks: quick with 1,500 rows, sorted by a click on a title."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from tlstudio.gui.tables import for_reading
from tlstudio.gui.zoo.columns import Column
from tlstudio.gui.zoo.line import Line
from tlstudio.gui.zoo.table_model import ZooModel

_PADDING = 18
_WIDEST = {
    Column.SOURCE: "own models",
    Column.WEIGHTS: "Weights ▲",
    Column.FILE: "999.9 MB",
    Column.TOP1: "ImageNet ▲",
    Column.INPUT: "1024 × 1024",
    Column.LICENCE: "cc-by-nc-4.0 …",
    Column.STATE: "download 999 MB",
}


class ZooTable(QTableView):
    """One row can be selected; it stays selected when the table is sorted or sieved, as long as it is shown."""

    def __init__(self, model: ZooModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.networks = model
        self.setObjectName("zooTable")
        self.setAccessibleName("Networks")
        self.setModel(model)
        for_reading(self)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setAlternatingRowColors(True)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 8)
        self._arrange_columns()
        self.horizontalHeader().setSortIndicatorClearable(True)
        self.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.setSortingEnabled(True)
        self._name = ""
        model.modelReset.connect(self._select_again)
        self.selectionModel().currentRowChanged.connect(self._on_current_changed)

    def current_line(self) -> Line | None:
        """The selected network."""
        return self.networks.line_at(self.currentIndex().row())

    def select(self, name: str) -> None:
        """Select the network of that name, where it is shown, and bring it into sight."""
        self._name = name
        self._select_again()

    def _select_again(self) -> None:
        row = self.networks.row_of(self._name)
        if row >= 0:
            self.setCurrentIndex(self.networks.index(row, 0))

    def _on_current_changed(self) -> None:
        line = self.current_line()
        self._name = line.name if line else self._name

    def _arrange_columns(self) -> None:
        header = self.horizontalHeader()
        header.setSectionResizeMode(Column.NAME, QHeaderView.ResizeMode.Stretch)
        header.setHighlightSections(False)
        for column, text in _WIDEST.items():
            self.setColumnWidth(column, self.fontMetrics().horizontalAdvance(text) + _PADDING)
