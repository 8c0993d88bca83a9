"""The dataset browser: what is open, class by class, as thumbnails."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtWidgets import QLabel, QListView, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from tlstudio.dataset.sample import Sample
from tlstudio.gui.dataset.class_delegate import ClassDelegate
from tlstudio.gui.dataset.class_model import ClassModel, Shelf
from tlstudio.gui.dataset.filter_bar import FilterBar
from tlstudio.gui.dataset.filters import Filter
from tlstudio.gui.dataset.photo_model import PhotoModel
from tlstudio.gui.dataset.photo_view import PhotoView
from tlstudio.gui.dataset.problems_view import ProblemsView
from tlstudio.gui.dataset.scan_bar import ScanBar
from tlstudio.gui.dataset.thumbnails import Thumbnails
from tlstudio.gui.empty_state import EmptyState
from tlstudio.gui.state import AppState

_SIDE = 104
_NOTHING_FOUND = "No photo matches. Clear the search, or choose all parts."


class DatasetPanel(QWidget):
    """Shows `state.dataset`; `classify_requested(paths)` for photos that a person wants classified.

    `photo_chosen(path)` is the photo selected last, or None when none is.
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
        self.class_list = _class_list(self.classes)
        self.thumbnails = Thumbnails(state.pool, self)
        self.view = PhotoView(PhotoModel(self.thumbnails, self))
        self.view.set_side(_SIDE)
        self.problems = ProblemsView()
        self.nothing_found = QLabel(_NOTHING_FOUND, alignment=Qt.AlignmentFlag.AlignCenter, wordWrap=True)
        self.summary = QLabel()
        self.summary.setObjectName("photoSummary")
        self.summary.setTextFormat(Qt.TextFormat.PlainText)
        self._right, self._pages = QStackedWidget(), QStackedWidget()
        self._lay_out()
        self._connect()

    def selected_paths(self) -> list[Path]:
        """The photos that are selected."""
        return self.view.selected_paths()

    def apply_theme(self) -> None:
        """Make the icons again in the palette's colours."""
        for part in (self.empty, self.filter_bar, self.view):
            part.apply_theme(self.palette())

    @Slot(object)
    def show_glimpse(self, samples: Sequence[Sample]) -> None:
        """Show the first photos of what is being opened, where nothing is open yet."""
        if self._state.dataset is None and samples:
            self.view.photos.set_samples(samples)
            self._right.setCurrentWidget(self.view)
            self._pages.setCurrentIndex(1)
            self.summary.setText("The first photos; the others are being looked for…")

    @Slot()
    def end_glimpse(self) -> None:
        """It was opened, or it could not be: then nothing is open, as before."""
        if self._state.dataset is None:
            self.view.photos.set_samples(())
            self._pages.setCurrentIndex(0)

    @Slot()
    def classify_selected(self) -> None:
        """Ask for the selected photos to be classified."""
        if paths := self.selected_paths():
            self.classify_requested.emit(tuple(paths))

    @Slot()
    def _on_dataset_changed(self) -> None:
        dataset = self._state.dataset
        self.thumbnails.forget()
        self.classes.set_dataset(dataset)
        self.filter_bar.reset()
        self.class_list.setCurrentIndex(self.classes.index(0))
        self._pages.setCurrentIndex(1 if dataset else 0)

    @Slot()
    def _show_shelf(self) -> None:
        """Show what the chosen line of the class list and the filters above let through."""
        dataset, shelf = self._state.dataset, self._shelf()
        if dataset is None or shelf is None:
            return
        if shelf.kind == "problems":
            self.problems.problems.set_dataset(dataset, self.filter_bar.text())
            self.problems.resizeRowsToContents()
            self._right.setCurrentWidget(self.problems)
            self.summary.setText(_skipped_text(len(dataset.skipped)))
            return
        label = shelf.label if shelf.kind == "class" else None
        samples = Filter(label, self.filter_bar.split(), self.filter_bar.text()).apply(dataset)
        self.view.photos.set_samples(samples)
        self._right.setCurrentWidget(self.view if samples else self.nothing_found)
        self._on_photos_selected(0)

    @Slot(QModelIndex, QModelIndex)
    def _on_shelf_chosen(self, current: QModelIndex, previous: QModelIndex) -> None:
        if current.isValid():
            self._show_shelf()

    @Slot(int)
    def _on_photos_selected(self, count: int) -> None:
        shown = self.view.photos.rowCount()
        chosen = f" · {count:,} selected" if count else ""
        self.summary.setText(f"{shown:,} {'photo' if shown == 1 else 'photos'}{chosen}")
        self.selection_changed.emit(count)
        self.photo_chosen.emit(self._chosen_photo() if count else None)

    @Slot(QModelIndex)
    def _on_activated(self, index: QModelIndex) -> None:
        self.classify_requested.emit((self.view.photos.sample_at(index.row()).path,))

    def _chosen_photo(self) -> Path:
        """The one that was selected last; where that one was taken out again, the first of the others."""
        selected, current = self.view.selectionModel(), self.view.currentIndex()
        row = current.row() if selected.isSelected(current) else self.view.selected_rows()[0]
        return self.view.photos.sample_at(row).path

    def _shelf(self) -> Shelf | None:
        current = self.class_list.currentIndex()
        return self.classes.shelf_at(current.row()) if current.isValid() else None

    def _connect(self) -> None:
        self._state.dataset_changed.connect(self._on_dataset_changed)
        self.class_list.selectionModel().currentChanged.connect(self._on_shelf_chosen)
        self.filter_bar.changed.connect(self._show_shelf)
        self.filter_bar.side_changed.connect(self.view.set_side)
        self.view.photos_selected.connect(self._on_photos_selected)
        self.view.activated.connect(self._on_activated)

    def _lay_out(self) -> None:
        for page in (self.view, self.problems, self.nothing_found):
            self._right.addWidget(page)
        right = QWidget()
        photos = QVBoxLayout(right)
        photos.setContentsMargins(0, 0, 0, 0)
        photos.addWidget(self.filter_bar)
        photos.addWidget(self._right, 1)
        photos.addWidget(self.summary)
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


def _skipped_text(count: int) -> str:
    return "1 file is not used" if count == 1 else f"{count:,} files are not used"


def _class_list(model: ClassModel) -> QListView:
    view = QListView()
    view.setObjectName("classList")
    view.setAccessibleName("Classes")
    view.setModel(model)
    view.setItemDelegate(ClassDelegate(view))
    view.setUniformItemSizes(True)
    view.setMinimumWidth(90)
    view.setFrameShape(QListView.Shape.NoFrame)
    return view
