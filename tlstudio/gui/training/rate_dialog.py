"""The dialog “Find a Learning Rate”: what ever higher rates make of the loss, and which of them the next run takes."""

from collections.abc import Generator
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from tlstudio.dataset.sample import Dataset
from tlstudio.features.choice import CacheChoice
from tlstudio.foundation.control import Control
from tlstudio.foundation.events import Event, Problem, Progress, Warned
from tlstudio.gui.error_banner import ErrorBanner
from tlstudio.gui.libraries import load_engine
from tlstudio.gui.progress_line import ProgressLine
from tlstudio.gui.state import AppState
from tlstudio.gui.training.rate_words import INTRODUCTION, LEGEND, described
from tlstudio.gui.training.recipe_fields import NUMBERS
from tlstudio.gui.training.wording import STAGES, unreadable_text
from tlstudio.gui.worker import Worker
from tlstudio.photos.pool import PhotoPool
from tlstudio.training.recipe import Recipe
from tlstudio.training.tried_rates import FoundRate

if TYPE_CHECKING:
    from tlstudio.gui.training.rate_plot import RatePlot

_SIZE = (760, 560)
_TITLE = "Find a Learning Rate"
_STOPPED = "Stopped before the end, so no rate follows."
_NUMBER = next(number for number in NUMBERS if number.key == "learning_rate")


class RateDialog(QDialog):
    """Looks for a rate for what is open and set when it is shown; `used(rate)` when the next run is to take one.

    `problem` says why that cannot be. Closing stops the search.
    """

    used = Signal(float)

    def __init__(self, state: AppState, dataset: Dataset, problem: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("rateDialog")
        self.setWindowTitle(_TITLE)
        self.resize(*_SIZE)
        self._control = Control()
        self._problems: list[Problem] = []
        self.plot: RatePlot | None = None
        self.banner = ErrorBanner()
        self.line = ProgressLine("findRate", "the search", STAGES, cancel=False)
        self.reason = QLabel(wordWrap=True)
        self.reason.setTextFormat(Qt.TextFormat.PlainText)
        self.reason.setObjectName("rateReason")
        self.edit = QLineEdit()
        self.edit.setEnabled(False)
        self.edit.setObjectName("foundRateEdit")
        self.edit.setAccessibleName(_NUMBER.title)
        self.edit.setAccessibleDescription(_NUMBER.help)
        self.use_button = QPushButton("&Use This Rate")
        self.use_button.setEnabled(False)
        self.use_button.setObjectName("useRateButton")
        self._room = QWidget()
        self._place = QVBoxLayout(self._room)
        self._place.setContentsMargins(0, 0, 0, 0)
        self._lay_out()
        self.edit.textChanged.connect(self._on_text_changed)
        self.use_button.clicked.connect(self._on_use)
        if problem:
            self.reason.setText(problem)
        else:
            self._start(state, dataset)

    def done(self, result: int) -> None:
        """Closed, by whatever means: look no further."""
        self._control.stop()
        super().done(result)

    def rate(self) -> float | int | None:
        """What is chosen, None where that is no rate."""
        return _NUMBER.value(self.edit.text())

    def _start(self, state: AppState, dataset: Dataset) -> None:
        worker = Worker(_find(state.recipe, dataset, state.pool, self._control), parent=self, control=self._control)
        worker.events_came.connect(self._on_events)
        worker.succeeded.connect(self._on_succeeded)
        worker.failed.connect(self._on_failed)
        self.line.begin("Getting the network ready…")
        worker.start()

    @Slot(list)
    def _on_events(self, events: list[Event]) -> None:
        for event in events:
            if isinstance(event, Progress) and not self._control.stopped:
                self.line.show_progress(event)
            elif isinstance(event, Problem):
                self._problems.append(event)
                self.banner.show_error(unreadable_text(self._problems))
            elif isinstance(event, Warned):
                self.banner.show_error(event.text)

    @Slot(object)
    def _on_succeeded(self, found: FoundRate | None) -> None:
        self.line.end()
        self.reason.setText(found.reason if found else _STOPPED)
        if found is not None and found.tried:
            self._show_plot(found)
            self.edit.setEnabled(True)
            self.edit.setText(f"{found.rate:g}" if found.rate else "")
            self.edit.setFocus()

    @Slot(str)
    def _on_failed(self, sentence: str) -> None:
        self.line.end()
        self.banner.show_error(sentence)

    def _show_plot(self, found: FoundRate) -> None:
        from tlstudio.gui.training.rate_plot import RatePlot

        self.plot = RatePlot()
        self.plot.setAccessibleDescription(described(found))
        self.plot.show_found(found)
        self.plot.rate_moved.connect(self._on_rate_moved)
        self._place.addWidget(self.plot)
        self._place.addWidget(QLabel(LEGEND, wordWrap=True))

    @Slot(float)
    def _on_rate_moved(self, rate: float) -> None:
        self.edit.setText(f"{rate:g}")

    @Slot()
    def _on_text_changed(self) -> None:
        rate = self.rate()
        self.use_button.setEnabled(rate is not None)
        if rate is not None and self.plot is not None and rate != self.plot.rate():
            self.plot.choose(rate)

    @Slot()
    def _on_use(self) -> None:
        rate = self.rate()
        if rate is not None:
            self.used.emit(rate)
            self.accept()

    def _lay_out(self) -> None:
        label = QLabel("&Learning rate:")
        label.setBuddy(self.edit)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        cancel = buttons.button(QDialogButtonBox.StandardButton.Cancel)
        cancel.setIcon(QIcon())
        cancel.setAutoDefault(False)
        buttons.addButton(self.use_button, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.rejected.connect(self.reject)
        last = QHBoxLayout()
        last.addWidget(label)
        last.addWidget(self.edit)
        last.addStretch(1)
        last.addWidget(buttons)
        column = QVBoxLayout(self)
        column.addWidget(QLabel(INTRODUCTION, wordWrap=True))
        column.addWidget(self.banner)
        column.addWidget(self.line)
        column.addWidget(self.reason)
        column.addWidget(self._room, 1)
        column.addLayout(last)
        self.use_button.setDefault(True)  # not before it has its place: a dialog knows only its own buttons


def _find(
    recipe: Recipe, dataset: Dataset, pool: PhotoPool, control: Control
) -> Generator[Event, None, FoundRate | None]:
    yield Progress("prepare", 0, 1)
    load_engine()
    from tlstudio.training.finder import find_rate

    return (yield from find_rate(recipe, dataset, pool, CacheChoice(), control))
