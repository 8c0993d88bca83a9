"""What a person does to a run under way: pause, go on, change, stop; and what the run asks of a person."""

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from tlstudio.foundation.errors import UsageError
from tlstudio.foundation.events import Changed, Event, Finished, Paused, Resumed
from tlstudio.gui.training.ask_banner import AskBanner
from tlstudio.gui.training.change_dialog import ChangeDialog
from tlstudio.gui.training.controls import TrainingControls
from tlstudio.gui.training.current_run import CurrentRun
from tlstudio.gui.training.wording import change_text

GO_ON, STOP = "answerGoOn", "answerStop"
_ANSWERS = {
    GO_ON: ("Go On", "Let training go on (Ctrl+P)."),
    STOP: ("Stop", "Stop here and keep the best epoch so far (Ctrl+.)."),
}
_ASKED = "Asked for: it comes with the next batch."
_ASKED_PAUSED = "Asked for: it comes with the next batch, when the run goes on."


class Steering(QObject):
    """Between the buttons and the run. `asked` when the run has a question, which stands in the `banner`."""

    asked = Signal()

    def __init__(self, run: CurrentRun, controls: TrainingControls, panel: QWidget) -> None:
        super().__init__(panel)
        self._run = run
        self._controls = controls
        self._panel = panel
        self._dialog: ChangeDialog | None = None
        self.banner = AskBanner("questionBanner", _ANSWERS)
        self.banner.buttons[GO_ON].clicked.connect(self.go_on)
        self.banner.buttons[STOP].clicked.connect(self.stop)
        controls.stop_clicked.connect(self.stop)
        controls.pause_clicked.connect(self._on_pause_clicked)
        controls.change_clicked.connect(self.change)

    def show_event(self, event: Event) -> None:
        """What the run says of its steering."""
        match event:
            case Paused(reason, asks=True):
                self.banner.ask(reason)
                self._controls.show_paused(True)
                self._controls.say("The run has a question.")
                self.asked.emit()
            case Paused():
                self._controls.say("Paused. Go On continues where it stands.")
            case Resumed():
                self._show_going_on()
            case Changed():
                self._say(f"Done {change_text(event)}.")
            case Finished():
                self.end()
        self._show_now()

    @Slot()
    def go_on(self) -> None:
        """Let a paused run go on; to its question that means yes."""
        self._run.control.resume()
        self._show_going_on()

    @Slot()
    def stop(self) -> None:
        """Ask the run to end after the batch at hand."""
        if self._run.is_running:
            self._run.control.stop()
            self._show_stopping()

    @Slot()
    def interrupt(self) -> None:
        """The same, so that the run can go on another time."""
        if self._run.is_running:
            self._run.control.interrupt()
            self._show_stopping()

    @Slot()
    def change(self) -> None:
        """Let a person change the run, which goes on meanwhile."""
        if self._dialog is None and self._run.can_be_changed:
            self._dialog = ChangeDialog(self._run.now, self._panel)
            self._dialog.wanted.connect(self._on_change_wanted)
            self._dialog.finished.connect(self._on_dialog_finished)
            self._dialog.show()
        if self._dialog is not None:
            self._dialog.raise_()
            self._dialog.activateWindow()

    def end(self) -> None:
        """The run is over, or is told to end: nothing is left to steer."""
        self.banner.put_away()
        if self._dialog is not None:
            self._dialog.reject()

    @Slot(bool)
    def _on_pause_clicked(self, pause: bool) -> None:
        if pause:
            self._run.control.pause()
            self._controls.show_paused(True)
            self._controls.say("Pausing after the batch at hand…")
        else:
            self.go_on()

    @Slot(object, object)
    def _on_change_wanted(self, rate: float | None, epochs: int | None) -> None:
        try:
            self._run.control.change(rate, epochs)
        except UsageError as error:
            self._say(str(error))
        else:
            self._say(_ASKED_PAUSED if self._run.control.paused else _ASKED)

    @Slot()
    def _on_dialog_finished(self) -> None:
        if self._dialog is not None:
            self._dialog.deleteLater()
            self._dialog = None

    def _say(self, sentence: str) -> None:
        if self._dialog is not None:
            self._dialog.say(sentence)

    def _show_now(self) -> None:
        self._controls.change_button.setEnabled(self._run.can_be_changed)
        if self._dialog is not None:
            self._dialog.show_now(self._run.now)

    def _show_going_on(self) -> None:
        self.banner.put_away()
        self._controls.show_paused(False)
        self._controls.say("Going on…")

    def _show_stopping(self) -> None:
        self.end()
        self._controls.show_stopping()
