"""The training panel: starts a run in the background and shows how it goes."""

from pathlib import Path

import msgspec
from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from tlstudio.foundation.drift import Drift
from tlstudio.foundation.events import Changed, EpochEnded, Event, Finished, Progress, Started
from tlstudio.gui.drift import RunDrift, unmoved
from tlstudio.gui.error_banner import ErrorBanner
from tlstudio.gui.state import AppState
from tlstudio.gui.training.at_hand import RecipeAtHand
from tlstudio.gui.training.controls import TrainingControls
from tlstudio.gui.training.current_run import CurrentRun
from tlstudio.gui.training.curves import Curves
from tlstudio.gui.training.foreseeing import Foreseeing
from tlstudio.gui.training.offer import ResumeOffer
from tlstudio.gui.training.recipe_form import RecipeForm
from tlstudio.gui.training.report import RunReport
from tlstudio.gui.training.steering import Steering
from tlstudio.gui.training.wording import progress_text
from tlstudio.training.interrupted import Resumable
from tlstudio.training.recipe import Recipe

_FORM_WIDTH = 260


class TrainingPanel(QWidget):
    """One run at a time; `run_began(model)` once it has photos and network and is on its way to that model,
    `model_saved(path)` when it has left it.

    `events_came` brings what the run says, a list at a time, once the panel shows it; `run_failed` the sentence.
    `attention_wanted` when the run has a question.
    """

    training_started = Signal()
    run_began = Signal(str)
    events_came = Signal(list)
    run_failed = Signal(str)
    training_ended = Signal()
    model_saved = Signal(Path)
    attention_wanted = Signal()
    cross_validation_wanted = Signal()
    evaluation_wanted = Signal()

    def __init__(self, state: AppState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("trainingPanel")
        self._state = state
        self._drift = RunDrift("", (), Drift())
        self.controls = TrainingControls()
        self.banner = ErrorBanner()
        self.form = RecipeForm()
        self._foreseeing = Foreseeing(state, self.form, self)
        self.curves = Curves()
        self.at_hand = RecipeAtHand(state, self.form, self)
        self.current = CurrentRun(state, self)
        self.steering = Steering(self.current, self.controls, self)
        self.offer = ResumeOffer(state, self)
        self.report = RunReport(self)
        self._lay_out()
        self._connect()
        self.apply_theme()
        self._show_idle()

    def build_plots(self) -> None:
        """Load the plotting library; called once the window is on screen."""
        self.curves.build_plots()

    def recipe(self) -> Recipe:
        """What a press on Start would run now."""
        return self.at_hand.recipe()

    def start_problem(self) -> str:
        """Why training cannot start, as a sentence; empty when it can."""
        return self.at_hand.problem()

    def is_running(self) -> bool:
        """Whether a run is under way."""
        return self.current.is_running

    def is_stopping(self) -> bool:
        """Whether a run is under way that was told to end."""
        return self.is_running() and self.was_stopped()

    def was_stopped(self) -> bool:
        """Whether the run that is under way, or the last one, was asked to stop."""
        return self.current.control.stopped

    @Slot()
    def start(self) -> None:
        """Start a run with the recipe at hand; does nothing while one is under way or where it cannot start."""
        if not self.start_problem():
            self.run(self.recipe())

    @Slot(object)
    def go_on(self, interrupted: Resumable) -> None:
        """Go on with a run that was interrupted; does nothing while one is under way."""
        self.run(interrupted.recipe, resume=True)

    def run(self, recipe: Recipe, resume: bool = False) -> None:
        """Start a run with this recipe, whatever the window shows, or go on with the one that was interrupted; does
        nothing while one is under way."""
        if self.is_running():
            return
        self.report.begin()
        self.banner.hide()
        self._drift = unmoved(recipe, self._state.whole_tree)
        self.current.start(recipe, resume)
        self.controls.show_running()
        self.offer.set_busy(True)
        self.training_started.emit()

    @Slot()
    def stop(self) -> None:
        """Ask the run to end after the batch at hand."""
        self.steering.stop()

    @Slot()
    def interrupt(self) -> None:
        """The same, so that the run can go on another time."""
        self.steering.interrupt()

    def stop_and_wait(self, milliseconds: int) -> bool:
        """Stop the run and wait until its model is saved, for closing the window; False when it took longer."""
        return self.current.stop_and_wait(milliseconds)

    def apply_theme(self) -> None:
        """Make icons and colours again after a change of theme."""
        banners = (self.banner, self.steering.banner, self.offer.banner)
        for part in (self.controls, *banners, self.curves, self.report.more, self.form):
            part.apply_theme(QApplication.palette())

    def show_event(self, event: Event) -> None:
        """Show one event of a run."""
        self.report.show_event(event)
        match event:
            case Progress():
                self._show_progress(event)
            case EpochEnded():
                self.curves.add(event)
            case Started():
                self.curves.start(event.epochs, event.thaw, classes=event.classes, before=event.before)
                self.run_began.emit(event.model)
            case Changed():
                self.curves.note_change(event)
            case Finished():
                self._show_finished(event)
        self.steering.show_event(event)

    def _connect(self) -> None:
        self.controls.start_clicked.connect(self.start)
        self.controls.fold_toggled.connect(self.form.setVisible)
        self.curves.saver.failed.connect(self.banner.show_error)
        self.report.cross_validate_button.clicked.connect(self.cross_validation_wanted)
        self.report.evaluate_button.clicked.connect(self.evaluation_wanted)
        self.at_hand.changed.connect(self._on_inputs_changed)
        self.current.events_came.connect(self._on_events)
        self.current.failed.connect(self._on_failed)
        self.current.ended.connect(self._on_ended)
        self.steering.asked.connect(self.attention_wanted)
        self.offer.accepted.connect(self.go_on)

    @Slot()
    def _on_inputs_changed(self) -> None:
        if not self.is_running():
            self._show_idle()

    @Slot(list)
    def _on_events(self, events: list[Event]) -> None:
        for event in events:
            self.show_event(event)
        self._tell_drift(events)
        self.events_came.emit(events)

    def _show_progress(self, progress: Progress) -> None:
        control, now = self.current.control, self.current.now
        if not control.stopped and not control.paused:
            self.controls.show_progress(progress, now.epochs, progress_text(progress, now.epochs, now.memory))

    def _tell_drift(self, events: list[Event]) -> None:
        """The last word among these on how far the layers have moved: short epochs come many at a time."""
        for event in reversed(events):
            if isinstance(event, EpochEnded | Finished) and event.drift:
                unchanged = event.frozen_unchanged if isinstance(event, Finished) else None
                self._state.drift = msgspec.structs.replace(self._drift, drift=event.drift, unchanged=unchanged)
                return

    def _show_finished(self, finished: Finished) -> None:
        self.curves.finish(finished.best_epoch)
        if finished.model is not None:
            self.model_saved.emit(Path(finished.model))

    @Slot(str)
    def _on_failed(self, sentence: str) -> None:
        self.curves.finish(None)
        self.banner.show_error(sentence)
        self.run_failed.emit(sentence)

    @Slot()
    def _on_ended(self) -> None:
        self.steering.end()
        self.offer.set_busy(False)
        self._show_idle()
        self.training_ended.emit()

    def _show_idle(self) -> None:
        self.controls.show_idle(self.start_problem(), "")

    def _lay_out(self) -> None:
        self.form.setFixedWidth(_FORM_WIDTH)
        self.form.hide()
        column = QVBoxLayout(self)
        for part in (self.controls, self.banner, self.steering.banner, self.offer.banner):
            column.addWidget(part)
        column.addLayout(_row(self.controls.fold, None, self.curves.bar, widest=1))
        column.addLayout(_row(self.report.result, self.report.more))
        column.addLayout(_row(self.form, self.curves, widest=1), 1)
        buttons = (self.report.evaluate_button, self.report.cross_validate_button, self.report.problems_button)
        column.addLayout(_row(self.report.caveat, *buttons))


def _row(*parts: QWidget | None, widest: int = 0) -> QHBoxLayout:
    """Side by side; None is a gap. The `widest` of them takes what room there is."""
    row = QHBoxLayout()
    for part in parts:
        row.addWidget(part or QWidget())
    row.setStretch(widest, 1)
    return row
