"""What can be done with runs and with those that wait: in the menu bar, and where one clicks with the right button."""

from collections.abc import Generator
from pathlib import Path

from PySide6.QtCore import QObject, QPoint, Qt, Signal, Slot
from PySide6.QtWidgets import QMenu

from tlstudio.foundation.events import Event
from tlstudio.foundation.names import printable
from tlstudio.gui.actions import Actions
from tlstudio.gui.file_dialogs import FileDialogs
from tlstudio.gui.project.loading import note_on
from tlstudio.gui.project.recalling import RecipeRecall
from tlstudio.gui.runs.jobs import write_run_logs, write_table
from tlstudio.gui.runs.panel import RunsPanel
from tlstudio.gui.runs.queue import RunQueue
from tlstudio.gui.state import AppState
from tlstudio.gui.worker import Worker
from tlstudio.project.own import title_of
from tlstudio.project.runs import Run

_OF_RUNS = ("run_try", "run_evaluate", "run_go_on", "run_curves", "run_compare", "run_settings", "run_note")
_OF_QUEUE = ("queue_start", "queue_earlier", "queue_later", "queue_remove")
_ALL = ("runs_table", "runs_logs")
_ONE = "Select one run in the list of runs."
_TWO = "Select two runs in the list of runs, each with a model that is still there."
_WAITING = "Select what waits in the list of runs."


