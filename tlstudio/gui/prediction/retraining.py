"""The training behind a correction, with the recipe that has made the model at hand; then, what it has changed."""

from dataclasses import dataclass, field
from pathlib import Path

import msgspec
from PySide6.QtCore import QObject, Slot

from tlstudio.backbone.freezing import only_head_trains
from tlstudio.evaluation.changes import AnswerPair, Changes
from tlstudio.foundation.control import Control
from tlstudio.foundation.events import EpochEnded, Event, Finished, Progress
from tlstudio.gui.prediction import correct_wording as wording
from tlstudio.gui.prediction.chosen import Answered
from tlstudio.gui.prediction.correct_jobs import Looked, Remembered, Two, find_changes
from tlstudio.gui.prediction.correct_memory import CorrectMemory
from tlstudio.gui.prediction.correct_view import LATER, RETRAIN
from tlstudio.gui.prediction.panel import PredictionPanel
from tlstudio.gui.state import AppState
from tlstudio.gui.training.panel import TrainingPanel
from tlstudio.gui.worker import Worker
from tlstudio.photos.pool import Source
from tlstudio.photos.view import PhotoFile
from tlstudio.prediction.answer import Answer
from tlstudio.project.runs import Run
from tlstudio.training.recipe import Recipe

LONG_SECONDS = 15.0


@dataclass
class Correction:
    """What was put right since `before` was the model at hand, with that keep rate for “neither”: what the pictures
    were called, by content hash, sentences about them, the run that has made that model, and what it says of the other
    pictures that were dropped."""

    before: Path
    keep_rate: float
    called: dict[str, Answer] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    run: Run | None = None
    dropped: dict[PhotoFile, Answer] = field(default_factory=dict)

    def add(self, looked: Looked, pictures: Answered, others: list[tuple[Source, Answer]]) -> None:
        """Take in what was done for some more pictures."""
        addition = looked.addition
        self.run = self.run or looked.run
        changed = {sample.digest for sample in (*addition.new, *addition.there)}
        told = zip(addition.digests, (answer for _, answer in pictures), strict=True)
        self.called = {digest: answer for digest, answer in told if digest in changed} | self.called
        self.notes += filter(None, [wording.addition_text(addition)])
        self.dropped |= {photo: answer for photo, answer in others if not isinstance(photo, bytes)}

    def join(self, later: "Correction") -> None:
        """Take in what was put right while this one was being learned."""
        self.called = later.called | self.called
        self.notes += later.notes
        self.dropped = later.dropped | self.dropped


