"""Puts a recipe into the window: what is typed at once, what is ticked when the layers of its network are there."""

from collections.abc import Mapping
from typing import Any

import msgspec
from PySide6.QtCore import QObject, Signal, Slot

from tlstudio.foundation.errors import UsageError
from tlstudio.gui.layers.change_command import HeadCommand
from tlstudio.gui.layers.panel import LayersPanel
from tlstudio.gui.layers.recalled import layer_settings
from tlstudio.gui.state import AppState
from tlstudio.gui.training.recipe_form import RecipeForm
from tlstudio.training.recipe import Recipe

_OF_LAYERS = (
    *("strategy", "freeze", "unfreeze", "frozen", "thaw", "rates", "rate_preset", "hidden", "dropout", "cut"),
)
_USUAL = Recipe()


class RecipeRecall(QObject):
    """`put(recipe)`; `failed(sentence)` where not all of it can be had.

    `applying` and `applied` stand before and after each time that the window is changed without a person.
    """

    applying = Signal()
    applied = Signal()
    failed = Signal(str)

    def __init__(self, state: AppState, layers: LayersPanel, form: RecipeForm, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self._layers = layers
        self._form = form
        self._waiting: Recipe | None = None
        self._step = ""
        layers.loaded.connect(self._on_loaded)
        layers.load_failed.connect(self._on_load_failed)
        state.backbone_changed.connect(self._on_backbone_changed)

    def put(self, recipe: Recipe, step: str = "") -> None:
        """Let the window show this recipe. Which photos it names does not matter here, nor on which device it ran.

        With a name for the step, what comes of it in the layers can be undone.
        """
        self._waiting, self._step = recipe, step
        self._form.show_recipe(recipe)
        self._state.backbone = recipe.backbone
        if self._has_layers():
            self._apply()

    def recipe(self) -> Recipe | None:
        """What the window shows, and what it will show of the layers when they are there; None while nobody knows."""
        if self._waiting is not None:
            return msgspec.structs.replace(self._state.recipe, **_parts(self._waiting))
        return self._state.recipe if self._has_layers() else None

    def _has_layers(self) -> bool:
        whole = self._state.whole_tree
        return whole is not None and whole.backbone == self._state.backbone

    def _apply(self) -> None:
        self.applying.emit()
        recipe, self._waiting = self._waiting, None
        whole = self._state.whole_tree
        assert recipe is not None
        assert whole is not None
        try:
            settings = layer_settings(recipe, whole, self._layers.classes())
        except UsageError as error:
            settings = layer_settings(_USUAL, whole, self._layers.classes())
            self.failed.emit(f"{error} All layers were set as usual instead.")
        command = HeadCommand(self._state, self._step, **settings)
        if self._step:
            self._state.undo_stack.push(command)
        else:
            command.redo()
        self.applied.emit()

    @Slot()
    def _on_loaded(self) -> None:
        if self._waiting is not None:
            self._apply()

    @Slot(str)
    def _on_load_failed(self, sentence: str) -> None:
        """A network that is not there any more: the studio's own takes its place."""
        if self._waiting is None or self._waiting.backbone == _USUAL.backbone:
            return
        self.applying.emit()
        self._waiting = msgspec.structs.replace(self._waiting, backbone=_USUAL.backbone, **_parts(_USUAL))
        self._state.backbone = _USUAL.backbone
        self.applied.emit()
        self.failed.emit(f"{sentence} The studio's own network, {_USUAL.backbone}, takes its place for now.")

    @Slot()
    def _on_backbone_changed(self) -> None:
        if self._waiting is not None and self._waiting.backbone != self._state.backbone:
            self._waiting = None  # a person has chosen another one meanwhile


def _parts(recipe: Recipe) -> Mapping[str, Any]:
    return {name: getattr(recipe, name) for name in _OF_LAYERS}
