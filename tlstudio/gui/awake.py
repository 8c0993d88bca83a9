"""The computer does not fall asleep during a run, where that is wanted; it may while the run is paused."""

import contextlib

from PySide6.QtCore import QObject, Slot

from tlstudio.foundation.awake import kept_awake
from tlstudio.foundation.events import Event, Paused, Resumed
from tlstudio.gui.state import AppState
from tlstudio.gui.training.panel import TrainingPanel


class Awake(QObject):
    """Follows the run and `state.keep_awake`."""

    def __init__(self, state: AppState, training: TrainingPanel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self._training = training
        self._paused = False
        self._kept = contextlib.ExitStack()
        self.is_kept = False
        state.keep_awake_changed.connect(self._follow)
        training.training_started.connect(self._on_training_started)
        training.training_ended.connect(self._follow)
        training.events_came.connect(self._on_events)

    @Slot()
    def _on_training_started(self) -> None:
        self._paused = False
        self._follow()

    @Slot(list)
    def _on_events(self, events: list[Event]) -> None:
        for event in events:
            if isinstance(event, Paused | Resumed):
                self._paused = isinstance(event, Paused)
        self._follow()

    @Slot()
    def _follow(self) -> None:
        wanted = self._training.is_running() and not self._paused and self._state.keep_awake
        if wanted and not self.is_kept:
            self._kept.enter_context(kept_awake())
        elif not wanted:
            self._kept.close()
        self.is_kept = wanted
