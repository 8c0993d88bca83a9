"""Judged photos: a grid, each photo large, and keys that mend labels."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QLabel, QStackedWidget, QVBoxLayout, QWidget

from tlstudio.dataset.sample import Sample
from tlstudio.gui.dataset.large_view import LargeView
from tlstudio.gui.dataset.marking_keys import MarkingKeys
from tlstudio.gui.dataset.photo_view import PhotoView
from tlstudio.gui.dataset.thumbnails import Thumbnails
from tlstudio.gui.judged.delegate import JudgedDelegate
from tlstudio.gui.judged.marking import JudgedMarking
from tlstudio.gui.judged.model import JudgedModel
from tlstudio.gui.judged.told import Told
from tlstudio.gui.state import AppState

_SIDE = 168
_ELSEWHERE = ("turn_left", "turn_right", "crop", "as_it_was", "copy", "reveal", "classify")


class JudgedPhotos(QWidget):
    """`chosen_changed` when other photos are selected. `tell` says what stands below a photo, in so many `lines`.

    `name` begins the names of its parts. What is put into `column` stands above the photos.
    """

    chosen_changed = Signal()

    def __init__(
        self, state: AppState, name: str, tell: Callable[[Sample], Told], lines: int, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.nothing = quiet_label(f"{name}Nothing", Qt.AlignmentFlag.AlignCenter)
        self.photos = JudgedModel(Thumbnails(state.pool, self), tell, self)
        self.view = PhotoView(self.photos, JudgedDelegate(lines))
        self.view.setObjectName(f"{name}Photos")
        self.view.set_side(_SIDE)
        self.large = LargeView(state.pool)
        self.marking = JudgedMarking(state, self.view, self)
        self.keys = MarkingKeys(self.marking, state.editor, (self.view, self.large), self)
        self.column = QVBoxLayout(self)
        self._pages = QStackedWidget()
        self._lay_out()
        self.view.activated.connect(self._on_activated)
        self.view.photos_selected.connect(self.chosen_changed)
        self.large.closed.connect(self._on_large_closed)
        self.large.step_wanted.connect(self._on_step_wanted)

    def show_photos(self, samples: Sequence[Sample], nothing: str, *, changed: bool) -> None:
        """Show these, or a sentence where there are none. `changed`: the same ones after a change, so what took the
        place of a selected photo that went is selected, and shown large where that one was."""
        looking = changed and self._pages.currentWidget() is self.large
        self.view.show_samples(samples, changed)
        if samples and not changed:
            self.view.select_row(0)
        self.nothing.setText(nothing)
        if looking and self.view.selected_count():
            self._look_at(self.view.selected_rows()[0])
        else:
            self._leave_large()
        self.chosen_changed.emit()

    def chosen_paths(self) -> list[Path]:
        """The photos that are selected."""
        return self.view.selected_paths()

    def apply_theme(self, palette: QPalette) -> None:
        """Make the icons again in the palette's colours."""
        self.view.apply_theme(palette)
        self.large.apply_theme(palette)

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

    def _lay_out(self) -> None:
        for name in _ELSEWHERE:
            self.large.buttons[name].hide()
        for page in (self.view, self.large, self.nothing):
            self._pages.addWidget(page)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.addWidget(self._pages, 1)


def quiet_label(name: str, alignment: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft) -> QLabel:
    """A sentence in a faint colour."""
    label = QLabel(alignment=alignment, wordWrap=True)
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setForegroundRole(QPalette.ColorRole.PlaceholderText)
    return label
