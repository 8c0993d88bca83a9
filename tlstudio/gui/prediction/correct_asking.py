"""How a person says what a picture shows: by a button, by a key, or by a name that is typed."""

from PySide6.QtCore import QObject, Signal, Slot

from tlstudio.gui.dataset.class_model import labels_of
from tlstudio.gui.dataset.class_popup import ClassPopup, Question
from tlstudio.gui.dataset.marking_keys import MarkingKeys
from tlstudio.gui.prediction import correct_wording as wording
from tlstudio.gui.prediction.correct_jobs import PicturesFolder, folder_order
from tlstudio.gui.prediction.panel import PredictionPanel
from tlstudio.gui.state import AppState


class CorrectAsking(QObject):
    """`label_chosen(str)` for the pictures that are chosen in the panel; the same keys as in the browser of photos."""

    label_chosen = Signal(str)

    def __init__(self, state: AppState, panel: PredictionPanel) -> None:
        super().__init__(panel)
        self._state = state
        self._panel = panel
        self._row = panel.correct.row
        self.popup = ClassPopup(panel)
        self._keys = MarkingKeys(self, state.editor, (panel.one.picture, panel.many.view), self)
        self.popup.chosen.connect(self.label_chosen)
        self._row.label_chosen.connect(self.label_chosen)
        self._row.other_wanted.connect(self.ask)
        panel.chosen.changed.connect(self.refresh)
        state.dataset_changed.connect(self.refresh)
        state.project_changed.connect(self.refresh)
        state.editor.answered.connect(self._on_answered)
        self.refresh()

    def labels(self) -> list[str]:
        """The classes, in the order of their keys."""
        return labels_of(self._state.dataset) if self._state.dataset else []

    def problem(self) -> str:
        """Why nothing can be put right, as a sentence; empty when something can."""
        if not self._panel.chosen.pictures():
            return "Drop a picture and let the model answer first."
        return wording.NO_PHOTOS if self._state.dataset is None else self._state.editor.problem()

    @Slot()
    def refresh(self) -> None:
        """Other pictures are chosen, or there are other classes."""
        chosen, problem = self._panel.chosen.pictures(), self.problem()
        self._row.setVisible(not problem)
        self._panel.correct.say(problem if chosen else "")
        if problem:
            return
        likely = [label for label, _share in chosen[0][1].top]
        self._row.show_classes(self.labels(), likely, len(chosen))
        if isinstance(chosen[0][0], bytes):
            self._state.editor.ask(folder_order)

    @Slot(object)
    def _on_answered(self, answer: object) -> None:
        chosen = self._panel.chosen.pictures()
        if isinstance(answer, PicturesFolder) and chosen and isinstance(chosen[0][0], bytes):
            self._panel.correct.say(wording.folder_text(answer.path))

    # What keys do

    def will_move_photos(self) -> bool:
        """The picture stays where it is, so no key has to wait."""
        return False

    def label_by_number(self, number: int) -> None:
        """The class of that number; beyond the last there is none."""
        if not self.problem() and number <= len(self.labels()):
            self.label_chosen.emit(self.labels()[number - 1])

    @Slot()
    def ask(self) -> None:
        """Let a person choose a class."""
        self.ask_for_label_with("")

    def ask_for_label_with(self, typed: str) -> None:
        """Let a person choose a class whose beginning is typed already."""
        count = len(self._panel.chosen.pictures())
        if not self.problem():
            what = "This picture is…" if count == 1 else f"These {count:,} pictures are…"
            self.popup.ask(Question(what, self.labels()), self._row.place_on_screen(), typed)

    def leave_out_or_take_back(self) -> None:
        """A picture that is in no class cannot be left out."""
