"""Looking at why a picture got its answer, in the background, and showing it around the answer."""

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from tlstudio.dataset.sample import Dataset
from tlstudio.gui.latest import Latest
from tlstudio.gui.prediction import why_words
from tlstudio.gui.prediction.answer_view import AnswerView
from tlstudio.gui.prediction.heat_overlay import HeatOverlay
from tlstudio.gui.prediction.why_job import Question, explain_answer
from tlstudio.gui.state import AppState
from tlstudio.photos.pool import Source
from tlstudio.prediction.answer import Answer, NoAnswer

if TYPE_CHECKING:
    from tlstudio.prediction.why import Why


class WhyShown(QObject):
    """`explain` the answer that is on show; `explained` when that can be seen, `photos_wanted(paths)` when a photo that
    is alike is clicked."""

    explained = Signal()
    photos_wanted = Signal(object)

    def __init__(self, state: AppState, view: AnswerView, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self._view = view
        self._question: Question | None = None
        self._asking = Latest(partial(explain_answer, state.pool), self)
        self._asking.answered.connect(self._on_answered)
        self._asking.failed.connect(self._on_failed)
        view.bars.class_chosen.connect(self._on_class_chosen)
        view.nearest.photos_wanted.connect(self.photos_wanted)
        state.dataset_changed.connect(self._on_dataset_changed)
        state.model_path_changed.connect(self._forget)

    @Slot(object)
    def expect(self, source: Source) -> None:
        """Another picture is coming: what was said of the last one does not hold any more."""
        if self._question is None or self._question.source != source:
            self._forget()
            self._view.picture.expect_picture()

    @Slot(object, object)
    def explain(self, source: Source | None, outcome: Answer | NoAnswer) -> None:
        """Look at why it is its most likely class. An answer about the same picture keeps what was chosen for that."""
        predictor = self._state.predictor
        if source is None or predictor is None or not isinstance(outcome, Answer):
            self._forget()
            return
        asked = self._question
        if asked and (asked.predictor, asked.source) == (predictor, source):
            self._ask(asked)
        else:
            self._ask(Question(predictor, source, outcome.top[0][0], *self._where()))

    def _ask(self, question: Question) -> None:
        self._view.bars.mark(question.label)
        if question == self._question:
            return
        if self._question is None:
            self._view.heat.show_sentence(why_words.LOOKING, with_map=True)
            self._view.nearest.expect(pictures=question.dataset is not None)
        self._question = question
        self._asking.ask(question)

    @Slot()
    def _forget(self) -> None:
        self._question = None
        self._asking.ask(None)
        self._view.picture.show_heat(None)
        self._view.heat.show_sentence("")
        self._view.nearest.hide()
        self._view.bars.mark("")

    @Slot(str)
    def _on_class_chosen(self, label: str) -> None:
        if self._question:
            self._ask(replace(self._question, label=label))

    @Slot()
    def _on_dataset_changed(self) -> None:
        """Other photos are open: look for those that are alike among them."""
        if self._question:
            root, dataset = self._where()
            self._ask(replace(self._question, root=root, dataset=dataset))

    def _where(self) -> tuple[Path | None, Dataset | None]:
        dataset = self._state.dataset
        return (dataset.root if dataset else None), dataset

    @Slot(object, object)
    def _on_answered(self, question: Question, why: "Why") -> None:
        sentence = why_words.heat_text(why.heat) if why.heat else why.no_heat
        self._view.picture.show_heat(HeatOverlay(why.heat) if why.heat else None)
        self._view.picture.setAccessibleDescription(sentence)
        self._view.heat.show_sentence(sentence, with_map=why.heat is not None)
        self._view.nearest.show_neighbours(why.nearest)
        self.explained.emit()

    @Slot(object, str)
    def _on_failed(self, question: Question, sentence: str) -> None:
        self._view.picture.show_heat(None)
        self._view.heat.show_sentence(sentence)
