"""Pictures that a person says are of none of the classes, and how much at home the model finds each of them."""

import threading
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from tlstudio.gui.prediction.answer_run import AnswerRun
from tlstudio.gui.prediction.jobs import Found
from tlstudio.gui.prediction.table_order import Outcome
from tlstudio.gui.state import AppState
from tlstudio.photos.view import PhotoFile
from tlstudio.prediction.answer import Answer, is_neither


class Strangers(QObject):
    """`changed` when there are others, or more is known of them. Another model is asked about the same ones."""

    changed = Signal()

    def __init__(self, state: AppState, turn: threading.Lock, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.typicalities: list[float] = []
        self.progress = (0, 0)
        self._state = state
        self._photos: tuple[PhotoFile, ...] = ()
        self._run = AnswerRun(state.pool, self, turn)
        self._run.found.connect(self._on_found)
        self._run.answered.connect(self._on_answered)
        self._run.ended.connect(self.changed)
        self._run.failed.connect(self.changed)
        state.predictor_changed.connect(self._on_predictor_changed)

    def is_looking(self) -> bool:
        """Whether some are still to be looked at."""
        return self._run.is_running()

    def turned_away(self, keep_rate: float) -> int:
        """How many are called “neither” where so much of one's own kind is kept."""
        return sum(is_neither(typicality, keep_rate) for typicality in self.typicalities)

    def mark(self, answered: Sequence[tuple[PhotoFile, float]]) -> None:
        """These are strangers, and so typical the model finds them."""
        self._run.cancel()
        self._photos = tuple(photo for photo, _ in answered)
        self.typicalities = [typicality for _, typicality in answered]
        self.changed.emit()

    def look_at(self, photos: Sequence[PhotoFile]) -> None:
        """These files, and all below these folders, are strangers."""
        self._photos, self.typicalities, self.progress = tuple(photos), [], (0, 0)
        if self._state.predictor is not None and photos:
            self._run.ask(self._state.predictor, self._photos)
        self.changed.emit()

    @Slot(list)
    def look_at_names(self, names: list[str]) -> None:
        """The same, as a file dialog has them."""
        self.look_at([Path(name) for name in names])

    @Slot()
    def cancel(self) -> None:
        """Look at no more of them; those that were looked at stay."""
        self._run.cancel()

    @Slot(object)
    def _on_found(self, found: Found) -> None:
        self.progress = (0, len(found.files))
        self.changed.emit()

    @Slot(list)
    def _on_answered(self, answers: list[tuple[PhotoFile | None, Outcome]]) -> None:
        some = [outcome.typicality for _, outcome in answers if isinstance(outcome, Answer)]
        self.typicalities += [typicality for typicality in some if typicality is not None]
        self.progress = (self.progress[0] + len(answers), self.progress[1])
        self.changed.emit()

    @Slot()
    def _on_predictor_changed(self) -> None:
        self._run.cancel()
        self.look_at(self._photos)
