"""The photos of two compared runs: a tab for each group, a grid below, and each photo large."""

from PySide6.QtCore import QSignalBlocker, Slot
from PySide6.QtWidgets import QTabBar, QWidget

from tlstudio.dataset.sample import Sample
from tlstudio.evaluation.comparison import GROUPS, Compared, Comparison, Group
from tlstudio.gui.compare.wording import Names, explanation, nothing_text, tab_text, told_of
from tlstudio.gui.judged.photos import JudgedPhotos, quiet_label
from tlstudio.gui.judged.told import Told
from tlstudio.gui.state import AppState

_LINES = 3


class ComparedGroups(JudgedPhotos):
    """Below each photo stands what it is, and what each of the two runs calls it."""

    def __init__(self, state: AppState, names: Names, parent: QWidget | None = None) -> None:
        super().__init__(state, "compared", self._told, _LINES, parent)
        self._names = names
        self._comparison: Comparison | None = None
        self._compared: dict[Sample, Compared] = {}
        self.tabs = _tabs()
        self.explanation = quiet_label("comparedExplanation")
        for place, part in enumerate((self.tabs, self.explanation)):
            self.column.insertWidget(place, part)
        self.tabs.currentChanged.connect(self._on_tab_changed)

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

    def _told(self, sample: Sample) -> Told:
        return told_of(self._compared[sample], self._names)

    def _show_group(self, changed: bool = False) -> None:
        if self._comparison is None:
            return
        photos = self._comparison.of(self.group())
        self._compared = {photo.sample: photo for photo in self._comparison.photos}
        self.explanation.setText(explanation(self.group(), self._names) if photos else "")
        self.view.setAccessibleName(self.tabs.tabText(self.tabs.currentIndex()))
        nothing = nothing_text(self.group(), self._names)
        self.show_photos([photo.sample for photo in photos], nothing, changed=changed)

    @Slot()
    def _on_tab_changed(self) -> None:
        self.view.clearSelection()
        self._show_group()


def _tabs() -> QTabBar:
    tabs = QTabBar()
    tabs.setObjectName("comparedTabs")
    tabs.setAccessibleName("Which photos")
    tabs.setDrawBase(False)
    tabs.setExpanding(False)
    for group in GROUPS:
        tabs.addTab(tab_text(group, 0))
    return tabs
