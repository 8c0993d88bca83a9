"""Keeps the recipe form's blank fields saying what the studio would choose for what is open and set now."""

import msgspec
from PySide6.QtCore import QObject, Slot

from tlstudio.foundation.errors import UsageError
from tlstudio.gui.state import AppState
from tlstudio.gui.training.recipe_form import RecipeForm
from tlstudio.training.choices import foreseen_choices
from tlstudio.training.recipe import Recipe


class Foreseeing(QObject):
    """Listens to all that the studio's choices depend on."""

    def __init__(self, state: AppState, form: RecipeForm, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self._form = form
        self._photos = 0
        state.dataset_changed.connect(self._on_dataset_changed)
        for changed in (state.recipe_changed, state.tree_changed, state.frozen_changed):
            changed.connect(self._on_inputs_changed)

    @Slot()
    def _on_dataset_changed(self) -> None:
        """Photos are counted once: there may be tens of thousands, and a tick must not wait for that."""
        dataset = self._state.dataset
        self._photos = len(dataset.part("train")) if dataset else 0
        self._on_inputs_changed()

    @Slot()
    def _on_inputs_changed(self) -> None:
        self._form.show_chosen(self._chosen())

    def _chosen(self) -> Recipe | None:
        tree = self._state.tree
        if tree is None or not self._photos:
            return None
        recipe = msgspec.structs.replace(self._state.recipe, frozen=self._state.frozen)
        try:
            return foreseen_choices(recipe, tree, self._photos)
        except UsageError:  # the form says so, and nothing can be started
            return None
