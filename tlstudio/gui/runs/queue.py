"""Recipes that wait for their turn: kept in the project, run one after the other."""

import msgspec
from PySide6.QtCore import QObject, Qt, Signal, Slot

from tlstudio.gui.runs.jobs import Queued, keep_queue_order, queue_order
from tlstudio.gui.runs.wording import queue_text
from tlstudio.gui.state import AppState
from tlstudio.gui.training.panel import TrainingPanel
from tlstudio.project.project import Project
from tlstudio.training.recipe import Recipe


class RunQueue(QObject):
    """When a run has ended, the next one that waits begins, with the photos as they are then; a run that failed does
    not hold it up. A run that a person stops holds the queue, until `start` lets it go on.

    Nothing begins by itself when a project is opened. A recipe leaves the queue when its run is in the project's list.
    """

    changed = Signal()

    def __init__(self, state: AppState, training: TrainingPanel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self._training = training
        self._waiting: tuple[Recipe, ...] = ()
        self._held = False
        self._starting = False
        self._closed = False
        self._trained: Project | None = None
        state.project_changed.connect(self._on_project_changed)
        state.dataset_changed.connect(self.changed)
        state.editor.answered.connect(self._on_answered)
        training.training_started.connect(self._on_training_started)
        training.run_began.connect(self._on_run_began)
        # Queued: the next run begins when everybody has heard that this one is over.
        training.training_ended.connect(self._on_training_ended, Qt.ConnectionType.QueuedConnection)

    @property
    def waiting(self) -> tuple[Recipe, ...]:
        """What waits, the next one first."""
        return self._waiting

    @property
    def is_starting(self) -> bool:
        """Whether the first one is on its way: its run is getting its photos and its network ready."""
        return self._starting and self._trained is self._state.project

    @property
    def is_training(self) -> bool:
        """Whether a run is under way, from the queue or not."""
        return self._training.is_running()

    def add_problem(self) -> str:
        """Why the present settings cannot be put into the queue, as a sentence; empty when they can."""
        if self._state.project is None and self._state.dataset is not None:
            return "The queue cannot be kept, because the studio's own folder cannot be written to."
        return self._training.start_problem()

    def can_start(self) -> bool:
        """Whether a press on Start Queue does something."""
        idle = self._state.dataset is not None and not self._training.is_running()
        return bool(self._waiting) and (self._held or idle)

    def text(self) -> str:
        """What is said above the list: how many wait, and for what; empty when none does."""
        count = len(self._waiting) - self.is_starting
        return queue_text(count, self._held, self._training.is_running()) if count else ""

    @Slot()
    def add(self) -> None:
        """Put the present settings at the end."""
        if not self.add_problem():
            recipe = msgspec.structs.replace(self._training.recipe(), photos=(), out=None, device="auto")
            self._let_wait((*self._waiting, recipe))

    def remove(self, places: set[int]) -> None:
        """Take these out, counted from 0; not the one that is on its way."""
        self._let_wait(
            tuple(recipe for place, recipe in enumerate(self._waiting) if place not in places or self._is_taken(place))
        )

    def can_move(self, place: int, by: int) -> bool:
        """Whether it can go so many places further back; those in front of it, by fewer than none."""
        there = range(self.is_starting, len(self._waiting))
        return place in there and place + by in there

    def move(self, place: int, by: int) -> None:
        """Let it go so many places further back."""
        if self.can_move(place, by):
            order = list(self._waiting)
            order.insert(place + by, order.pop(place))
            self._let_wait(tuple(order))

    @Slot()
    def start(self) -> None:
        """Go on with the first, at once or when the run under way is over."""
        self._held = False
        self._begin_next()
        self.changed.emit()

    def close(self) -> None:
        """Begin nothing any more; what waits stays in the project."""
        self._closed = True

    def _begin_next(self) -> None:
        if self._waiting and not self._closed and self._state.dataset is not None and not self._training.is_running():
            self._starting = True
            photos, device = self._state.photos, self._state.device
            self._training.run(msgspec.structs.replace(self._waiting[0], photos=photos, device=device))

    def _is_taken(self, place: int) -> bool:
        return self.is_starting and place == 0

    def _let_wait(self, recipes: tuple[Recipe, ...]) -> None:
        if recipes != self._waiting:
            self._waiting = recipes
            self._held = self._held and bool(recipes)
            self._state.editor.ask(keep_queue_order(recipes))
            self.changed.emit()

    @Slot()
    def _on_training_started(self) -> None:
        self._trained = self._state.project
        self.changed.emit()

    @Slot()
    def _on_run_began(self) -> None:
        """Its run is in the project's list now."""
        self._take_first()

    @Slot()
    def _on_training_ended(self) -> None:
        stopped, mine = self._training.was_stopped(), self._trained is self._state.project
        if stopped:
            self._starting = False
            self._held = bool(self._waiting) and mine
        else:
            self._take_first()  # it failed before it had begun, which the project's list says
            if mine and not self._held:
                self._begin_next()
        self.changed.emit()

    def _take_first(self) -> None:
        taken, self._starting = self.is_starting, False
        if taken:
            self._let_wait(self._waiting[1:])

    @Slot()
    def _on_project_changed(self) -> None:
        self._waiting, self._held = (), False
        self._state.editor.ask(queue_order)
        self.changed.emit()

    @Slot(object)
    def _on_answered(self, answer: object) -> None:
        if isinstance(answer, Queued) and answer.recipes:
            meanwhile, self._waiting = self._waiting, answer.recipes
            self._let_wait((*answer.recipes, *meanwhile))
            self.changed.emit()
