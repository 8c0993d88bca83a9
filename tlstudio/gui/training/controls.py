"""Start, pause, change and stop, the bar, and the sentence that says where things stand."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from tlstudio.foundation.events import Progress
from tlstudio.gui import icons
from tlstudio.gui.buttons import push_button
from tlstudio.gui.training.progress import WHOLE, share_done

FOLD_TITLE = "Epochs, learning rate, batch size"


class TrainingControls(QWidget):
    """`start_clicked`, `pause_clicked(True to pause, False to go on)`, `change_clicked`, `stop_clicked`,
    `fold_toggled(open)`."""

    start_clicked = Signal()
    pause_clicked = Signal(bool)
    change_clicked = Signal()
    stop_clicked = Signal()
    fold_toggled = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.train_button = push_button("trainButton", "Start Training")
        self.pause_button = push_button("pauseButton", "Pause")
        self.pause_button.setCheckable(True)
        self.change_button = push_button("changeButton", "Change…")
        self.change_button.setToolTip("Change the learning rate or the number of epochs of the run under way.")
        self.stop_button = push_button("stopButton", "Stop")
        self.stop_button.setToolTip("Stop after the batch at hand and keep the best epoch so far.")
        self.fold = QToolButton()
        self.fold.setText(FOLD_TITLE)
        self.fold.setCheckable(True)
        self.fold.setAutoRaise(True)
        self.fold.setObjectName("recipeFold")
        self.fold.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.bar = QProgressBar(maximum=WHOLE, textVisible=False)
        self.bar.setObjectName("progressBar")
        self.bar.setAccessibleName("Progress of training")
        self.bar.setFixedHeight(8)
        self.status = QLabel(wordWrap=True)
        self.status.setObjectName("trainingStatus")
        self.status.setTextFormat(Qt.TextFormat.PlainText)
        self._lay_out()
        self.train_button.clicked.connect(self.start_clicked)
        self.pause_button.clicked.connect(self.pause_clicked)
        self.change_button.clicked.connect(self.change_clicked)
        self.stop_button.clicked.connect(self.stop_clicked)
        self.fold.toggled.connect(self._on_fold_toggled)
        self.show_idle("", "")

    def show_idle(self, problem: str, status: str) -> None:
        """No run: Start is on unless there is a problem, which is then said beside it and in its tool tip."""
        self.train_button.setEnabled(not problem)
        self.train_button.setToolTip(problem or "Train the network on these photos (Ctrl+Return).")
        self.train_button.setAccessibleDescription(problem)
        for button in (self.pause_button, self.change_button, self.stop_button):
            button.setEnabled(False)
        self.show_paused(False)
        self.bar.hide()
        self.say(problem or status)

    def show_running(self) -> None:
        """A run has been started."""
        self.train_button.setEnabled(False)
        self.train_button.setToolTip("Training is under way.")
        for button in (self.pause_button, self.stop_button):
            button.setEnabled(True)
        self.bar.setRange(0, 0)
        self.bar.show()

    def show_progress(self, progress: Progress, epochs: int | None, text: str) -> None:
        """Move the bar and say how far it is."""
        share = share_done(progress, epochs)
        self.bar.setRange(0, 0 if share is None else WHOLE)
        self.bar.setValue(share or 0)
        self.bar.setAccessibleDescription(text)
        self.say(text.replace(" · ", "\u00a0· "))  # no line begins with a dot

    def show_stopping(self) -> None:
        """Stop was asked for."""
        for button in (self.pause_button, self.change_button, self.stop_button):
            button.setEnabled(False)
        self.say("Stopping after the batch at hand…")

    def say(self, text: str) -> None:
        """Say where things stand, in place of what was said before."""
        self.status.setText(text)
        self.status.setVisible(bool(text))

    def show_paused(self, paused: bool) -> None:
        """Whether the run waits."""
        self.pause_button.setChecked(paused)
        self.pause_button.setText("Go On" if paused else "Pause")
        self.pause_button.setToolTip("Let training go on." if paused else "Wait after the batch at hand.")

    def apply_theme(self, palette: QPalette) -> None:
        """Make the icons again in the palette's colours."""
        buttons = (self.train_button, self.pause_button, self.change_button, self.stop_button)
        for button, name in zip(buttons, ("play", "pause", "tune", "stop"), strict=True):
            button.setIcon(icons.icon(name, palette))
        self._show_fold_arrow()

    @Slot(bool)
    def _on_fold_toggled(self, opened: bool) -> None:
        self._show_fold_arrow()
        self.fold_toggled.emit(opened)

    def _show_fold_arrow(self) -> None:
        opened = self.fold.isChecked()
        self.fold.setIcon(icons.icon("chevron-down" if opened else "chevron-right", QApplication.palette()))
        self.fold.setAccessibleDescription("shown" if opened else "folded away")

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        for button in (self.train_button, self.pause_button, self.change_button, self.stop_button):
            row.addWidget(button)
        column = QVBoxLayout()
        column.setSpacing(2)
        column.addStretch(1)
        column.addWidget(self.status)
        column.addWidget(self.bar)
        column.addStretch(1)
        row.addLayout(column, 1)
