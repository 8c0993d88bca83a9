"""What the names of photos say: each class with a count and a few names, to be ticked before any label is given."""

import html
from collections.abc import Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QLabel,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from tlstudio.foundation.names import printable
from tlstudio.gui.dialog_parts import confirm_buttons

_EXAMPLES = 4
_CLASS_WIDTH, _MARGIN = 160, 16
_TITLES = ["Class", "Photos", "Such as"]


class NameDialog(QDialog):
    """`chosen(labels)` with the labels of the ticked classes when a person says yes."""

    chosen = Signal(object)

    def __init__(self, labels: Mapping[Path, str], unlabelled: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("nameDialog")
        self.setWindowTitle("Label by Name")
        self.resize(640, 380)
        self._labels = labels
        self._classes = _by_class(labels)
        what = "1 photo without a label tells" if unlabelled == 1 else f"{unlabelled:,} photos without a label tell"
        told = f"The names of {len(labels):,} of {what} a class. Tick those that are right; one Undo takes all back."
        self.ticks = [_tick(label) for label in self._classes]
        self.table = _table(self._classes, self.ticks)
        self.table.itemChanged.connect(self._on_ticked)
        buttons = confirm_buttons(self)
        self.ok = buttons.button(QDialogButtonBox.StandardButton.Ok)
        self.accepted.connect(self._on_accepted)
        column = QVBoxLayout(self)
        column.addWidget(QLabel(told, wordWrap=True))
        column.addWidget(self.table, 1)
        column.addWidget(buttons)
        self._on_ticked()

    def ticked(self) -> dict[Path, str]:
        """The labels of the classes that are ticked."""
        rows = zip(self.ticks, self._classes.items(), strict=True)
        return {path: label for tick, (label, paths) in rows if _is_on(tick) for path in paths}

    @Slot()
    def _on_ticked(self) -> None:
        count = len(self.ticked())
        self.ok.setText("Label 1 Photo" if count == 1 else f"Label {count:,} Photos")
        self.ok.setEnabled(count > 0)

    @Slot()
    def _on_accepted(self) -> None:
        self.chosen.emit(self.ticked())


def _by_class(labels: Mapping[Path, str]) -> dict[str, list[Path]]:
    """The photos of each class, the largest class first."""
    found: dict[str, list[Path]] = {}
    for path, label in labels.items():
        found.setdefault(label, []).append(path)
    return dict(sorted(found.items(), key=lambda each: (-len(each[1]), each[0])))


def _table(classes: Mapping[str, Sequence[Path]], ticks: Sequence[QTableWidgetItem]) -> QTableWidget:
    table = QTableWidget(len(classes), len(_TITLES))
    table.setObjectName("nameTable")
    table.setAccessibleName("Classes that the names tell")
    table.setHorizontalHeaderLabels(_TITLES)
    table.verticalHeader().hide()
    table.setShowGrid(False)
    table.setTabKeyNavigation(False)
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    for row, (tick, paths) in enumerate(zip(ticks, classes.values(), strict=True)):
        examples = ", ".join(printable(path.name, 40) for path in paths[:_EXAMPLES])
        more = ", …" if len(paths) > _EXAMPLES else ""
        for column, item in enumerate((tick, _item(f"{len(paths):,}"), _item(examples + more))):
            table.setItem(row, column, item)
    table.resizeColumnsToContents()
    table.setColumnWidth(0, max(_CLASS_WIDTH, table.columnWidth(0) + _MARGIN))
    table.setColumnWidth(1, table.columnWidth(1) + _MARGIN)
    table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    table.horizontalHeader().setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
    return table


def _tick(label: str) -> QTableWidgetItem:
    item = _item(printable(label, 80))
    item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
    item.setCheckState(Qt.CheckState.Checked)
    return item


def _item(text: str) -> QTableWidgetItem:
    item = QTableWidgetItem(text)
    item.setToolTip(html.escape(text))
    return item


def _is_on(tick: QTableWidgetItem) -> bool:
    return tick.checkState() == Qt.CheckState.Checked