class Retraining(QObject):
    """`begin` trains, or asks first where that takes long. It is a run like any other, and leaves a model like any."""

    def __init__(self, state: AppState, training: TrainingPanel, panel: PredictionPanel) -> None:
        super().__init__(panel)
        self._state = state
        self._training = training
        self._view, self._chosen = panel.correct, panel.chosen
        self.memory = CorrectMemory(state, panel)
        self._worker: Worker | None = None
        self._correction: Correction | None = None
        self._again: Correction | None = None
        self._mine = False
        self._model: Path | None = None
        self._failure = ""
        self._connect()

    @property
    def busy(self) -> bool:
        """Whether a training behind a correction is under way, or what it has changed is being found out."""
        return self._mine or self._worker is not None

    def problem(self) -> str:
        """Why nothing can be put right now, as a sentence; empty when it can."""
        return wording.BUSY if self._training.is_running() and not self._mine else ""

    def begin(self, correction: Correction) -> None:
        """Let the model learn what was put right; behind the training for another correction, if there is one."""
        if self._mine:
            self._again = correction
            return
        self._view.question.put_away()
        if self._correction is not None:  # what it has changed was not shown yet
            self._correction.join(correction)
        else:
            self._correction = correction
        if self._takes_long(correction.run):
            self._view.progress.end()
            self._view.question.ask(wording.question_text(_seconds(correction.run)))
        else:
            self._train()

    @Slot()
    def cancel(self) -> None:
        """Train no further, or find out no more."""
        self._again = None
        if self._mine:
            self._training.stop()
        elif self._worker is not None:
            self._worker.stop()

    def forget(self) -> None:
        """Other photos are open."""
        self._view.question.put_away()
        self._view.progress.end()
        if self._worker is not None:
            self._worker.stop()
        self._worker = self._correction = self._again = None
        self._mine = False

    def _takes_long(self, run: Run | None) -> bool:
        if run is not None:
            return (_seconds(run) or 0) > LONG_SECONDS
        tree = self._state.tree
        return tree is None or not only_head_trains(tree, self._state.frozen)

    @Slot()
    def _train(self) -> None:
        """With the recipe that has made the model; with the one on show where nobody knows it."""
        correction = self._correction
        if correction is None:
            return
        self._view.question.put_away()
        problem = self.problem() or ("" if correction.run else self._training.start_problem())
        if problem:
            self._end(f"{wording.STOPPED} {problem}")
            return
        self._view.progress.begin(wording.TRAINING)
        self._mine, self._model, self._failure = True, None, ""
        self._training.run(self._recipe(correction.run))

    def _recipe(self, run: Run | None) -> Recipe:
        if run is None:
            return self._training.recipe()
        return msgspec.structs.replace(run.recipe, photos=self._state.photos, out=None, device=self._state.device)

    @Slot()
    def _on_later(self) -> None:
        self._end(wording.STOPPED)

    @Slot(list)
    def _on_events(self, events: list[Event]) -> None:
        if not self._mine:
            return
        for event in events:
            if isinstance(event, EpochEnded) and event.epoch == 1:
                self._view.progress.begin(wording.TRAINING)
            elif isinstance(event, Progress):
                self._view.progress.show_progress(event)
            elif isinstance(event, Finished) and event.model:
                self._model = Path(event.model)
                self.memory.expect(self._model)

    @Slot(str)
    def _on_run_failed(self, sentence: str) -> None:
        self._failure = sentence

    @Slot()
    def _on_training_ended(self) -> None:
        if not self._mine:
            return
        self._mine = False
        again, self._again = self._again, None
        if again is not None:
            self.begin(again)
        elif self._model is None:
            self._end(self._failure or wording.STOPPED)
        else:
            self._compare(self._model)

    def _compare(self, after: Path) -> None:
        correction, project = self._correction, self._state.project
        if correction is None or project is None:
            return
        control = Control()
        before, device = correction.before, self._state.device
        known, dropped = self.memory.of(before), tuple(correction.dropped.items())
        two = Two(before, known, after, correction.keep_rate, device, correction.called, dropped)
        steps = find_changes(two, project, self._state.pool, control)
        self._worker = Worker(steps, parent=self, control=control)
        self._worker.events_came.connect(self._on_found)
        self._worker.failed.connect(self._on_failed)
        self._worker.finished.connect(self._on_compared)
        self._worker.start()

    @Slot(list)
    def _on_found(self, events: list[object]) -> None:
        if self.sender() is not self._worker:
            return
        for event in events:
            if isinstance(event, Changes) and self._correction is not None:
                self._view.changed.show_changes(event, " ".join(self._correction.notes))
                self._chosen.replace(event.corrected)
                self._correction = None
            elif isinstance(event, Remembered):
                self.memory.keep(event)
            elif isinstance(event, Progress):
                self._view.progress.show_progress(event)
        pairs = [event for event in events if isinstance(event, AnswerPair)]
        self._view.changed.add([pair for pair in pairs if pair.differs])
        self._chosen.replace(pairs)

    @Slot(str)
    def _on_failed(self, sentence: str) -> None:
        if self.sender() is self._worker:
            self._end(sentence)

    @Slot()
    def _on_compared(self) -> None:
        if self.sender() is self._worker:
            self._worker = None
            self._view.progress.end()

    def _end(self, sentence: str) -> None:
        """Nothing was learned, or nothing can be said of it."""
        notes = self._correction.notes if self._correction else []
        self._correction = None
        self._view.question.put_away()
        self._view.progress.end()
        self._view.changed.show_sentence(" ".join([sentence, *notes]), can_undo=True)

    def _connect(self) -> None:
        training, question = self._training, self._view.question
        question.buttons[RETRAIN].clicked.connect(self._train)
        question.buttons[LATER].clicked.connect(self._on_later)
        training.events_came.connect(self._on_events)
        training.run_failed.connect(self._on_run_failed)
        training.training_ended.connect(self._on_training_ended)


def _seconds(run: Run | None) -> float | None:
    """How long the epochs of a run took: what it needed before them is kept."""
    return sum(epoch.seconds for epoch in run.epochs) if run else None
