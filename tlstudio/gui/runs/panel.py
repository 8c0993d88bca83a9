"""The list of runs: what the open project has been trained with, how good it was, and what waits for its turn."""

from pathlib import Path

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from tlstudio.gui.actions import SPECS
from tlstudio.gui.buttons import push_button
from tlstudio.gui.compare.jobs import Pair, pair_of
from tlstudio.gui.labels import plain_label
from tlstudio.gui.layers.recalled import trained_by
from tlstudio.gui.runs.jobs import Runs, note_order, runs_order
from tlstudio.gui.runs.model import RunsModel
from tlstudio.gui.runs.queue import RunQueue
from tlstudio.gui.runs.rows import Line, lines_of
from tlstudio.gui.runs.selection import selection_text
from tlstudio.gui.runs.table import RunsTable
from tlstudio.gui.state import AppState
from tlstudio.gui.training.plot_runs import OtherRun
from tlstudio.project.project import Project
from tlstudio.project.runs import Run
from tlstudio.training.differences import Trial
from tlstudio.training.interrupted import Resumable

_NOTHING = "No runs yet. Each training on these photos is listed here, with its result and its model."
_NO_RUNS = Runs((), frozenset())


class RunsPanel(QWidget):
    """`model_chosen(path)` when a person wants to try what a run has left; `selection_changed` when other runs are
    selected, or the selected ones have gone on; `curves_chosen(list[OtherRun])` then, with their curves.
    `comparison_wanted(Pair)` to see photo by photo what two selected ones say."""

    model_chosen = Signal(object)
    selection_changed = Signal()
    curves_chosen = Signal(list)
    comparison_wanted = Signal(object)

    def __init__(self, state: AppState, queue: RunQueue, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("runsPanel")
        self._state = state
        self._queue = queue
        self._trained: Project | None = None
        self._model = ""
        self._found = _NO_RUNS
        self._runs = RunsModel(self)
        self.view = RunsTable(self._runs)
        self.empty = QLabel(_NOTHING, alignment=Qt.AlignmentFlag.AlignCenter, wordWrap=True)
        self.said = plain_label("runsText")
        self.waits = plain_label("queueText")
        self.start_button = push_button("startQueueButton", "Start Queue", "Go on with the first that waits.")
        self.add_button = push_button("addToQueueButton", "Add to Queue", "")
        self.compare_button = push_button("compareRunsButton", "Compare Photos…", SPECS["run_compare"].tip)
        self._pages = QStackedWidget()
        self._lay_out()
        self._connect()
        self._on_queue_changed()

    def runs(self) -> tuple[Run, ...]:
        """All runs, the first one first."""
        return self._found.runs

    def selected(self) -> list[Line]:
        """The selected lines, from top to bottom."""
        return self.view.selected()

    def selected_runs(self) -> list[Run]:
        """Those of them that were begun, the first one first."""
        return sorted((line.run for line in self.selected() if line.run), key=lambda run: run.number)

    def pair(self) -> Pair | None:
        """The two runs that are selected, where each has left a model of its own that is still there."""
        lines = self.selected()
        return pair_of([line.run for line in lines if line.run and line.model]) if len(lines) == 2 else None

    def resumable(self) -> Resumable | None:
        """The selected run, if it is one that was interrupted and can go on."""
        runs = self.selected_runs()
        began = runs[0].began if len(runs) == 1 else None
        return next((each for each in self._found.resumable if began and each.model == Path(began.model)), None)

    @Slot()
    def refresh(self) -> None:
        """Ask the project again."""
        if self._state.project is None:
            self._found = _NO_RUNS
            self._show()
        self._state.editor.ask(runs_order)

    @Slot(str)
    def begin_run(self, model: str) -> None:
        """A run to that model has begun, or goes on, on what is open."""
        self._trained, self._model = self._state.project, model
        self.refresh()

    @Slot()
    def end_run(self) -> None:
        """It is over."""
        self._trained = None
        self.refresh()

    @Slot()
    def try_model(self) -> None:
        """Open the model of the current row, if it is still there."""
        line = self.view.order.line_at(self.view.currentIndex().row())
        if line and line.model:
            self.model_chosen.emit(line.model)

    def _connect(self) -> None:
        self.view.activated.connect(self._on_activated)
        self.view.selectionModel().selectionChanged.connect(self._on_selection_changed)
        self._runs.note_written.connect(self._on_note_written)
        self._queue.changed.connect(self._on_queue_changed)
        self.start_button.clicked.connect(self._queue.start)
        self.add_button.clicked.connect(self._queue.add)
        self.compare_button.clicked.connect(self._on_compare_clicked)
        state = self._state
        state.project_changed.connect(self.refresh)
        state.whole_tree_changed.connect(self._on_queue_changed)
        state.editor.answered.connect(self._on_answered)
        state.recipe_changed.connect(self._show_add_button)
        for changed in (state.tree_changed, state.frozen_changed, state.dataset_changed):
            changed.connect(self._show_add_button)

    @Slot(object)
    def _on_answered(self, answer: object) -> None:
        if isinstance(answer, Runs):
            self._found = answer
            self._show()

    @Slot()
    def _on_queue_changed(self) -> None:
        text = self._queue.text()
        self.waits.setText(text)
        self.waits.setVisible(bool(text))
        self.start_button.setVisible(bool(text))
        self.start_button.setEnabled(self._queue.can_start())
        self._show_add_button()
        self._show()

    @Slot()
    def _show_add_button(self) -> None:
        problem = self._queue.add_problem()
        self.add_button.setEnabled(not problem)
        self.add_button.setToolTip(problem or "Let the present settings wait for their turn (Ctrl+Shift+Return).")
        self.add_button.setAccessibleDescription(problem)

    def _show(self) -> None:
        under_way = self._model if self._trained is not None and self._trained is self._state.project else None
        waiting = [Trial(recipe, trained_by(recipe, self._state.whole_tree)) for recipe in self._queue.waiting]
        lines = lines_of(self._found, waiting, self._queue.is_starting, under_way)
        self._runs.set_lines(lines)
        self._pages.setCurrentIndex(1 if lines else 0)
        self._on_selection_changed()

    @Slot()
    def _on_selection_changed(self) -> None:
        self.said.setText(selection_text(self.selected(), self.view.lines()))
        self.compare_button.setVisible(self.pair() is not None)
        self.selection_changed.emit()
        self.curves_chosen.emit([_curves_of(run) for run in self.selected_runs() if run.epochs])

    @Slot()
    def _on_compare_clicked(self) -> None:
        if pair := self.pair():
            self.comparison_wanted.emit(pair)

    @Slot(QModelIndex)
    def _on_activated(self, index: QModelIndex) -> None:
        self.view.setCurrentIndex(index)
        self.try_model()

    @Slot(int, str)
    def _on_note_written(self, run: int, note: str) -> None:
        self._state.editor.ask(note_order(run, note))

    def _lay_out(self) -> None:
        self.empty.setObjectName("noRuns")
        listed = QWidget()
        column = QVBoxLayout(listed)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.view, 1)
        below = QHBoxLayout()
        below.addWidget(self.said, 1)
        below.addWidget(self.compare_button)
        column.addLayout(below)
        self._pages.addWidget(self.empty)
        self._pages.addWidget(listed)
        top = QHBoxLayout()
        top.addWidget(self.waits, 1)
        top.addStretch()
        top.addWidget(self.start_button)
        top.addWidget(self.add_button)
        whole = QVBoxLayout(self)
        whole.addLayout(top)
        whole.addWidget(self._pages, 1)


def _curves_of(run: Run) -> OtherRun:
    classes = run.began.classes if run.began else ()
    return OtherRun(f"run {run.number}", run.epochs, classes, run.finished.best_epoch if run.finished else None)