class RunActions(QObject):
    """Keeps each action enabled exactly where it can be carried out; where not, its tool tip says why.

    `said(sentence)` when something is done that is not seen here; `failed(sentence)` when it could not be done.
    `go_on_wanted(run)` with an interrupted run, `evaluation_wanted(path)` with a model.
    """

    go_on_wanted = Signal(object)
    evaluation_wanted = Signal(object)
    said = Signal(str)
    failed = Signal(str)

    def __init__(
        self,
        state: AppState,
        actions: Actions,
        panel: RunsPanel,
        queue: RunQueue,
        recall: RecipeRecall,
        files: FileDialogs,
    ) -> None:
        super().__init__(panel)
        self._state = state
        self._actions = actions
        self._panel = panel
        self._queue = queue
        self._recall = recall
        self._files = files
        self.menu, self.context = QMenu("&Runs", panel), QMenu(panel)
        self._fill_menus()
        self._connect()
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """What can be done has changed."""
        lines = self._panel.selected()
        one = lines[0] if len(lines) == 1 else None
        places = [line.place for line in lines if line.place is not None]
        place = places[0] if one and places else -1
        allow = self._actions.allow
        allow("queue_add", self._queue.add_problem())
        for name in ("run_try", "run_evaluate"):
            allow(name, "" if one and one.model else "The selected run has no model that is still there.")
        allow("run_compare", "" if self._panel.pair() else _TWO)
        allow("run_go_on", self._go_on_problem())
        allow("run_settings", "" if one else _ONE)
        allow("run_note", self._note_problem() if one and one.run else _ONE)
        allow("queue_start", "" if self._queue.can_start() else "No run waits for its turn.")
        allow("queue_earlier", "" if self._queue.can_move(place, -1) else _WAITING)
        allow("queue_later", "" if self._queue.can_move(place, 1) else _WAITING)
        allow("queue_remove", "" if places else _WAITING)
        allow("runs_table", "" if self._panel.runs() else "There are no runs yet.")
        no_curves = "" if self._with_curves() else "Select runs that have completed an epoch."
        allow("run_curves", no_curves)
        allow("runs_logs", no_curves)

    def _with_curves(self) -> list[Run]:
        return [run for run in self._panel.selected_runs() if run.epochs]

    def _go_on_problem(self) -> str:
        if self._queue.is_training:
            return "Training is under way: one run at a time."
        return "" if self._panel.resumable() else "Select a run that was interrupted and can go on."

    def _note_problem(self) -> str:
        return self._state.editor.problem()

    def _fill_menus(self) -> None:
        for menu in (self.menu, self.context):
            for names in (_OF_RUNS, ("queue_add", *_OF_QUEUE), _ALL):
                menu.addActions([self._actions[name] for name in names])
                menu.addSeparator()
            menu.setToolTipsVisible(True)
        for name in ("queue_earlier", "queue_later"):  # their keys mean other things elsewhere
            self._actions[name].setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            self._panel.view.addAction(self._actions[name])

    def _connect(self) -> None:
        on, panel = self._actions.connect, self._panel
        on("queue_add", self._on_add)
        on("queue_start", self._queue.start)
        on("queue_earlier", self._on_earlier)
        on("queue_later", self._on_later)
        on("queue_remove", self._on_remove)
        on("run_try", panel.try_model)
        on("run_evaluate", self._on_evaluate)
        on("run_compare", panel.compare_button.click)
        on("run_go_on", self._on_go_on)
        on("run_settings", self._on_settings)
        on("run_note", panel.view.write_note)
        on("runs_table", self._on_table)
        on("runs_logs", self._files.ask_where_to_write_logs)
        panel.view.note_key.connect(self._actions["run_note"].trigger)
        panel.view.remove_key.connect(self._actions["queue_remove"].trigger)
        panel.selection_changed.connect(self.refresh)
        self._queue.changed.connect(self.refresh)
        state = self._state
        for changed in (state.recipe_changed, state.tree_changed, state.frozen_changed, state.dataset_changed):
            changed.connect(self.refresh)
        self._files.runs_save_chosen.connect(self._on_table_chosen)
        self._files.logs_place_chosen.connect(self._on_logs_place_chosen)
        panel.view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        panel.view.customContextMenuRequested.connect(self._on_menu_wanted)

    @Slot()
    def _on_add(self) -> None:
        self._queue.add()
        self.said.emit(self._queue.text())

    @Slot()
    def _on_earlier(self) -> None:
        self._move(-1)

    @Slot()
    def _on_later(self) -> None:
        self._move(1)

    def _move(self, by: int) -> None:
        place = self._panel.selected()[0].place
        assert place is not None
        self._queue.move(place, by)
        self._panel.view.select_waiting(place + by)

    @Slot()
    def _on_remove(self) -> None:
        self._queue.remove({line.place for line in self._panel.selected() if line.place is not None})

    @Slot()
    def _on_go_on(self) -> None:
        self.go_on_wanted.emit(self._panel.resumable())

    @Slot()
    def _on_evaluate(self) -> None:
        self.evaluation_wanted.emit(self._panel.selected()[0].model)

    @Slot()
    def _on_settings(self) -> None:
        line = self._panel.selected()[0]
        self._recall.put(line.recipe, f"Use the settings of {line.name}")
        self.said.emit(f"The window shows the settings of {line.name} now.")
        if note := note_on(line.recipe):
            self.failed.emit(note)

    @Slot()
    def _on_table(self) -> None:
        project = self._state.project
        self._files.ask_where_to_save_runs(
            f"{printable(title_of(project.path), 60)} runs.csv" if project else "runs.csv"
        )

    @Slot(object)
    def _on_table_chosen(self, target: Path) -> None:
        self._write(write_table(self._panel.runs(), target))

    @Slot(object)
    def _on_logs_place_chosen(self, folder: Path) -> None:
        self._write(write_run_logs(self._with_curves(), folder))

    def _write(self, steps: Generator[Event, None, Path]) -> None:
        worker = Worker(steps, parent=self)
        worker.succeeded.connect(self._on_written)
        worker.failed.connect(self.failed)
        worker.start()

    @Slot(object)
    def _on_written(self, path: Path) -> None:
        self.said.emit(f"Saved as {printable(str(path))}")

    @Slot(QPoint)
    def _on_menu_wanted(self, place: QPoint) -> None:
        self.context.popup(self._panel.view.viewport().mapToGlobal(place))
