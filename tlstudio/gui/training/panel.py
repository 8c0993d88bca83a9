"""The training panel: starts a run in the background and shows how it goes."""

import logging
from pathlib import Path
from typing import cast

import msgspec
from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QApplication, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from tlstudio.backbone.freezing import check_trainable
from tlstudio.dataset.scan import training_problem
from tlstudio.foundation.control import Control
from tlstudio.foundation.drift import Drift
from tlstudio.foundation.events import (
    Changed,
    EpochEnded,
    Event,
    Finished,
    Paused,
    Problem,
    Progress,
    Resumed,
    Started,
    Warned,
)
from tlstudio.gui.drift import RunDrift, unmoved
from tlstudio.gui.error_banner import ErrorBanner
from tlstudio.gui.state import AppState
from tlstudio.gui.training.controls import TrainingControls
from tlstudio.gui.training.curves import Curves
from tlstudio.gui.training.jobs import train
from tlstudio.gui.training.one_line import MoreButton, OneLine
from tlstudio.gui.training.problems_dialog import ProblemsDialog, problems_text
from tlstudio.gui.training.recipe_form import RecipeForm
from tlstudio.gui.training.wording import (
    caveat_text,
    kept_text,
    progress_text,
    result_text,
    started_text,
    warnings_text,
)
from tlstudio.gui.worker import Worker
from tlstudio.training.recipe import Recipe, StrategyName, Thaw
from tlstudio.training.thawing import thaw_problem, thaw_steps

_FORM_WIDTH = 260
_log = logging.getLogger(__name__)


