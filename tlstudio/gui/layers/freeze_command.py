"""A change of what is frozen, with its inverse."""

from PySide6.QtGui import QUndoCommand

from tlstudio.gui.state import AppState

Choice = tuple[str, tuple[str, ...]]


class FreezeCommand(QUndoCommand):
    """Sets strategy and freeze map together; says nothing any more once another network is on show."""

    def __init__(self, state: AppState, text: str, strategy: str, frozen: tuple[str, ...]) -> None:
        super().__init__(text)
        self._state = state
        self._backbone = state.backbone
        self._old: Choice = (state.strategy, state.frozen)
        self._new: Choice = (strategy, frozen)

    def redo(self) -> None:
        """Make the change."""
        self._apply(self._new)

    def undo(self) -> None:
        """Take it back."""
        self._apply(self._old)

    def _apply(self, choice: Choice) -> None:
        if self._state.backbone != self._backbone:
            self.setObsolete(True)
            return
        self._state.strategy, self._state.frozen = choice
