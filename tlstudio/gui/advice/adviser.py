"""Asking for advice in the background, when photos were opened and nothing else is going on."""

from PySide6.QtCore import QObject, QThread, QTimer, Signal, Slot

from tlstudio.dataset.sample import Dataset
from tlstudio.evaluation.advised import Advice
from tlstudio.foundation.control import Control
from tlstudio.foundation.events import Event, Progress
from tlstudio.gui.advice.jobs import advice_about
from tlstudio.gui.advice.wording import STAGES
from tlstudio.gui.layers.probing import Probing
from tlstudio.gui.progress_line import ProgressLine
from tlstudio.gui.state import AppState
from tlstudio.gui.training.panel import TrainingPanel
from tlstudio.gui.worker import Worker
from tlstudio.training.recipe import Recipe

_PATIENCE_MILLISECONDS = 4000
_FEWEST_CLASSES = 2
_UNDER_WAY = "A training is under way. Ask again when it has ended."
_NOTHING = "There is nothing to advise about yet: open photos of at least two classes."


class Adviser(QObject):
    """`advised(advice)` when there is some for what is open, None when it does not hold any more.

    By itself it waits until photos, network and device have stayed the same for some seconds, and until neither a run
    nor a probe is under way; a run that begins ends it, and it begins anew after that. `ask` is a person's wish: then
    `bar` says how far it is, or why there is no advice. Otherwise it says nothing.
    """

    advised = Signal(object)

    def __init__(self, state: AppState, training: TrainingPanel, probing: Probing, parent: QObject) -> None:
        super().__init__(parent)
        self.bar = ProgressLine("advice", "the advice", STAGES)
        self.advice: Advice | None = None
        self._state = state
        self._training = training
        self._probing = probing
        self._may_begin = False
        self._asked = False
        self._about: tuple[Dataset | None, str, str] = (None, "", "")
        self._worker: Worker | None = None
        self._control = Control()
        self._timer = QTimer(self, interval=_PATIENCE_MILLISECONDS, singleShot=True)
        self._timer.timeout.connect(self._on_due)
        self.bar.cancelled.connect(self.cancel)
        for changed in (state.dataset_changed, state.tree_changed, state.device_changed):
            changed.connect(self._on_changed)
        state.give_advice_changed.connect(self._wait)
        training.training_started.connect(self.cancel)
        training.training_ended.connect(self._wait)

    @Slot()
    def start(self) -> None:
        """The libraries are loaded: from now on there may be advice."""
        self._may_begin = True
        self._wait()

    def stop(self) -> None:
        """Begin nothing more."""
        self._may_begin = False
        self.cancel()

    def recipe(self) -> Recipe:
        """What the advice is about: network, device and input as they are set, all else as the studio chooses."""
        return Recipe(backbone=self._about[1], device=self._state.device, input=self._state.recipe.input)

    @Slot()
    def ask(self) -> None:
        """Show the advice that is there, or ask for some now."""
        if self.advice is not None:
            self.advised.emit(self.advice)
        elif self._training.is_running():
            self.bar.end(_UNDER_WAY)
        elif not self._can_begin():
            self.bar.end(_NOTHING)
        else:
            self._asked = True
            self.bar.begin("Getting the network ready…")
            self._timer.stop()
            if self._worker is None:
                self._begin()

    @Slot()
    def cancel(self) -> None:
        """End what is under way."""
        self._timer.stop()
        self._control.stop()
        self._asked = False
        self.bar.end()

    @Slot()
    def _on_changed(self) -> None:
        """Other photos or labels, another network, another device; another head changes nothing."""
        state = self._state
        about = (state.dataset, state.tree.backbone if state.tree else "", state.device)
        if about[0] is self._about[0] and about[1:] == self._about[1:]:
            return
        self._about = about
        self.cancel()
        self.advice = None
        self.advised.emit(None)
        self._wait()

    @Slot()
    def _wait(self) -> None:
        if self._can_begin() and self._state.give_advice and self.advice is None:
            self._timer.start()
        elif not self._asked:
            self._timer.stop()

    @Slot()
    def _on_due(self) -> None:
        if self._worker is not None or self._training.is_running() or not self._probing.is_ready:
            self._timer.start()
        elif self._can_begin():
            self._begin()

    def _can_begin(self) -> bool:
        dataset, backbone, _ = self._about
        return self._may_begin and bool(backbone) and dataset is not None and len(dataset.classes) >= _FEWEST_CLASSES

    def _begin(self) -> None:
        dataset = self._about[0]
        assert dataset is not None
        self._control = Control()
        job = advice_about(self.recipe(), dataset, self._state.pool, self._control)
        self._worker = Worker(job, parent=self, control=self._control)
        self._worker.events_came.connect(self._on_events)
        self._worker.succeeded.connect(self._on_succeeded)
        self._worker.failed.connect(self._on_failed)
        self._worker.finished.connect(self._on_finished)
        self._worker.start(QThread.Priority.LowPriority)

    @Slot(list)
    def _on_events(self, events: list[Event]) -> None:
        for event in events:
            if self._asked and isinstance(event, Progress) and not self._control.stopped:
                self.bar.show_progress(event)

    @Slot(object)
    def _on_succeeded(self, advice: Advice | None) -> None:
        if advice is not None and not self._control.stopped:
            self.bar.end()
            self.advice = advice
            self.advised.emit(advice)

    @Slot(str)
    def _on_failed(self, sentence: str) -> None:
        """Nobody asked, so nobody need hear why there is no advice."""
        self.bar.end(sentence if self._asked else "")

    @Slot()
    def _on_finished(self) -> None:
        self._worker = None
        if self._asked and self._control.stopped and self._can_begin():
            self._begin()
            return
        self._asked = False
