"""Changing a run while it is under way: its learning rate, and how many epochs it has in all."""

import dataclasses
import math

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from tlstudio.gui.training.run_now import RunNow
from tlstudio.gui.training.wording import epoch_text, rate_text

_WIDTH = 420
_MOST_EPOCHS = 100_000
_RATE_HELP = "How far each step goes at most; the schedule and the layers' own rates follow it."
_NO_RATE = "This run finds its own steps and has no learning rate."
_FACTORS = {"halveRate": ("×½", 0.5, "Half the learning rate"), "doubleRate": ("×2", 2.0, "Twice the learning rate")}


class ChangeDialog(QDialog):
    """Stands beside the run, which goes on meanwhile. `wanted(rate, epochs)`: each is None where it stays as it is."""

    wanted = Signal(object, object)

    def __init__(self, now: RunNow, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("changeDialog")
        self.setWindowTitle("Change While Training")
        self.setMinimumWidth(_WIDTH)
        self._shown = RunNow()
        self.rate = QLineEdit()
        self.rate.setObjectName("changeRateEdit")
        self.rate.setAccessibleName("Learning rate")
        self.rate.setAccessibleDescription(_RATE_HELP)
        self.factors = [self._factor_button(name) for name in _FACTORS]
        self.epochs = QSpinBox(minimum=1, maximum=_MOST_EPOCHS)
        self.epochs.setObjectName("changeEpochsBox")
        self.epochs.setAccessibleName("Epochs in all")
        self._rate_note, self._epoch_note, self.said = _note(_RATE_HELP), _note(), _note()
        self.said.setObjectName("changeSaid")
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Apply | QDialogButtonBox.StandardButton.Close)
        self.apply = self.buttons.button(QDialogButtonBox.StandardButton.Apply)
        self._lay_out()
        self.apply.setDefault(True)
        self.apply.clicked.connect(self._on_apply)
        self.buttons.rejected.connect(self.reject)
        self.rate.textEdited.connect(self._on_edited)
        self.epochs.valueChanged.connect(self._on_edited)
        self.show_now(now)

    def show_now(self, now: RunNow) -> None:
        """What the run has now; what a person has typed and not applied yet stays."""
        if now.rate != self._shown.rate or not self.rate.text():
            self.rate.setText(rate_text(now.rate) if now.rate is not None else "")
        if now.epochs is not None and now.epochs != self._shown.epochs:
            self.epochs.setValue(now.epochs)
        self._shown = dataclasses.replace(now)
        for part in (self.rate, *self.factors):
            part.setEnabled(now.rate is not None)
        self._rate_note.setText(_NO_RATE if now.rate is None else _RATE_HELP)
        self._epoch_note.setText(epoch_text(now.epoch, now.epochs))
        self._on_edited()

    def say(self, sentence: str) -> None:
        """What has become of a wish."""
        self.said.setText(sentence)

    def _wishes(self) -> tuple[float | None, int | None]:
        rate = _number(self.rate.text()) if self.rate.isEnabled() and self._is_edited() else None
        epochs = self.epochs.value()
        return rate, epochs if epochs != self._shown.epochs else None

    def _is_edited(self) -> bool:
        return self._shown.rate is not None and self.rate.text().strip() != rate_text(self._shown.rate)

    @Slot()
    def _on_edited(self) -> None:
        self.apply.setEnabled(self._wishes() != (None, None))

    @Slot()
    def _on_apply(self) -> None:
        self.wanted.emit(*self._wishes())

    @Slot()
    def _on_factor_clicked(self) -> None:
        rate = _number(self.rate.text()) * _FACTORS[self.sender().objectName()][1]
        if math.isfinite(rate):
            self.rate.setText(rate_text(rate))
            self._on_edited()

    def _factor_button(self, name: str) -> QPushButton:
        text, _, tip = _FACTORS[name]
        button = QPushButton(text, autoDefault=False)
        button.setObjectName(name)
        button.setToolTip(tip)
        button.setAccessibleName(tip)
        button.clicked.connect(self._on_factor_clicked)
        return button

    def _lay_out(self) -> None:
        rates = QHBoxLayout()
        rates.addWidget(self.rate, 1)
        for button in self.factors:
            rates.addWidget(button)
        grid = QGridLayout()
        rate_label, epochs_label = QLabel("&Learning rate"), QLabel("&Epochs in all")
        rate_label.setBuddy(self.rate)
        epochs_label.setBuddy(self.epochs)
        grid.addWidget(rate_label, 0, 0)
        grid.addLayout(rates, 0, 1)
        grid.addWidget(self._rate_note, 1, 1)
        grid.addWidget(epochs_label, 2, 0)
        grid.addWidget(self.epochs, 2, 1)
        grid.addWidget(self._epoch_note, 3, 1)
        grid.setColumnStretch(1, 1)
        column = QVBoxLayout(self)
        column.addLayout(grid)
        column.addWidget(self.said)
        column.addStretch(1)
        column.addWidget(self.buttons)


def _number(text: str) -> float:
    """What was typed; no number at all is not a number."""
    try:
        return float(text.strip().replace(",", "."))
    except ValueError:
        return float("nan")


def _note(text: str = "") -> QLabel:
    label = QLabel(text, wordWrap=True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setForegroundRole(QPalette.ColorRole.PlaceholderText)
    return label