class TrainingPanel(QWidget):
    """One run at a time; `run_began` once it has photos and network, `model_saved(path)` when it has left a model.

    `events_came` brings what the run says, a list at a time, once the panel shows it; `run_failed` the sentence.
    """

    training_started = Signal()
    run_began = Signal()
    events_came = Signal(list)
    run_failed = Signal(str)
    training_ended = Signal()
    model_saved = Signal(Path)
    cross_validation_wanted = Signal()

    def __init__(self, state: AppState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("trainingPanel")
        self._state = state
        self._worker: Worker | None = None
        self._control = Control()
        self._dataset_problem: str | None = None
        self._started: Started | None = None
        self._features: Progress | None = None
        self._problems: list[Problem] = []
        self._warnings: list[str] = []
        self._drift = RunDrift("", (), Drift())
        self.controls = TrainingControls()
        self.banner = ErrorBanner()
        self.form = RecipeForm()
        self.curves = Curves()
        self.result, self.caveat = OneLine(), OneLine()
        self.result.setObjectName("trainingResult")
        self.caveat.setObjectName("trainingCaveat")
        self.more = MoreButton(self.result, self.caveat)
        self.problems_button = QPushButton(problems_text(0), flat=True)
        self.problems_button.setObjectName("problemsButton")
        self.cross_validate_button = QPushButton("Cross-Validate…", flat=True)
        self.cross_validate_button.setObjectName("crossValidateButton")
        self._lay_out()
        self._connect()
        self.apply_theme()
        self._show_idle("")

    def build_plots(self) -> None:
        """Load the plotting library; called once the window is on screen."""
        self.curves.build_plots()

    def recipe(self) -> Recipe:
        """What a press on Start would run now."""
        strategy, settings = self._state.strategy, self.form.settings()
        frozen = tuple(self._state.frozen) if strategy == "custom" else None
        name = cast("StrategyName", "features" if strategy == "custom" else strategy)
        return Recipe(
            photos=self._state.photos,
            backbone=self._state.backbone,
            strategy=name,
            frozen=frozen,
            thaw=self._thaw_steps(),
            rates=self._state.rates,
            rate_preset=self._state.rate_preset,
            hidden=self._state.head.hidden,
            dropout=self._state.head.dropout,
            cut=self._state.head.cut,
            device=self._state.device,
            **settings,
        )

    def _thaw_steps(self) -> tuple[Thaw, ...]:
        """What was set for rows that are frozen now."""
        tree, frozen = self._state.tree, frozenset(self._state.frozen)
        thaw = {path: epoch for path, epoch in self._state.thaw.items() if path in frozen}
        return thaw_steps(tree, thaw) if tree and thaw else ()

    def start_problem(self) -> str:
        """Why training cannot start, as a sentence; empty when it can."""
        dataset, tree = self._state.dataset, self._state.tree
        if dataset is None:
            return "Open a folder of photos first: one sub-folder for each class."
        if tree is None:
            return "The network is still being loaded."
        return self._dataset_problem or check_trainable(tree, self._state.frozen) or self._form_problem() or ""

    def _form_problem(self) -> str | None:
        epochs = self.form.settings().get("epochs")
        return self.form.problem() or (thaw_problem(self._thaw_steps(), epochs) if epochs else None)

    def is_running(self) -> bool:
        """Whether a run is under way."""
        return self._worker is not None

    def is_stopping(self) -> bool:
        """Whether a run is under way that was told to end."""
        return self.is_running() and self._control.stopped

    @Slot()
    def start(self) -> None:
        """Start a run with the recipe at hand; does nothing while one is under way or where it cannot start."""
        if not self.start_problem():
            self.run(self.recipe())

    def run(self, recipe: Recipe) -> None:
        """Start a run with this recipe, whatever the window shows; does nothing while one is under way."""
        if self.is_running():
            return
        self._forget_last_run()
        self._control = Control()
        self._drift = unmoved(recipe, self._state.whole_tree)
        steps = train(recipe, self._state.pool, self._control, self._state.project)
        self._worker = Worker(steps, parent=self, control=self._control)
        self._worker.events_came.connect(self._on_events)
        self._worker.failed.connect(self._on_failed)
        self._worker.finished.connect(self._on_worker_finished)
        self._worker.start()
        self.training_started.emit()

    @Slot()
    def stop(self) -> None:
        """Ask the run to end after the batch at hand."""
        if self.is_running():
            self._control.stop()
            self.controls.show_stopping()

    @Slot()
    def interrupt(self) -> None:
        """The same, so that the run can go on another time."""
        if self.is_running():
            self._control.interrupt()
            self.controls.show_stopping()

    def was_stopped(self) -> bool:
        """Whether the run that is under way, or the last one, was asked to stop."""
        return self._control.stopped

    def stop_and_wait(self, milliseconds: int) -> bool:
        """Stop the run and wait until its model is saved, for closing the window; False when it took longer."""
        return self._worker.stop_and_wait(milliseconds) if self._worker is not None else True

    def apply_theme(self) -> None:
        """Make icons and colours again after a change of theme."""
        for part in (self.controls, self.banner, self.curves, self.more):
            part.apply_theme(QApplication.palette())

    def _connect(self) -> None:
        self.controls.start_clicked.connect(self.start)
        self.controls.stop_clicked.connect(self.stop)
        self.controls.pause_clicked.connect(self._on_pause_clicked)
        self.curves.saver.failed.connect(self.banner.show_error)
        self.controls.fold_toggled.connect(self.form.setVisible)
        self.problems_button.clicked.connect(self._on_problems_clicked)
        self.cross_validate_button.clicked.connect(self.cross_validation_wanted)
        self.form.changed.connect(self._on_inputs_changed)
        state = self._state
        state.dataset_changed.connect(self._on_dataset_changed)
        for changed in (state.tree_changed, state.strategy_changed, state.frozen_changed):
            changed.connect(self._on_inputs_changed)
        for changed in (state.thaw_changed, state.rates_changed, state.rate_preset_changed, state.head_changed):
            changed.connect(self._on_inputs_changed)
        for changed in (state.photos_changed, state.backbone_changed, state.device_changed):
            changed.connect(self._on_inputs_changed)

    @Slot()
    def _on_dataset_changed(self) -> None:
        dataset = self._state.dataset
        self._dataset_problem = training_problem(dataset) if dataset else None
        self.form.set_validation_given(dataset is not None and dataset.split_given)
        self._on_inputs_changed()

    @Slot()
    def _on_inputs_changed(self) -> None:
        self._state.recipe = self.recipe()
        ready = self._state.dataset is not None and self._state.tree is not None
        self.form.augmentation.preview_button.setEnabled(ready)
        if not self.is_running():
            self._show_idle("")

    @Slot(bool)
    def _on_pause_clicked(self, pause: bool) -> None:
        if pause:
            self._control.pause()
        else:
            self._control.resume()
        self.controls.show_paused(pause)

    @Slot(list)
    def _on_events(self, events: list[Event]) -> None:
        for event in events:
            self.show_event(event)
        self._tell_drift(events)
        self.events_came.emit(events)

    def show_event(self, event: Event) -> None:
        """Show one event of a run."""
        match event:
            case Progress():
                self._show_progress(event)
            case EpochEnded():
                self.curves.add(event)
            case Started():
                self._started = event
                self.curves.start(event.epochs, event.thaw, classes=event.classes, before=event.before)
                self.result.setText(started_text(event))
                self.run_began.emit()
            case Changed():
                self.curves.note_change(event)
            case Problem():
                self._problems.append(event)
                self.problems_button.setText(problems_text(len(self._problems)))
                self.problems_button.show()
            case Warned():
                self._show_warning(event)
            case Paused():
                self.controls.show_waiting()
            case Resumed():
                self.controls.show_paused(False)
            case Finished():
                self._show_finished(event)

    def _show_progress(self, progress: Progress) -> None:
        if progress.stage == "features":
            self._features = progress
        if not self._control.stopped:
            epochs = self._started.epochs if self._started else None
            self.controls.show_progress(progress, epochs, progress_text(progress, epochs))

    def _tell_drift(self, events: list[Event]) -> None:
        """The last word among these on how far the layers have moved: short epochs come many at a time."""
        for event in reversed(events):
            if isinstance(event, EpochEnded | Finished) and event.drift:
                unchanged = event.frozen_unchanged if isinstance(event, Finished) else None
                self._state.drift = msgspec.structs.replace(self._drift, drift=event.drift, unchanged=unchanged)
                return

    def _show_finished(self, finished: Finished) -> None:
        photos = self._started.validation_photos if self._started else 0
        self.curves.finish(finished.best_epoch)
        self.result.setText(result_text(finished, photos))
        self._say_below(caveat_text(finished), kept_text(self._features))
        if finished.model is not None:
            self.model_saved.emit(Path(finished.model))

    def _show_warning(self, warned: Warned) -> None:
        _log.warning("%s", warned.text)
        self._warnings.append(warned.text)
        if warned.remedy == "cross_validation":
            self.cross_validate_button.show()
        self._say_below()

    def _say_below(self, *sentences: str) -> None:
        """The sentences in one line; warnings stay below them."""
        lines = (" ".join(sentence for sentence in sentences if sentence), warnings_text(self._warnings))
        self.caveat.setText("\n".join(line for line in lines if line))

    @Slot(str)
    def _on_failed(self, sentence: str) -> None:
        self.curves.finish(None)
        self.banner.show_error(sentence)
        self.run_failed.emit(sentence)

    @Slot()
    def _on_worker_finished(self) -> None:
        self._worker = None
        self._show_idle("")
        self.training_ended.emit()

    @Slot()
    def _on_problems_clicked(self) -> None:
        ProblemsDialog(self._problems, self).exec()

    def _show_idle(self, status: str) -> None:
        self.controls.show_idle(self.start_problem(), status)

    def _forget_last_run(self) -> None:
        self._started, self._features, self._problems, self._warnings = None, None, [], []
        self.banner.hide()
        self.problems_button.hide()
        self.cross_validate_button.hide()
        for label in (self.result, self.caveat):
            label.clear()
        self.controls.show_running()

    def _lay_out(self) -> None:
        self.form.setFixedWidth(_FORM_WIDTH)
        self.form.hide()
        self.problems_button.hide()
        self.cross_validate_button.hide()
        middle = QHBoxLayout()
        middle.addWidget(self.form)
        middle.addWidget(self.curves, 1)
        below = QHBoxLayout()
        below.addWidget(self.caveat, 1)
        below.addWidget(self.cross_validate_button)
        below.addWidget(self.problems_button)
        column = QVBoxLayout(self)
        top = QHBoxLayout()
        top.addWidget(self.controls.fold)
        top.addStretch(1)
        top.addWidget(self.curves.bar)
        column.addWidget(self.controls)
        column.addWidget(self.banner)
        column.addLayout(top)
        said = QHBoxLayout()
        said.addWidget(self.result, 1)
        said.addWidget(self.more)
        column.addLayout(said)
        column.addLayout(middle, 1)
        column.addLayout(below)
