"""What a person says of photos and classes, turned into edits of the project."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QPoint, QRect, QSize, Slot
from PySide6.QtWidgets import QWidget

from tlstudio.dataset.sample import Split
from tlstudio.foundation.names import printable
from tlstudio.gui.dataset.class_list import ClassList
from tlstudio.gui.dataset.class_model import ClassModel
from tlstudio.gui.dataset.class_popup import ClassPopup, Question
from tlstudio.gui.dataset.photo_view import PhotoView
from tlstudio.gui.state import AppState
from tlstudio.project.edits import Edit, LeaveOut, MergeClass, MoveToPart, NewClass, Relabel, RenameClass, TakeBack

_NONE_SELECTED = "Select photos first."
_NO_CLASS = "Choose a class in the list first."
_CORNER = QPoint(12, 48)
_GONE = "The files of these photos are gone from the disk. Put them back, then they can be changed."


class Marking(QObject):
    """Each method is one edit of the photos selected in the grid, or of the class chosen in the list.

    Nothing is asked before, because everything can be undone; what is impossible is refused by the project, in words.
    """

    def __init__(
        self,
        state: AppState,
        view: PhotoView,
        class_list: ClassList,
        shows_any_label: Callable[[], bool],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._shows_any_label = shows_any_label
        self._keeps_places = False
        self._editor = state.editor
        self._view = view
        self._class_list = class_list
        self._classes: ClassModel = class_list.classes
        self._answer: Callable[[str], None] = self.label
        self.popup = ClassPopup(parent)
        self.popup.chosen.connect(self._on_chosen)
        state.editor.settled.connect(self._on_settled)
        class_list.photos_dropped.connect(self.label)
        self._classes.renamed.connect(self.rename)

    def problem(self) -> str:
        """Why nothing can be changed at all, as a sentence; empty when something can."""
        return self._editor.problem()

    def problem_with_photos(self) -> str:
        """Why the selected photos cannot be marked, as a sentence; empty when they can."""
        if not self._view.selected_count():
            return self.problem() or _NONE_SELECTED
        return self.problem() or (_GONE if self._view.photos.aside == "missing" else "")

    def problem_with_class(self) -> str:
        """Why no class can be renamed; empty when one can."""
        return self.problem() or ("" if self._class_list.chosen_class() else _NO_CLASS)

    def will_move_photos(self) -> bool:
        """Whether an edit is under way after which other photos may be on show, or selected."""
        return self._editor.busy and not self._keeps_places

    def are_left_out(self) -> bool:
        """Whether the photos on show are left out."""
        return self._view.photos.aside == "left_out"

    # Of the selected photos

    @Slot(str)
    def label(self, label: str) -> None:
        """Give them this label; a class that is not there yet is made."""
        if photos := self._photos():
            self._keeps_places = self._shows_any_label() and not self.will_move_photos()
            self._editor.apply(Relabel(photos, label))

    def label_by_number(self, number: int) -> None:
        """Give them the label of that line of the class list, counted from 1. Beyond the last there is none."""
        if number <= len(self._classes.labels()):
            self.label(self._classes.labels()[number - 1])

    @Slot()
    def ask_for_label(self) -> None:
        """Let a person choose a label."""
        self.ask_for_label_with("")

    @Slot(str)
    def ask_for_label_with(self, typed: str) -> None:
        """Let a person choose a label whose beginning is typed already."""
        count = self._view.selected_count()
        if not self.problem_with_photos():
            what = "photo" if count == 1 else f"{count:,} photos"
            self._ask(Question(f"Label {what} as…", self._classes.labels()), self.label, self._place(), typed)

    def move_to(self, part: Split | None) -> None:
        """Put them into that part of the split; None: where they belong."""
        if photos := self._photos():
            self._apply(MoveToPart(photos, part))

    @Slot()
    def leave_out_or_take_back(self) -> None:
        """Do not use them, or use them again where they are left out."""
        if photos := self._photos():
            self._apply(TakeBack(photos) if self.are_left_out() else LeaveOut(photos))

    # Of the classes

    @Slot()
    def ask_for_new_class(self) -> None:
        """Let a person type the name of a class that has no photos yet."""
        if not self.problem():
            self._ask(Question("New class"), self._make_class, self._class_list.line_on_screen())

    @Slot()
    def ask_for_merge(self) -> None:
        """Let a person choose the class that the chosen one becomes part of."""
        label = self._class_list.chosen_class()
        if label is not None and not self.problem():
            others = [each for each in self._classes.labels() if each != label]
            question = Question(f"Merge “{printable(label, 24)}” into…", others, may_be_new=False)
            self._ask(question, self._merge, self._class_list.line_on_screen())

    @Slot(str, str)
    def rename(self, label: str, to: str) -> None:
        """Give a class another name."""
        self._apply(RenameClass(label, to))

    def _make_class(self, label: str) -> None:
        self._apply(NewClass(label))

    def _merge(self, into: str) -> None:
        label = self._class_list.chosen_class()
        if label is not None:
            self._apply(MergeClass(label, into))

    def _apply(self, edit: Edit) -> None:
        self._keeps_places = False
        self._editor.apply(edit)

    @Slot()
    def _on_settled(self) -> None:
        self._keeps_places = False

    def _ask(self, question: Question, answer: Callable[[str], None], beside: QRect, typed: str = "") -> None:
        self._answer = answer
        self.popup.ask(question, beside, typed)

    @Slot(str)
    def _on_chosen(self, name: str) -> None:
        self._answer(name)

    def _place(self) -> QRect:
        """The current photo on the screen; in a corner of what is shown instead of the grid."""
        if self._view.isVisible():
            cell = self._view.visualRect(self._view.currentIndex())
            return QRect(self._view.viewport().mapToGlobal(cell.topLeft()), cell.size())
        shown = self._view.parentWidget() or self._view
        return QRect(shown.mapToGlobal(_CORNER), QSize(1, 1))

    def _photos(self) -> tuple[Path, ...]:
        """Those selected; none where they cannot be marked, which is said where it is not plain to see."""
        problem = self.problem_with_photos()
        if problem and problem != _NONE_SELECTED:
            self._editor.failed.emit(problem)
        return () if problem else tuple(self._view.selected_paths())
