"""Keeps in the open project, all the time, what a person has ticked, typed and chosen, and brings it back."""

import msgspec
from PySide6.QtCore import QObject, QTimer, Signal, Slot

from tlstudio.gui.dataset.place import BrowserPlace, Place
from tlstudio.gui.project.jobs import Kept
from tlstudio.gui.project.keeping import Memory, place_order, recipe_order
from tlstudio.gui.project.recalling import RecipeRecall
from tlstudio.gui.state import AppState
from tlstudio.training.recipe import Recipe

DELAY_MILLISECONDS = 600


class Remembering(QObject):
    """Waits until nothing has changed for a moment; `keep_now()` does not. `failed(sentence)` when the recipe could
    not be kept. What the project knows already is not kept again.
    """

    failed = Signal(str)

    def __init__(
        self, state: AppState, recall: RecipeRecall, place: BrowserPlace, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._state = state
        self._recall = recall
        self._browser = place
        self._is_open = False
        self._untouched = False
        self._recipe: Recipe | None = None
        self._place: Place | None = None
        self._timer = QTimer(self, singleShot=True, interval=DELAY_MILLISECONDS)
        self._timer.timeout.connect(self.keep_now)
        for changed in (state.recipe_changed, state.whole_tree_changed, place.changed):
            changed.connect(self._on_changed)
        recall.applying.connect(self._on_applying)
        recall.applied.connect(self._on_applied)
        state.editor.leaving.connect(self._on_leaving)
        state.editor.answered.connect(self._on_answered)
        state.editor.failed.connect(self._on_refused)

    @Slot(object)
    def begin(self, memory: Memory | None) -> None:
        """Bring back what the project that was opened remembers; None: a new one, which takes the window as it is."""
        if self._is_open:  # the same one was opened again
            return
        self._is_open = self._state.project is not None
        if memory is not None:
            self._browser.go_to(memory.place)
            self._recall.put(memory.recipe)
            self._recipe, self._place = self._shown(), self._browser.now()
        else:
            self._recipe, self._place = None, None
            self.keep_now()

    @Slot()
    def keep_now(self) -> None:
        """Keep what differs from what the project knows."""
        self._timer.stop()
        if not self._is_open:
            return
        recipe, place = self._shown(), self._browser.now()
        if recipe is not None and recipe != self._recipe:
            self._recipe = recipe
            self._state.editor.ask(recipe_order(recipe))
        if place != self._place:
            self._place = place
            self._state.editor.ask(place_order(place))

    def _shown(self) -> Recipe | None:
        """The recipe, without what is no matter of the project: which photos, and on what it runs here."""
        recipe = self._recall.recipe()
        if recipe is None:
            return None
        return msgspec.structs.replace(recipe, photos=(), validation=None, out=None, device="auto")

    @Slot()
    def _on_changed(self) -> None:
        if self._is_open:
            self._timer.start()

    @Slot()
    def _on_applying(self) -> None:
        self._untouched = self._shown() == self._recipe

    @Slot()
    def _on_applied(self) -> None:
        """What the window makes of a recipe is no change, as long as no person has touched it."""
        if self._untouched:
            self._recipe = self._shown()

    @Slot()
    def _on_leaving(self) -> None:
        self.keep_now()
        self._is_open = False

    @Slot(object)
    def _on_answered(self, answer: object) -> None:
        if isinstance(answer, Kept) and answer.problem:
            self._on_refused()
            self.failed.emit(answer.problem)

    @Slot()
    def _on_refused(self) -> None:
        """Nobody knows what the project knows: tried again with the next change, and when the window is closed."""
        self._recipe, self._place = None, None
