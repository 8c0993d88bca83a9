"""Carries out the edits of the open project in the background, one after the other, and shows what comes of them."""

from collections import deque
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QUndoStack

from tlstudio.dataset.sample import Dataset
from tlstudio.gui.project.edit_command import EditCommand
from tlstudio.gui.project.jobs import (
    Edited,
    Order,
    Refused,
    SavedAs,
    carry_out,
    close,
    edit_order,
    read_order,
    redo_order,
    save_order,
    undo_order,
)
from tlstudio.gui.worker import Worker
from tlstudio.project.edits import Edit
from tlstudio.project.journal import Step
from tlstudio.project.project import Project

if TYPE_CHECKING:
    from tlstudio.gui.state import AppState


class ProjectEditor(QObject):
    """`apply(edit)`: on the disk and on the undo stack soon after; then `edited(edit)`, or `failed(sentence)` when it
    could not be done. `settled` when all that was ordered is done and shown.

    `leaving` before another project, or none, takes the place of the one that is open: what is ordered then is still
    meant for that one; `closing` is who then lets go of it. `answered(object)` brings what an order returned that had
    nothing to do with photos. `saved_as(path)` when the window goes on with a copy of the project.
    """

    edited = Signal(object)
    failed = Signal(str)
    settled = Signal()
    leaving = Signal()
    answered = Signal(object)
    saved_as = Signal(object)

    def __init__(self, state: "AppState", undo_stack: QUndoStack) -> None:
        super().__init__(state)
        self._state = state
        self._stack = undo_stack
        self._orders: deque[Order] = deque()
        self._worker: Worker | None = None
        self.closing: Worker | None = None
        self._project: Project | None = None
        self._quiet = False
        state.project_changed.connect(self._on_project_changed)

    @property
    def busy(self) -> bool:
        """Whether something that was ordered is not on show yet."""
        return self._worker is not None

    def problem(self) -> str:
        """Why nothing can be changed, as a sentence; empty when it can."""
        if self._state.dataset is None:
            return "Open a folder of photos first."
        if self._state.project is None:
            return "Changes cannot be kept, because the studio's own folder cannot be written to."
        if self._state.project.read_only:
            return "These photos are open in another studio, so nothing can be changed here. Close it there."
        return ""

    def apply(self, edit: Edit) -> None:
        """Carry out an edit, after those that wait."""
        if problem := self.problem():
            self.failed.emit(problem)
        else:
            self._order(edit_order(edit))

    def undo(self) -> None:
        """Take back the last edit of the project; for the undo stack."""
        if not self._quiet:
            self._order(undo_order)

    def redo(self) -> None:
        """Do it again; for the undo stack."""
        if not self._quiet:
            self._order(redo_order)

    @Slot()
    def read_again(self) -> None:
        """Show the photos as the project has them now, after somebody else has looked at the folders."""
        if self._state.project is not None:
            self._order(read_order)

    def ask(self, order: Order) -> None:
        """Have something done that leaves the photos as they are, after what waits; nothing where nothing is open."""
        if self._project is not None:
            self._order(order)

    def save_as(self, target: Path) -> None:
        """Copy the project there, with what was ordered before, and do to the copy what is ordered after."""
        if self._state.project is not None:
            self._order(save_order(target))

    def show_history(self, steps: Iterable[Step]) -> None:
        """Make the undo stack say what the project says, also what was done before it was opened."""
        known = tuple(steps)
        self._quiet = True
        self._stack.clear()
        for step in known:
            self._stack.push(EditCommand(self, step))
        self._stack.setIndex(sum(step.done for step in known))
        self._quiet = False

    def _order(self, order: Order) -> None:
        self._orders.append(order)
        if self._worker is None:
            self._start()

    def _start(self) -> None:
        assert self._project is not None
        self._worker = Worker(carry_out(self._project, self._orders, self._state.dataset), parent=self)
        self._worker.events_came.connect(self._on_events)
        self._worker.succeeded.connect(self._on_read)
        self._worker.failed.connect(self._on_failed)
        self._worker.start()

    @Slot(list)
    def _on_events(self, events: list[object]) -> None:
        if self.sender() is not self._worker:
            self._let_go_of_copies(events)
            return
        for event in events:
            if isinstance(event, Refused):
                self.show_history(event.steps)
                self.failed.emit(event.sentence)
            elif isinstance(event, SavedAs):
                self._go_on_with(event.project)
            elif not isinstance(event, Edited):
                self.answered.emit(event)
            else:
                self._quiet = True
                self._stack.push(EditCommand(self, event.step))
                self._quiet = False
                self.edited.emit(event.edit)

    @Slot(object)
    def _on_read(self, dataset: Dataset | None) -> None:
        if self.sender() is not self._worker:
            return  # something else was opened meanwhile
        if dataset is not None:
            self._state.dataset = dataset
        self._go_on()

    @Slot(str)
    def _on_failed(self, sentence: str) -> None:
        if self.sender() is self._worker:
            self.failed.emit(sentence)
            self._go_on()

    def _go_on(self) -> None:
        """With what was ordered after the worker had looked for the last time."""
        self._worker = None
        if self._orders and self._project is not None:
            self._start()
        else:
            self.settled.emit()

    def _go_on_with(self, copy: Project) -> None:
        """The worker has gone on with it already, and needs the one before no more."""
        before, self._project = self._project, copy
        self._state.project = copy
        self._state.photos = str(copy.path)
        if before:
            self.closing = Worker(close(before, None, deque()))
            self.closing.start()
        self.saved_as.emit(copy.path)

    def _let_go_of_copies(self, events: list[object]) -> None:
        """Something else was opened meanwhile: the copy is there, but nobody goes on with it."""
        worker = self.sender()
        assert isinstance(worker, Worker)
        for event in events:
            if isinstance(event, SavedAs):
                Worker(close(event.project, worker, deque())).start()

    @Slot()
    def _on_project_changed(self) -> None:
        """The worker of the one before carries out the orders it has to their end; then that one is closed."""
        if self._state.project is self._project:
            return
        self.leaving.emit()
        before, self._project = self._project, self._state.project
        self.closing = Worker(close(before, self._worker, self._orders)) if before else None
        self._orders = deque()
        self._worker = None
        if self.closing:
            self.closing.start()
