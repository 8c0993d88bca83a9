"""Labels given while answers are looked at: where a model is wrong, it may be the label that is."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QRect, Slot
from PySide6.QtWidgets import QWidget

from tlstudio.gui.dataset.class_model import labels_of
from tlstudio.gui.dataset.class_popup import ClassPopup, Question
from tlstudio.gui.dataset.photo_view import PhotoView
from tlstudio.gui.state import AppState
from tlstudio.project.edits import Edit, LeaveOut, Photos, Relabel


class JudgedMarking(QObject):
    """Each method is one edit of the project, of the photos that are selected in the view."""

    def __init__(self, state: AppState, view: PhotoView, parent: QWidget) -> None:
        super().__init__(parent)
        self._state = state
        self._view = view
        self.popup = ClassPopup(parent)
        self.popup.chosen.connect(self.label)

    def will_move_photos(self) -> bool:
        """Another label makes a right answer a wrong one, and the other way round."""
        return self._state.editor.busy

    @Slot(str)
    def label(self, label: str) -> None:
        """Give them this label; a class that is not there yet is made."""
        self._apply(lambda photos: Relabel(photos, label))

    def label_by_number(self, number: int) -> None:
        """Give them the label of that line of the class list, counted from 1. Beyond the last there is none."""
        labels = self._labels()
        if number <= len(labels):
            self.label(labels[number - 1])

    def ask_for_label_with(self, typed: str) -> None:
        """Let a person choose a label whose beginning is typed already."""
        count = self._view.selected_count()
        if count:
            what = "photo" if count == 1 else f"{count:,} photos"
            self.popup.ask(Question(f"Label {what} as…", self._labels()), self._place(), typed)

    def leave_out_or_take_back(self) -> None:
        """Do not use them; undo takes them back."""
        self._apply(LeaveOut)

    def _apply(self, edit: Callable[[Photos], Edit]) -> None:
        if photos := tuple(self._view.selected_paths()):
            self._state.editor.apply(edit(photos))

    def _labels(self) -> list[str]:
        return labels_of(self._state.dataset) if self._state.dataset else []

    def _place(self) -> QRect:
        """The current photo on the screen."""
        cell = self._view.visualRect(self._view.currentIndex())
        return QRect(self._view.viewport().mapToGlobal(cell.topLeft()), cell.size())
