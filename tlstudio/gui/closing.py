"""Closing the window while a run is under way: nothing of it is lost, and nobody has to wait for a dead window."""

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QWidget

from tlstudio.foundation.events import EpochEnded, Event, Started
from tlstudio.gui.closing_dialog import ClosingDialog
from tlstudio.gui.training.panel import TrainingPanel

_LOGOUT_MILLISECONDS = 10_000


class Closing(QObject):
    """`ask` before the window closes; once the run has ended after the answer, it closes by itself."""

    _run_ended = Signal()

    def __init__(self, training: TrainingPanel, window: QWidget) -> None:
        super().__init__(window)
        self._training = training
        self._window = window
        self._dialog: ClosingDialog | None = None
        self._epochs = 0
        self._may_close = False
        training.training_started.connect(self._on_training_started)
        training.events_came.connect(self._on_events)
        training.training_ended.connect(self._on_training_ended)
        # Queued: the run's own thread object says its last words before the window is taken down.
        self._run_ended.connect(window.close, Qt.ConnectionType.QueuedConnection)

    def ask(self) -> bool:
        """True when the window has to stay for now, because a run is under way and a person is asked about it."""
        if self._may_close or not self._training.is_running():
            self._put_away()
            return False
        if self._dialog is None:
            self._dialog = ClosingDialog(self._epochs, self._window)
            self._dialog.interrupt_chosen.connect(self._on_interrupt_chosen)
            self._dialog.stop_chosen.connect(self._on_stop_chosen)
            self._dialog.rejected.connect(self._put_away)
            self._dialog.open()
            if self._training.is_stopping():
                self._dialog.wait("Stopping the run…")
        return True

    def interrupt(self) -> None:
        """Nobody is asked any more; the run keeps what it needs to go on another time."""
        self._may_close = True
        self._training.interrupt()

    @Slot()
    def save_for_logout(self) -> None:
        """The desktop's session ends, and waits for this."""
        self.interrupt()
        self._training.stop_and_wait(_LOGOUT_MILLISECONDS)

    @Slot()
    def _on_interrupt_chosen(self) -> None:
        self._training.interrupt()

    @Slot()
    def _on_stop_chosen(self) -> None:
        self._training.stop()

    @Slot()
    def _on_training_started(self) -> None:
        self._epochs, self._may_close = 0, False

    @Slot(list)
    def _on_events(self, events: list[Event]) -> None:
        for event in events:
            self._epochs += len(event.before) if isinstance(event, Started) else isinstance(event, EpochEnded)
        if self._dialog is not None:
            self._dialog.show_epochs(self._epochs)

    @Slot()
    def _on_training_ended(self) -> None:
        """By the answer: the window goes. By itself: the question has no meaning any more, and the window stays."""
        if self._dialog is not None and self._dialog.is_answered:
            self._may_close = True
            self._run_ended.emit()
        self._put_away()

    @Slot()
    def _put_away(self) -> None:
        if self._dialog is not None:
            self._dialog.hide()
            self._dialog.deleteLater()
            self._dialog = None
