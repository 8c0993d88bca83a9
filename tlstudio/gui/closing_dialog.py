"""The question when the window is to be closed during a run, and the wait after it."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QProgressBar, QVBoxLayout, QWidget

from tlstudio.gui.buttons import push_button

_WIDTH = 560
_QUESTION = "Training is still running."
_INTERRUPT = "Interrupting keeps what the run needs to go on from here another time."


class ClosingDialog(QDialog):
    """`interrupt_chosen`, `stop_chosen`, or `rejected` to keep training. After one of the first two it says that the
    run is being saved, and cannot be put away any more."""

    interrupt_chosen = Signal()
    stop_chosen = Signal()

    def __init__(self, epochs: int, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("closingDialog")
        self.setWindowTitle("Close the Window?")
        self.setFixedWidth(_WIDTH)
        self.is_answered = False
        self._title = QLabel(_QUESTION)
        self.text = QLabel(wordWrap=True)
        self._bar = QProgressBar(maximum=0, textVisible=False)
        self._bar.setAccessibleName("Saving the run")
        self._interrupt = push_button("interruptButton", "&Interrupt and Go On Later")
        self._stop = push_button("stopAndKeepButton", "")
        self._keep = push_button("keepTrainingButton", "&Keep Training")
        self._keep.setDefault(True)
        self._interrupt.clicked.connect(self._on_interrupt_clicked)
        self._stop.clicked.connect(self._on_stop_clicked)
        self._keep.clicked.connect(self.reject)
        self._lay_out()
        self.show_epochs(epochs)
        self._keep.setFocus()

    @Slot(int)
    def show_epochs(self, epochs: int) -> None:
        """How many epochs are complete, and so what stopping keeps."""
        if not self.is_answered:
            self._stop.setText("&Stop and Keep the Best Epoch" if epochs else "&Stop Without a Model")
            self.text.setText(f"{_stop_text(epochs)}\n{_INTERRUPT}")

    def wait(self, title: str) -> None:
        """Nothing is left to be asked; the run is ending."""
        self.is_answered = True
        self._title.setText(title)
        self.text.setText("Saving what it has learned. The window closes by itself.")
        for button in (self._interrupt, self._stop, self._keep):
            button.setEnabled(False)
        self._bar.show()

    @Slot()
    def reject(self) -> None:
        """Keep training; does nothing once the run was told to end."""
        if not self.is_answered:
            super().reject()

    @Slot()
    def _on_interrupt_clicked(self) -> None:
        self.wait("Interrupting the run…")
        self.interrupt_chosen.emit()

    @Slot()
    def _on_stop_clicked(self) -> None:
        self.wait("Stopping the run…")
        self.stop_chosen.emit()

    def _lay_out(self) -> None:
        font = self._title.font()
        font.setBold(True)
        self._title.setFont(font)
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        self._bar.hide()
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        for button in (self._interrupt, self._stop, self._keep):
            buttons.addWidget(button)
        column = QVBoxLayout(self)
        for part in (self._title, self.text, self._bar):
            column.addWidget(part)
        column.addLayout(buttons)


def _stop_text(epochs: int) -> str:
    if epochs:
        complete = "1 epoch is" if epochs == 1 else f"{epochs:,} epochs are"
        return f"{complete} complete. Stopping now keeps the best one as the model."
    return "No epoch is complete yet: stopping now leaves no model."
