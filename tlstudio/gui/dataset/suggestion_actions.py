"""The menu's actions for asking the model and taking what it says."""

from PySide6.QtCore import QObject, Signal, Slot

from tlstudio.gui.actions import Actions
from tlstudio.gui.dataset.panel import DatasetPanel
from tlstudio.gui.dataset.suggestion_wording import NOTHING_TO_ACCEPT
from tlstudio.gui.state import AppState
from tlstudio.prediction.opinions import suggestions
from tlstudio.project.edits import LabelEach


class SuggestionActions(QObject):
    """Keeps each action enabled where it can be carried out; `failed(sentence)` where there is nothing to take."""

    failed = Signal(str)

    def __init__(self, state: AppState, actions: Actions, panel: DatasetPanel) -> None:
        super().__init__(panel)
        self._state = state
        self._actions = actions
        self._panel = panel
        self._held = 0
        actions.connect("suggest_labels", self.suggest)
        actions.connect("compare_labels", self.compare)
        actions.connect("accept_suggestion", self.accept)
        panel.suggestion_bar.suggest.clicked.connect(self.suggest)
        panel.suggestion_bar.compare.clicked.connect(self.compare)
        panel.suggestion_bar.accept.clicked.connect(self.accept)
        panel.suggestion_bar.names.clicked.connect(actions["label_by_name"].trigger)
        panel.suggestions.changed.connect(self.refresh)
        panel.selection_changed.connect(self.refresh)
        state.editor.settled.connect(self._go_on)
        state.editor.failed.connect(self._forget)
        state.editor.leaving.connect(self._forget)
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """What can be done has changed."""
        dataset, panel = self._state.dataset, self._panel
        idle = panel.suggestions.can_ask and not panel.suggestions.running
        self._actions.enable(("suggest_labels",), idle and bool(dataset and dataset.unlabelled))
        self._actions.enable(("compare_labels",), idle and bool(dataset and dataset.photos))
        can_accept = len(panel.suggestions.opinions) > 0 and panel.view.selected_count() > 0
        self._actions.enable(("accept_suggestion",), can_accept)

    @Slot()
    def suggest(self) -> None:
        """Ask the model about the photos without a label."""
        if self._state.dataset:
            self._panel.suggestions.ask(self._state.dataset.unlabelled)

    @Slot()
    def compare(self) -> None:
        """Ask the model about all photos."""
        if self._state.dataset:
            self._panel.suggestions.ask(self._state.dataset.photos)

    @Slot()
    def accept(self) -> None:
        """Give the selected photos the labels that the model suggests, in one step to undo.

        While an edit is not on show yet, another photo is about to be selected: then that one is meant.
        """
        if self._state.editor.busy:
            self._held += 1
            return
        found = suggestions(self._panel.view.selected_samples(), self._panel.suggestions.opinions)
        if found:
            self._state.editor.apply(LabelEach(tuple((sample.path, label) for sample, label in found)))
        else:
            self.failed.emit(NOTHING_TO_ACCEPT)

    @Slot()
    def _go_on(self) -> None:
        """As if the key was pressed now."""
        if self._held and not self._state.editor.busy:
            self._held -= 1
            if self._actions["accept_suggestion"].isEnabled():
                self.accept()

    @Slot()
    def _forget(self) -> None:
        self._held = 0
