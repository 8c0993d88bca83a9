"""A change of what is set for the layers of one network, with its inverse."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtGui import QUndoCommand

from tlstudio.gui.state import AppState


class ChangeCommand(QUndoCommand):
    """Sets attributes of the state together; says nothing any more once another network is on show."""

    def __init__(self, state: AppState, text: str, **new: Any) -> None:
        super().__init__(text)
        self._state = state
        self._backbone = state.backbone
        self._old = {name: getattr(state, name) for name in new}
        self._new = new

    def redo(self) -> None:
        """Make the change."""
        self._apply(self._new)

    def undo(self) -> None:
        """Take it back."""
        self._apply(self._old)

    def _apply(self, values: Mapping[str, Any]) -> None:
        if self._state.backbone != self._backbone:
            self.setObsolete(True)
            return
        self._set(values)

    def _set(self, values: Mapping[str, Any]) -> None:
        for name, value in values.items():
            setattr(self._state, name, value)


class HeadCommand(ChangeCommand):
    """Another head, and with it what is set for the layers that are left."""

    def _set(self, values: Mapping[str, Any]) -> None:
        """What names layers goes first: some of them may not be there behind the other head."""
        self._state.rates, self._state.thaw = {}, {}
        super()._set(values)
