"""An edit of the project as a step of the window's undo stack: only its number; the project itself knows the rest."""

from typing import TYPE_CHECKING

from PySide6.QtGui import QUndoCommand

from tlstudio.project.journal import Step

if TYPE_CHECKING:
    from tlstudio.gui.project.editor import ProjectEditor


class EditCommand(QUndoCommand):
    """Undo and redo are orders to the editor."""

    def __init__(self, editor: "ProjectEditor", step: Step) -> None:
        super().__init__(step.words)
        self.number = step.number
        self._editor = editor

    def redo(self) -> None:
        """Do it again; the first time, when it is put on the stack, it has been done."""
        self._editor.redo()

    def undo(self) -> None:
        """Take it back."""
        self._editor.undo()
