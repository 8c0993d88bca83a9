"""Over the table of answers: find a file, choose a group of answers, save them, sort the pictures into folders."""

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Signal, Slot
from PySide6.QtGui import QAction, QPalette
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QMenu, QToolButton, QWidget

from tlstudio.gui.buttons import tool_button
from tlstudio.gui.fields import make_clearable
from tlstudio.gui.icons import icon
from tlstudio.gui.prediction.table_order import Group, Wish
from tlstudio.gui.prediction.wording import group_text

_MOST_GROUPS = 1000


class TableBar(QWidget):
    """`changed(wish)`; `save_clicked(only_shown)` and `sort_clicked` when that is wanted."""

    changed = Signal(object)
    save_clicked = Signal(bool)
    sort_clicked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.search = QLineEdit(placeholderText="Find by name")
        self.search.setObjectName("predictionSearch")
        self.search.setAccessibleName("Find pictures by name")
        self._search_icon = QAction("Find", self)
        self.search.addAction(self._search_icon, QLineEdit.ActionPosition.LeadingPosition)
        make_clearable(self.search)
        self.groups = QComboBox()
        self.groups.setObjectName("predictionGroups")
        self.groups.setAccessibleName("Which answers are shown")
        self.groups.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.groups.setMinimumContentsLength(10)
        self._offered: list[Group | None] = []
        self.save_button = tool_button("predictionSaveButton", "Save the answers as a table")
        self.sort_button = tool_button("predictionSortButton", "Sort the pictures into folders")
        self._save_all, self._save_shown = self._make_menu()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.search, 1)
        for part in (self.groups, self.save_button, self.sort_button):
            row.addWidget(part)
        self.show_groups((), 0)
        self.allow(0, 0)
        self.search.textChanged.connect(self._on_changed)
        self.groups.currentIndexChanged.connect(self._on_changed)
        self.sort_button.clicked.connect(self.sort_clicked)

    def wish(self) -> Wish:
        """What is wished for now."""
        return Wish(self._offered[self.groups.currentIndex()], self.search.text())

    def clear(self) -> None:
        """Wish for everything again."""
        self.search.clear()
        self.groups.setCurrentIndex(0)

    def show_groups(self, counts: Sequence[tuple[Group, int]], total: int) -> None:
        """Offer these groups, each with how many answers it has; the one that is chosen stays chosen."""
        shown = counts[:_MOST_GROUPS]
        texts = [f"All {total:,}", *(f"{group_text(group)} {count:,}" for group, count in shown)]
        offered = [None, *(group for group, _ in shown)]
        with QSignalBlocker(self.groups):
            if self._offered != offered:
                chosen = self._offered[self.groups.currentIndex()] if self._offered else None
                self.groups.clear()
                self.groups.addItems(texts)
                self.groups.setCurrentIndex(offered.index(chosen) if chosen in offered else 0)
                self._offered = offered
            for place, text in enumerate(texts):
                self.groups.setItemText(place, text)

    def allow(self, total: int, shown: int) -> None:
        """Whether there is anything to save or to sort."""
        for button in (self.save_button, self.sort_button):
            button.setEnabled(total > 0)
        self._save_all.setText(f"&All {total:,} Answers…")
        self._save_shown.setText(f"&Only the {shown:,} Shown…")
        self._save_shown.setEnabled(0 < shown < total)

    def apply_theme(self, palette: QPalette) -> None:
        """Make the icons again in the palette's colours."""
        self._search_icon.setIcon(icon("magnify", palette))
        self.save_button.setIcon(icon("table-arrow-down", palette))
        self.sort_button.setIcon(icon("folder-multiple-outline", palette))

    def _make_menu(self) -> tuple[QAction, QAction]:
        menu = QMenu(self)
        menu.setAccessibleName("Save the answers as a table")
        everything, shown = menu.addAction("&All Answers…"), menu.addAction("&Only Those Shown…")
        everything.triggered.connect(self._on_save_all)
        shown.triggered.connect(self._on_save_shown)
        self.save_button.setMenu(menu)
        self.save_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        return everything, shown

    @Slot()
    def _on_changed(self) -> None:
        self.changed.emit(self.wish())

    @Slot()
    def _on_save_all(self) -> None:
        self.save_clicked.emit(False)

    @Slot()
    def _on_save_shown(self) -> None:
        self.save_clicked.emit(True)
