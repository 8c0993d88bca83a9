"""The photos a run could not use, each with its reason."""

import html
from collections.abc import Sequence
from pathlib import Path

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

from tlstudio.foundation.events import Problem
from tlstudio.foundation.names import printable

_MOST_ROWS = 5000


class ProblemsDialog(QDialog):
    """A table of file names and reasons; the photos themselves stay where they are."""

    def __init__(self, problems: Sequence[Problem], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Photos That Were Not Used")
        self.resize(720, 360)
        shown = problems[:_MOST_ROWS]
        table = QTableWidget(len(shown), 2)
        table.setAccessibleName("Photos that were not used, with reasons")
        table.setHorizontalHeaderLabels(["File", "Reason"])
        table.verticalHeader().hide()
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.horizontalHeader().setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        table.setColumnWidth(0, 240)
        for row, problem in enumerate(shown):
            for column, text in enumerate((printable(Path(problem.path).name), problem.reason)):
                item = QTableWidgetItem(text)
                item.setToolTip(html.escape(printable(problem.path) if column == 0 else problem.reason))
                table.setItem(row, column, item)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(QLabel("These files were left out; everything else was used. Nothing was changed on disk."))
        layout.addWidget(table)
        layout.addWidget(buttons)


def problems_text(count: int) -> str:
    """`2 photos could not be used…`"""
    return "1 photo could not be used…" if count == 1 else f"{count} photos could not be used…"
