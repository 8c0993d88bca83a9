"""Opens evaluations, and lets them train again and show photos in the studio's window."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from tlstudio.training.recipe import Recipe

if TYPE_CHECKING:
    from tlstudio.gui.evaluation.window import EvaluationWindow
    from tlstudio.gui.window import MainWindow

_UNDER_WAY = "A training is under way. Wait until it has ended, or stop it."


class Evaluations(QObject):
    """Each in a window of its own."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window
        self._shown: list[EvaluationWindow] = []
        window.training.training_started.connect(self._allow_training)
        window.training.training_ended.connect(self._allow_training)

    @Slot()
    def open_current(self) -> None:
        """Judge the model that is open."""
        if self._window.state.model_path is not None:
            self.open_model(self._window.state.model_path)

    @Slot(object)
    def open_model(self, model: Path) -> None:
        """Judge this one."""
        from tlstudio.gui.evaluation.window import EvaluationWindow  # needs numpy, which loads after the window is seen

        shown = EvaluationWindow(self._window.state, model, self._training_problem(), self._window)
        shown.photos_wanted.connect(self._window.commands.show_photos)
        shown.training_wanted.connect(self._on_training_wanted)
        shown.closed.connect(self._on_closed)
        self._shown.append(shown)
        shown.show()

    def close(self) -> None:
        """They go with the studio's window."""
        for shown in list(self._shown):
            shown.close()

    @Slot()
    def _on_closed(self) -> None:
        self._shown = [shown for shown in self._shown if shown is not self.sender()]

    @Slot(object)
    def _on_training_wanted(self, recipe: Recipe) -> None:
        self._window.training.run(recipe)

    @Slot()
    def _allow_training(self) -> None:
        for shown in self._shown:
            shown.allow_training(self._training_problem())

    def _training_problem(self) -> str:
        return _UNDER_WAY if self._window.training.is_running() else ""
