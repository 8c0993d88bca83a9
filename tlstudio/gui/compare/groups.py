"""The photos of two compared runs: a tab for each group, a grid below, and each photo large."""

from pathlib import Path

from PySide6.QtCore import QModelIndex, QSignalBlocker, Qt, Signal, Slot
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QLabel, QStackedWidget, QTabBar, QVBoxLayout, QWidget

from tlstudio.evaluation.comparison import GROUPS, Comparison, Group
from tlstudio.gui.compare.compared_delegate import ComparedDelegate
from tlstudio.gui.compare.compared_model import ComparedModel
from tlstudio.gui.compare.marking import ComparedMarking
from tlstudio.gui.compare.wording import Names, explanation, nothing_text, tab_text
from tlstudio.gui.dataset.large_view import LargeView
from tlstudio.gui.dataset.marking_keys import MarkingKeys
from tlstudio.gui.dataset.photo_view import PhotoView
from tlstudio.gui.dataset.thumbnails import Thumbnails
from tlstudio.gui.state import AppState

_SIDE = 168
_ELSEWHERE = ("turn_left", "turn_right", "crop", "as_it_was", "copy", "reveal", "classify")


class ComparedGroups(QWidget):
    """`chosen_changed` when other photos are selected."""

    chosen_changed = Signal()

    def __init__(self, state: AppState, names: Names, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._names = names
        self._comparison: Comparison | None = None
        self.tabs = _tabs()
        self.explanation = _sentence("comparedExplanation")
        self.nothing = _sentence("comparedNothing", Qt.AlignmentFlag.AlignCenter)
        self.photos = ComparedModel(Thumbnails(state.pool, self), names, self)
        self.view = PhotoView(self.photos, ComparedDelegate())
        self.view.setObjectName("comparedPhotos")
        self.view.set_side(_SIDE)
        self.large = LargeView(state.pool)
        self.marking = ComparedMarking(state, self.view, self)
        self.keys = MarkingKeys(self.marking, state.editor, (self.view, self.large), self)
        self._pages = QStackedWidget()
        self._lay_out()
        self._connect()

    def show_comparison(self, comparison: Comparison) -> None:
        """Show these photos; the group that was looked at stays, and what took the place of a selected photo that went
        to another group is selected."""
        first, self._comparison = self._comparison is None, comparison
        counts = comparison.counts()
        for number, group in enumerate(GROUPS):
            self.tabs.setTabText(number, tab_text(group, counts[group]))
        if first:
            with QSignalBlocker(self.tabs):
                self.tabs.setCurrentIndex(next((n for n, group in enumerate(GROUPS) if counts[group]), 0))
        self._show_group(changed=not first)

    def group(self) -> Group:
        """The group on show."""
        return GROUPS[self.tabs.currentIndex()]

    def chosen_paths(self) -> list[Path]:
        """The photos that are selected."""
        return self.view.selected_paths()

    def apply_theme(self, palette: QPalette) -> None:
        """Make the icons again in the palette's colours."""
        self.view.apply_theme(palette)
        self.large.apply_theme(palette)

    def _show_group(self, changed: bool = False) -> None:
        if self._comparison is None:
            return
        looking = changed and self._pages.currentWidget() is self.large
        photos = self._comparison.of(self.group())
        self.photos.know(self._comparison.photos)
        self.view.show_samples([photo.sample for photo in photos], changed)
        if photos and not changed:
            self.view.select_row(0)
        self.explanation.setText(explanation(self.group(), self._names) if photos else "")
        self.nothing.setText(nothing_text(self.group(), self._names))
        self.view.setAccessibleName(self.tabs.tabText(self.tabs.currentIndex()))
        if looking and self.view.selected_count():
            self._look_at(self.view.selected_rows()[0])
        else:
            self._leave_large()
        self.chosen_changed.emit()

    @Slot()
    def _on_tab_changed(self) -> None:
        self.view.clearSelection()
        self._show_group()

    @Slot(QModelIndex)
    def _on_activated(self, index: QModelIndex) -> None:
        self._look_at(index.row())

    def _look_at(self, row: int) -> None:
        self.view.select_row(row)
        sample = self.photos.sample_at(row)
        picture = self.photos.thumbnails.get(sample.source)
        said = self.photos.said_at(row)
        self.large.show_sample(sample, row, self.photos.rowCount(), picture, opinion=said)
        self._pages.setCurrentWidget(self.large)
        self.large.setFocus()

    @Slot(int)
    def _on_step_wanted(self, rows: int) -> None:
        row = min(max(0, self.view.currentIndex().row() + rows), self.photos.rowCount() - 1)
        if row != self.view.currentIndex().row():
            self._look_at(row)

    @Slot()
    def _on_large_closed(self) -> None:
        self._leave_large()
        self.view.setFocus()

    def _leave_large(self) -> None:
        self.large.forget()
        self._pages.setCurrentWidget(self.view if self.photos.rowCount() else self.nothing)

    def _connect(self) -> None:
        self.tabs.currentChanged.connect(self._on_tab_changed)
        self.view.activated.connect(self._on_activated)
        self.view.photos_selected.connect(self.chosen_changed)
        self.large.closed.connect(self._on_large_closed)
        self.large.step_wanted.connect(self._on_step_wanted)

    def _lay_out(self) -> None:
        for name in _ELSEWHERE:
            self.large.buttons[name].hide()
        for page in (self.view, self.large, self.nothing):
            self._pages.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        for part in (self.tabs, self.explanation, self._pages):
            column.addWidget(part, int(part is self._pages))


def _tabs() -> QTabBar:
    tabs = QTabBar()
    tabs.setObjectName("comparedTabs")
    tabs.setAccessibleName("Which photos")
    tabs.setDrawBase(False)
    tabs.setExpanding(False)
    for group in GROUPS:
        tabs.addTab(tab_text(group, 0))
    return tabs


def _sentence(name: str, alignment: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft) -> QLabel:
    label = QLabel(alignment=alignment, wordWrap=True)
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setForegroundRole(QPalette.ColorRole.PlaceholderText)
    return label
