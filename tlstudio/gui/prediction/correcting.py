"""A wrong answer is put right: the picture comes among the photos, and then the model is trained again."""

from collections import deque
from dataclasses import dataclass

from PySide6.QtCore import QObject, Slot

from tlstudio.foundation.control import Control
from tlstudio.gui.prediction import correct_wording as wording
from tlstudio.gui.prediction.correct_asking import CorrectAsking
from tlstudio.gui.prediction.correct_jobs import Looked, look
from tlstudio.gui.prediction.panel import PredictionPanel
from tlstudio.gui.prediction.retraining import Correction, Retraining
from tlstudio.gui.state import AppState
from tlstudio.gui.training.panel import TrainingPanel
from tlstudio.gui.worker import Worker
from tlstudio.photos.pool import Source
from tlstudio.prediction.answer import Answer
from tlstudio.project.edits import Edit


@dataclass(frozen=True)
class _Wanted:
    """What a person has said of some pictures."""

    pictures: tuple[tuple[Source, Answer], ...]
    label: str


class Correcting(QObject):
    """One picture or several at a time, in the order in which a person says so. Training begins when all that was said
    is on the disk; what is said during that training is learned in a further one behind it."""

    def __init__(self, state: AppState, training: TrainingPanel, panel: PredictionPanel, parent: QObject) -> None:
        super().__init__(parent)
        self._state = state
        self._panel = panel
        self._view = panel.correct
        self.asking = CorrectAsking(state, panel)
        self.retraining = Retraining(state, training, panel)
        self._waiting: deque[_Wanted] = deque()
        self._worker: Worker | None = None
        self._wanted: _Wanted | None = None
        self._looked: Looked | None = None
        self._done: Correction | None = None
        self._step: int | None = None
        self._connect()

    @property
    def busy(self) -> bool:
        """Whether something that was put right is not shown with all that it changed yet."""
        return self._wanted is not None or self.retraining.busy

    @Slot(str)
    def correct(self, label: str) -> None:
        """The pictures that are chosen show this."""
        problem = self.asking.problem() or self.retraining.problem()
        if problem:
            self._view.say(problem)
            return
        self._waiting.append(_Wanted(self._panel.chosen.pictures(), label))
        if self._wanted is None:
            self._next()

    @Slot()
    def cancel(self) -> None:
        """Put nothing more right, and train no further; what is on the disk stays."""
        self._waiting.clear()
        if self._worker is not None:
            self._worker.stop()
        self.retraining.cancel()

    def _next(self) -> None:
        """Look at the pictures of the next one that waits; train when none does."""
        project, model = self._state.project, self._state.model_path
        if not self._waiting or project is None or model is None:
            self._wanted = None
            self._train()
            return
        self._wanted = self._waiting.popleft()
        control = Control()
        pictures = [picture for picture, _answer in self._wanted.pictures]
        self._worker = Worker(look(project, pictures, self._wanted.label, model, control), self, control)
        self._worker.succeeded.connect(self._on_looked)
        self._worker.failed.connect(self._on_failed)
        self._view.changed.put_away()
        self._view.progress.begin(wording.LOOKING)
        self._worker.start()

    @Slot(object)
    def _on_looked(self, looked: Looked | None) -> None:
        if self.sender() is not self._worker:
            return
        self._worker = None
        if looked is None or looked.addition.edit is None:
            self._end_one(wording.addition_text(looked.addition) if looked else "")
            return
        self._looked = looked
        self._state.editor.apply(looked.addition.edit)

    @Slot(object)
    def _on_edited(self, edit: Edit) -> None:
        looked, wanted, model, predictor = self._looked, self._wanted, self._state.model_path, self._state.predictor
        if looked is None or edit is not looked.addition.edit or wanted is None or model is None:
            return
        self._step = self._state.undo_stack.index()
        self._view.changed.undo_button.show()
        self._done = self._done or Correction(model, predictor.keep_rate if predictor else 1.0)
        chosen = dict(wanted.pictures)
        self._done.add(looked, wanted.pictures, [each for each in self._panel.chosen.all() if each[0] not in chosen])

    @Slot()
    def _on_settled(self) -> None:
        if self._looked is not None:
            self._looked = None
            self._next()

    @Slot(str)
    def _on_failed(self, sentence: str) -> None:
        """The pictures could not be looked at."""
        if self.sender() is self._worker:
            self._worker = None
            self._end_one(sentence)

    @Slot(str)
    def _on_edit_failed(self, sentence: str) -> None:
        if self._looked is not None:
            self._looked = None
            self._end_one(sentence)

    def _end_one(self, sentence: str) -> None:
        """Of this one nothing is to be learned."""
        if sentence:
            self._view.progress.end()
            self._view.changed.show_sentence(sentence, can_undo=False)
        self._next()

    def _train(self) -> None:
        done, self._done = self._done, None
        if done is None:
            if not self.retraining.busy:
                self._view.progress.end()
            return
        self.retraining.begin(done)

    @Slot(int)
    def _on_step(self, index: int) -> None:
        """Another step than the correction was taken: it can be taken back only together with that one."""
        if self._step is None or index == self._step:
            return
        if index == self._step - 1:
            self._view.changed.show_sentence(wording.UNDONE, can_undo=False)
        self._view.changed.undo_button.hide()
        self._step = None

    @Slot()
    def _on_project_changed(self) -> None:
        """All this was said of other photos."""
        self.cancel()
        self._worker = self._wanted = self._looked = self._done = self._step = None
        self.retraining.forget()
        self._view.changed.put_away()

    def _connect(self) -> None:
        state, changed = self._state, self._view.changed
        self.asking.label_chosen.connect(self.correct)
        self._view.progress.cancelled.connect(self.cancel)
        changed.undo_wanted.connect(state.undo_stack.undo)
        changed.chosen.connect(self._panel.look_at)
        state.undo_stack.indexChanged.connect(self._on_step)
        state.editor.edited.connect(self._on_edited)
        state.editor.settled.connect(self._on_settled)
        state.editor.failed.connect(self._on_edit_failed)
        state.project_changed.connect(self._on_project_changed)
