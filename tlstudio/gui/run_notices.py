"""Calls a person back who has turned to another window: a run has ended, has failed, or has a question."""

import time
from typing import cast

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget

from tlstudio.foundation.events import Event, Finished, Paused, Progress, Started
from tlstudio.gui.desktop_notice import DesktopNotice
from tlstudio.gui.training.panel import TrainingPanel
from tlstudio.gui.training.progress import WHOLE, share_done
from tlstudio.gui.training.run_now import RunNow
from tlstudio.gui.training.wording import caveat_text, result_text

LONG_SECONDS = 10.0  # who waited less is still looking


class RunNotices(QObject):
    """The window asks for attention and the desktop says a few words, but only while the window is in the background;
    all of it stands in the window, too. How far the run is stands on the window's icon, where the desktop shows that.
    """

    def __init__(self, training: TrainingPanel, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._began = 0.0
        self._started: Started | None = None
        self._now = RunNow()
        self._badge = 0
        self.desktop = DesktopNotice(self)
        training.training_started.connect(self._on_training_started)
        training.events_came.connect(self._on_events)
        training.run_failed.connect(self._on_failed)
        training.training_ended.connect(self._on_training_ended)
        self._application = cast("QGuiApplication", QGuiApplication.instance())
        self._application.applicationStateChanged.connect(self._on_application_state_changed)

    @Slot()
    def _on_training_started(self) -> None:
        self._began, self._started, self._now = time.monotonic(), None, RunNow()

    @Slot(list)
    def _on_events(self, events: list[Event]) -> None:
        for event in events:
            self._now.hear(event)
            match event:
                case Started():
                    self._started = event
                case Paused(reason, asks=True):
                    self._call("Training waits for an answer", reason)
                case Finished() if self._was_long():
                    self._call("Training has ended", self._words(event))
        last = next((event for event in reversed(events) if isinstance(event, Progress)), None)
        if last is not None:
            self._show_badge(last)

    @Slot(str)
    def _on_failed(self, sentence: str) -> None:
        if self._was_long():
            self._call("Training has failed", sentence)

    @Slot()
    def _on_training_ended(self) -> None:
        self._set_badge(0)

    @Slot(Qt.ApplicationState)
    def _on_application_state_changed(self, now: Qt.ApplicationState) -> None:
        if now == Qt.ApplicationState.ApplicationActive:
            self.desktop.put_away()

    def _was_long(self) -> bool:
        return time.monotonic() - self._began >= LONG_SECONDS

    def _call(self, title: str, text: str) -> None:
        if self._window.isVisible() and QApplication.activeWindow() is None:
            QApplication.alert(self._window)
            self.desktop.show(title, text)

    def _words(self, finished: Finished) -> str:
        photos = self._started.validation_photos if self._started else 0
        return "\n".join(text for text in (result_text(finished, photos), caveat_text(finished)) if text)

    def _show_badge(self, progress: Progress) -> None:
        share = share_done(progress, self._now.epochs)
        self._set_badge(round(100 * share / WHOLE) if share and progress.stage == "train" else 0)

    def _set_badge(self, percent: int) -> None:
        if percent != self._badge:
            self._badge = percent
            self._application.setBadgeNumber(percent)
