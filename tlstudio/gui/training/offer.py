"""Offers to go on with the run that was interrupted last on the photos that are open."""

from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QPushButton

from tlstudio.gui.runs.jobs import Runs, forget_order
from tlstudio.gui.state import AppState
from tlstudio.gui.training.ask_banner import AskBanner
from tlstudio.gui.training.wording import interrupted_text
from tlstudio.training.interrupted import Resumable

GO_ON, LATER, FORGET = "goOnInterrupted", "notNowInterrupted", "forgetInterrupted"
_ANSWERS = {
    GO_ON: ("Go On", "Train on from where the run was interrupted, with the same settings."),
    LATER: ("Not Now", "Keep it, and offer it again when these photos are opened the next time."),
    FORGET: ("Forget It", "Remove what it would need to go on. Models stay. This cannot be undone."),
}


class ResumeOffer(QObject):
    """Shown in its `banner` while no run is under way; `accepted(run)` when a person wants to go on with it."""

    accepted = Signal(object)

    def __init__(self, state: AppState, parent: QObject) -> None:
        super().__init__(parent)
        self._state = state
        self._runs: tuple[Resumable, ...] = ()
        self._declined: set[Path] = set()
        self._busy = False
        self.banner = AskBanner("interruptedBanner", _ANSWERS)
        buttons = self.banner.buttons
        buttons[GO_ON].clicked.connect(self._on_go_on_clicked)
        buttons[LATER].clicked.connect(self._on_later_clicked)
        buttons[FORGET].clicked.connect(self._on_forget_clicked)
        state.project_changed.connect(self._on_project_changed)
        state.editor.answered.connect(self._on_answered)

    @property
    def go_on_button(self) -> QPushButton:
        """Goes on with what is offered; on while something is."""
        return self.banner.buttons[GO_ON]

    def set_busy(self, busy: bool) -> None:
        """Whether a run is under way: then nothing is offered."""
        self._busy = busy
        self._show()

    @Slot()
    def _on_project_changed(self) -> None:
        self._runs = ()
        self._declined.clear()
        self._show()

    @Slot(object)
    def _on_answered(self, answer: object) -> None:
        if isinstance(answer, Runs):
            self._runs = answer.resumable
            self._show()

    def _offered(self) -> Resumable | None:
        return next((run for run in self._runs if run.model not in self._declined), None)

    def _show(self) -> None:
        run = None if self._busy else self._offered()
        if run:
            self.banner.ask(interrupted_text(run, datetime.now().astimezone()))
        else:
            self.banner.put_away()

    @Slot()
    def _on_go_on_clicked(self) -> None:
        self.accepted.emit(self._offered())

    @Slot()
    def _on_later_clicked(self) -> None:
        if run := self._offered():
            self._declined.add(run.model)
        self._show()

    @Slot()
    def _on_forget_clicked(self) -> None:
        if run := self._offered():
            self._declined.add(run.model)
            self._state.editor.ask(forget_order(run.model))
        self._show()
