"""The dataset browser: what is open, class by class, as thumbnails."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QModelIndex, QSignalBlocker, Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from tlstudio.dataset.sample import NO_LABEL, Dataset, Sample
from tlstudio.gui.dataset.class_list import ClassList
from tlstudio.gui.dataset.class_model import ClassModel, Shelf
from tlstudio.gui.dataset.edit_line import EditLine
from tlstudio.gui.dataset.filter_bar import FilterBar
from tlstudio.gui.dataset.filters import OF_THE_MODEL, Filter
from tlstudio.gui.dataset.findings import Findings
from tlstudio.gui.dataset.findings_page import FindingsPage
from tlstudio.gui.dataset.large_view import LargeView
from tlstudio.gui.dataset.map_view import MapView
from tlstudio.gui.dataset.marking import Marking
from tlstudio.gui.dataset.marking_keys import MarkingKeys
from tlstudio.gui.dataset.orders import NEEDING_FACTS, FileFacts, in_order
from tlstudio.gui.dataset.photo_model import PhotoModel
from tlstudio.gui.dataset.photo_view import PhotoView
from tlstudio.gui.dataset.scan_bar import ScanBar
from tlstudio.gui.dataset.suggesting import Suggestions
from tlstudio.gui.dataset.suggestion_bar import SuggestionBar
from tlstudio.gui.dataset.thumbnails import Thumbnails
from tlstudio.gui.empty_state import EmptyState
from tlstudio.gui.state import AppState

_SIDE = 104
_NOTHING_FOUND = "No photo matches. Clear the search, or choose all parts and any state."


class DatasetPanel(QWidget):
    """Shows `state.dataset`; `classify_requested(PhotoFiles)` for photos that a person wants classified.

    `photo_chosen(PhotoFile)` is the photo selected last, or None when none is.
    """

    classify_requested = Signal(object)
    selection_changed = Signal(int)
    photo_chosen = Signal(object)

    def __init__(self, state: AppState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("datasetPanel")
        self._state = state
        self.empty = EmptyState()
        self.scan_bar = ScanBar()
        self.filter_bar = FilterBar(_SIDE)
        self.classes = ClassModel(self)
        self.thumbnails = Thumbnails(state.pool, self)
        self.view = PhotoView(PhotoModel(self.thumbnails, self))
        self.view.set_side(_SIDE)
        self.class_list = ClassList(self.classes, self.view)
        self.findings = Findings(state, self)
        self.problems = FindingsPage(self.findings, state.editor, self.thumbnails)
        self.large = LargeView(state.pool)
        self.map = MapView(state)
        self._facts = FileFacts(self)
        self.suggestions = Suggestions(state, self)
        self.suggestion_bar = SuggestionBar(state, self.suggestions)
        self._glimpsed = False
        self._shown: Path | None = None
        self.nothing_found = QLabel(_NOTHING_FOUND, alignment=Qt.AlignmentFlag.AlignCenter, wordWrap=True)
        self.marking = Marking(state, self.view, self.class_list, self.shows_any_label, self)
        self.marking_keys = MarkingKeys(self.marking, state.editor, (self.view, self.map, self.large), self)
        self.edit_line = EditLine(state)
        self.summary = QLabel()
        self.summary.setObjectName("photoSummary")
        self.summary.setTextFormat(Qt.TextFormat.PlainText)
        self._right, self._pages = QStackedWidget(), QStackedWidget()
        self._lay_out()
        self._connect()

    def selected_paths(self) -> list[Path]:
        """The photos that are selected."""
        return self.view.selected_paths()

    def shows_any_label(self) -> bool:
        """Whether photos stay on show whatever label they are given."""
        shelf, bar = self._shelf(), self.filter_bar
        everywhere = shelf is not None and shelf.kind == "all"
        by_label = bar.order() in ("class", "unsure")
        return everywhere and bar.split() is None and bar.state() is None and not by_label

    def apply_theme(self) -> None:
        """Make the icons again in the palette's colours."""
        parts = (self.empty, self.filter_bar, self.view, self.large, self.map, self.problems, self.edit_line)
        for part in parts:
            part.apply_theme(self.palette())

    @Slot(object)
    def show_glimpse(self, samples: Sequence[Sample]) -> None:
        """Show the first photos of what is being opened, where nothing is open yet."""
        if self._state.dataset is None and samples:
            self.thumbnails.forget()
            self._glimpsed = True
            self.view.photos.set_samples(samples)
            self._right.setCurrentWidget(self.view)
            self._pages.setCurrentIndex(1)
            self.summary.setText("The first photos; the others are being looked for…")

    @Slot()
    def end_glimpse(self) -> None:
        """It was opened, or it could not be: then nothing is open, as before."""
        self._glimpsed = False
        if self._state.dataset is None:
            self.view.photos.set_samples(())
            self._pages.setCurrentIndex(0)

    @Slot()
    def classify_selected(self) -> None:
        """Ask for the selected photos to be classified, as they are turned and cropped."""
        if samples := self.view.selected_samples():
            self.classify_requested.emit(tuple(sample.source for sample in samples))

    @Slot()
    def check_photos(self) -> None:
        """Look for what is wrong with the photos, on the page of problems."""
        self.class_list.setCurrentIndex(self.classes.index(self.classes.rowCount() - 1))
        self.findings.start()

    def choose_photos(self, paths: Sequence[Path]) -> None:
        """Select these among all photos, whatever was filtered before."""
        self.filter_bar.reset()
        self.class_list.setCurrentIndex(self.classes.index(0))
        self._show_shelf()
        self.view.select_paths(paths)

    @Slot()
    def look_at_selected(self) -> None:
        """Show the photo that was selected last large."""
        if self.view.selected_count():
            self._look_at(self._chosen_row())

    @Slot(int)
    def zoom(self, steps: int) -> None:
        """Make the photo in the large view, or the thumbnails, larger or smaller by so many steps."""
        if self._right.currentWidget() is self.large:
            self.large.canvas.zoom(steps)
        elif self._right.currentWidget() is self.map:
            self.map.zoom(steps)
        else:
            self.filter_bar.zoom(steps)

    @Slot()
    def _on_dataset_changed(self) -> None:
        """Other photos, or the same ones with other marks."""
        if self._state.dataset and self._state.dataset.root == self._shown:
            self._show_change(self._state.dataset)
        else:
            self._show_others(self._state.dataset)

    def _show_change(self, dataset: Dataset) -> None:
        """Class, filters, selection and place stay as they are, in the large view, too."""
        shelf, looking = self._shelf(), self._right.currentWidget() is self.large
        before = self.classes.labels()
        with QSignalBlocker(self.class_list.selectionModel()):
            self.classes.set_dataset(dataset, self.findings.count())
            self.class_list.setCurrentIndex(self.classes.index(self.classes.row_of(shelf, before)))
        self._show_shelf(changed=True)
        if looking and self.view.selected_count():
            self._look_at(self._chosen_row())
        else:
            self._leave_large_view()

    def _show_others(self, dataset: Dataset | None) -> None:
        self._shown = dataset.root if dataset else None
        self._facts.forget()
        if not self._glimpsed:  # those of the first photos have only just been made
            self.thumbnails.forget()
        self.classes.set_dataset(dataset, self.findings.count())
        self.filter_bar.reset()
        self.class_list.setCurrentIndex(self.classes.index(0))
        self._pages.setCurrentIndex(1 if dataset else 0)

    @Slot()
    def _on_filter_changed(self) -> None:
        self._show_shelf()

    def _show_shelf(self, changed: bool = False) -> None:
        """Show what the chosen line of the class list and the filters above let through."""
        dataset, shelf = self._state.dataset, self._shelf()
        if dataset is None or shelf is None:
            return
        if not changed:
            self._leave_large_view()
        self.filter_bar.show_boxes(shelf.kind != "problems")
        if shelf.kind == "problems":
            self._show_problems(changed)
            return
        label = None if shelf.kind == "all" else shelf.label
        bar = self.filter_bar
        problems = self.findings.photos() if bar.state() == "problem" else frozenset()
        opinions = self.suggestions.opinions
        wanted = Filter(label, bar.split(), bar.text(), bar.state(), problems, opinions)
        samples = wanted.apply(dataset)
        waiting = label == NO_LABEL or bar.state() == "unlabelled" or not dataset.samples
        self.suggestion_bar.show_place(labels=waiting, doubts=bar.state() in OF_THE_MODEL)
        if bar.order() in NEEDING_FACTS:
            self._facts.ask(dataset)
        self.view.show_samples(in_order(samples, bar.order(), self._facts.known, opinions), changed, wanted.aside)
        self.map.show_samples(samples)
        self._right.setCurrentWidget(self._photos_page())
        self._on_photos_selected(self.view.selected_count())

    def _show_problems(self, changed: bool) -> None:
        """Behind the list, the grid has the photos it is about, so that menus and the large view work on them."""
        self.suggestion_bar.show_place(labels=False, doubts=False)
        self.problems.show_entries(self.filter_bar.text(), changed)
        self.view.show_samples(self.problems.samples())
        self.view.select_paths(self.problems.chosen_paths())
        self._right.setCurrentWidget(self.problems)
        self._on_photos_selected(self.view.selected_count())

    @Slot()
    def _on_findings_changed(self) -> None:
        """Others are known, or other ones are put away."""
        if self._state.dataset:
            self._show_change(self._state.dataset)

    @Slot(QModelIndex, QModelIndex)
    def _on_shelf_chosen(self, current: QModelIndex, previous: QModelIndex) -> None:
        if current.isValid():
            self._show_shelf()

    @Slot(int)
    def _on_photos_selected(self, count: int) -> None:
        self._say_how_many()
        self.selection_changed.emit(count)
        if self.filter_bar.switch.view == "map":
            self.map.show_selected(self.selected_paths())
        self.photo_chosen.emit(self.view.photos.sample_at(self._chosen_row()).source if count else None)

    def _say_how_many(self) -> None:
        self.summary.setText(self.problems.summary() if self._is_on_problems() else self.view.summary())

    @Slot(QModelIndex)
    def _on_activated(self, index: QModelIndex) -> None:
        self._look_at(index.row())

    @Slot(object)
    def _on_photos_chosen(self, paths: Sequence[Path]) -> None:
        """On the map, or in the list of problems. The grid's selection is the one that menus and panels work on."""
        self.view.select_paths(paths)
        self._say_how_many()

    @Slot()
    def _on_view_chosen(self) -> None:
        """The same photos, and what is selected of them, in the other way."""
        self._right.setCurrentWidget(self._photos_page())
        self.map.show_selected(self.selected_paths())

    def _is_on_problems(self) -> bool:
        shelf = self._shelf()
        return shelf is not None and shelf.kind == "problems"

    def _photos_page(self) -> QWidget:
        if self._is_on_problems():
            return self.problems
        if not self.view.photos.rowCount():
            return self.nothing_found
        return self.map if self.filter_bar.switch.view == "map" else self.view

    def _look_at(self, row: int) -> None:
        """Show a photo large; it is selected, so that what the menu does is done to it."""
        photos = self.view.photos
        self.view.select_row(row)
        sample = photos.sample_at(row)
        picture, opinion = self.thumbnails.get(sample.source), photos.opinion_of(sample)
        self.large.show_sample(sample, row, photos.rowCount(), picture, photos.aside, opinion)
        self.filter_bar.hide()
        if self._is_on_problems():
            self.problems.choose(sample.path)
        self._right.setCurrentWidget(self.large)
        self.large.setFocus()

    @Slot()
    def _on_opinions_came(self) -> None:
        """Say them; what is shown, and in which order, stays until all have come."""
        self.view.show_opinions(self.suggestions.opinions)

    @Slot()
    def _on_opinions_complete(self) -> None:
        if self._state.dataset and not self.suggestions.running:
            self._on_opinions_came()
            self._show_change(self._state.dataset)

    @Slot(int)
    def _on_step_wanted(self, rows: int) -> None:
        """On to another photo; beyond the first and the last there is none."""
        last = self.view.photos.rowCount() - 1
        row = min(max(0, self.view.currentIndex().row() + rows), last)
        if row != self.view.currentIndex().row():
            self._look_at(row)

    @Slot()
    def _on_large_closed(self) -> None:
        self._leave_large_view()
        self._right.setCurrentWidget(self._photos_page())
        self._photos_page().setFocus()

    def _leave_large_view(self) -> None:
        self.large.forget()
        self.filter_bar.show()

    def _chosen_row(self) -> int:
        """The one that was selected last; where that one was taken out again, the first of the others."""
        selected, current = self.view.selectionModel(), self.view.currentIndex()
        return current.row() if selected.isSelected(current) else self.view.selected_rows()[0]

    def _shelf(self) -> Shelf | None:
        current = self.class_list.currentIndex()
        return self.classes.shelf_at(current.row()) if current.isValid() else None

    def _connect(self) -> None:
        self._state.dataset_changed.connect(self._on_dataset_changed)
        self.class_list.selectionModel().currentChanged.connect(self._on_shelf_chosen)
        self.filter_bar.changed.connect(self._on_filter_changed)
        self.filter_bar.side_changed.connect(self.view.set_side)
        self.view.photos_selected.connect(self._on_photos_selected)
        self.view.activated.connect(self._on_activated)
        self.view.zoom_wanted.connect(self.zoom)
        self.large.closed.connect(self._on_large_closed)
        self.large.step_wanted.connect(self._on_step_wanted)
        self.large.buttons["classify"].clicked.connect(self.classify_selected)
        self.filter_bar.switch.chosen.connect(self._on_view_chosen)
        self.map.photos_selected.connect(self._on_photos_chosen)
        self.map.photo_opened.connect(self.look_at_selected)
        self.findings.changed.connect(self._on_findings_changed)
        self.problems.photos_chosen.connect(self._on_photos_chosen)
        self.problems.look_wanted.connect(self.look_at_selected)
        self.problems.kinds.currentIndexChanged.connect(self._on_filter_changed)
        self.problems.view.label_wanted.connect(self.marking.label_by_number)
        self._facts.arrived.connect(self._on_filter_changed)
        self.suggestions.began.connect(self._on_opinions_came)
        self.suggestions.came.connect(self._on_opinions_came)
        self.suggestions.ended.connect(self._on_opinions_complete)

    def _lay_out(self) -> None:
        for page in (self.view, self.map, self.problems, self.nothing_found, self.large):
            self._right.addWidget(page)
        right = QWidget()
        photos = QVBoxLayout(right)
        photos.setContentsMargins(0, 0, 0, 0)
        photos.addWidget(self.filter_bar)
        photos.addWidget(self._right, 1)
        photos.addWidget(self.suggestion_bar)
        below = QHBoxLayout()
        below.addWidget(self.summary)
        below.addWidget(self.edit_line, 1)
        photos.addLayout(below)
        parts = QSplitter(Qt.Orientation.Horizontal)
        parts.addWidget(self.class_list)
        parts.addWidget(right)
        parts.setStretchFactor(1, 1)
        parts.setSizes([130, 430])
        self._pages.addWidget(self.empty)
        self._pages.addWidget(parts)
        column = QVBoxLayout(self)
        column.addWidget(self._pages, 1)
        column.addWidget(self.scan_bar)
        column.addWidget(self.findings.bar)
