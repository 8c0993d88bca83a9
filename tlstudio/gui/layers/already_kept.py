"""What the cache already has of the run at hand: looked up in the background, a moment after the last change."""

from collections.abc import Generator
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from tlstudio.backbone.freezing import border
from tlstudio.backbone.preprocessing import Preprocessing
from tlstudio.backbone.tree import Cut
from tlstudio.dataset.sample import Dataset
from tlstudio.foundation.events import Event, Progress
from tlstudio.gui.libraries import load_engine
from tlstudio.gui.state import AppState
from tlstudio.gui.worker import Worker
from tlstudio.training.choices import usual_augmentation
from tlstudio.training.recipe import Recipe
from tlstudio.training.thawing import lasting

if TYPE_CHECKING:
    from tlstudio.features.already import Already

_MOMENT = 300


class Question(NamedTuple):
    """What the answer depends on."""

    preprocessing: Preprocessing
    cut: Cut
    dataset: Dataset
    recipe: Recipe


class AlreadyKept(QObject):
    """`found` is what the cache has for what is ticked now, None until that is known; `changed` when it becomes known.

    Nothing is looked for before the machine's speed is known: until then nobody else needs the processor less.
    """

    changed = Signal()

    def __init__(self, state: AppState, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.found: Already | None = None
        self._state = state
        self._worker: Worker | None = None
        self._timer = QTimer(self, interval=_MOMENT, singleShot=True)
        self._timer.timeout.connect(self._ask)

    @Slot()
    def look(self) -> None:
        """Forget the answer and ask again, once a moment has passed in which nobody called this."""
        self.found = None
        self._timer.start()

    @Slot()
    def _ask(self) -> None:
        if self._worker is not None:
            self._timer.start()  # one question at a time
            return
        question = self._question()
        if question is not None:
            self._worker = Worker(_look_up(question), parent=self)
            self._worker.succeeded.connect(self._on_found)
            self._worker.finished.connect(self._on_worker_finished)
            self._worker.start()

    def _question(self) -> Question | None:
        state = self._state
        cut = border(state.tree, lasting(state.frozen, state.thaw)) if state.tree else None
        if cut is None or state.dataset is None or state.tree is None or state.speed is None:
            return None
        if state.speed.backbone != state.tree.backbone or state.recipe.varies_anew:
            return None
        return Question(state.speed.preprocessing, cut, state.dataset, state.recipe)

    @Slot(object)
    def _on_found(self, found: "Already") -> None:
        if not self._timer.isActive():  # else something has changed meanwhile
            self.found = found
            self.changed.emit()

    @Slot()
    def _on_worker_finished(self) -> None:
        self._worker = None


def _look_up(question: Question) -> "Generator[Event, None, Already]":
    yield Progress("prepare", 0, 1)
    load_engine()
    from tlstudio.features.already import already_kept
    from tlstudio.features.rows import Rows
    from tlstudio.features.store import Store

    preprocessing, cut, dataset, recipe = question
    augmentation = recipe.augmentation or usual_augmentation(recipe)
    rows = Rows(dataset.part("train"), dataset.part("validation"), recipe.views, augmentation)
    return already_kept(recipe.backbone, preprocessing, cut, recipe.precision, rows, Store())
