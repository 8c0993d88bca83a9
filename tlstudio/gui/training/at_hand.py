"""What a press on Start would run now, from what the window shows; and why it cannot."""

from typing import cast

from PySide6.QtCore import QObject, Signal, Slot

from tlstudio.backbone.freezing import check_trainable
from tlstudio.dataset.scan import training_problem
from tlstudio.gui.state import AppState
from tlstudio.gui.training.recipe_form import RecipeForm
from tlstudio.training.recipe import Recipe, StrategyName, Thaw
from tlstudio.training.thawing import thaw_problem, thaw_steps


class RecipeAtHand(QObject):
    """`changed` when any of what it is made of does; the state's `recipe` is the same by then."""

    changed = Signal()

    def __init__(self, state: AppState, form: RecipeForm, parent: QObject) -> None:
        super().__init__(parent)
        self._state = state
        self._form = form
        self._dataset_problem: str | None = None
        self._connect()

    def recipe(self) -> Recipe:
        """All of it."""
        strategy, settings = self._state.strategy, self._form.settings()
        frozen = tuple(self._state.frozen) if strategy == "custom" else None
        name = cast("StrategyName", "features" if strategy == "custom" else strategy)
        return Recipe(
            photos=self._state.photos,
            backbone=self._state.backbone,
            strategy=name,
            frozen=frozen,
            thaw=self._thaw_steps(),
            rates=self._state.rates,
            rate_preset=self._state.rate_preset,
            hidden=self._state.head.hidden,
            dropout=self._state.head.dropout,
            cut=self._state.head.cut,
            device=self._state.device,
            **settings,
        )

    def problem(self) -> str:
        """Why it cannot be run, as a sentence; empty when it can."""
        dataset, tree = self._state.dataset, self._state.tree
        if dataset is None:
            return "Open a folder of photos first: one sub-folder for each class."
        if tree is None:
            return "The network is still being loaded."
        return self._dataset_problem or check_trainable(tree, self._state.frozen) or self._form_problem() or ""

    def _thaw_steps(self) -> tuple[Thaw, ...]:
        """What was set for rows that are frozen now."""
        tree, frozen = self._state.tree, frozenset(self._state.frozen)
        thaw = {path: epoch for path, epoch in self._state.thaw.items() if path in frozen}
        return thaw_steps(tree, thaw) if tree and thaw else ()

    def _form_problem(self) -> str | None:
        epochs = self._form.settings().get("epochs")
        return self._form.problem() or (thaw_problem(self._thaw_steps(), epochs) if epochs else None)

    def _connect(self) -> None:
        state = self._state
        self._form.changed.connect(self._on_inputs_changed)
        state.dataset_changed.connect(self._on_dataset_changed)
        for changed in (state.tree_changed, state.strategy_changed, state.frozen_changed):
            changed.connect(self._on_inputs_changed)
        for changed in (state.thaw_changed, state.rates_changed, state.rate_preset_changed, state.head_changed):
            changed.connect(self._on_inputs_changed)
        for changed in (state.photos_changed, state.backbone_changed, state.device_changed):
            changed.connect(self._on_inputs_changed)

    @Slot()
    def _on_dataset_changed(self) -> None:
        dataset = self._state.dataset
        self._dataset_problem = training_problem(dataset) if dataset else None
        self._form.set_validation_given(dataset is not None and dataset.split_given)
        self._on_inputs_changed()

    @Slot()
    def _on_inputs_changed(self) -> None:
        self._state.recipe = self.recipe()
        ready = self._state.dataset is not None and self._state.tree is not None
        for button in (self._form.augmentation.preview_button, self._form.find_button):
            button.setEnabled(ready)
        self.changed.emit()
