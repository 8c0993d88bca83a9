"""The list of runs: what the open project has been trained with, and how good it was."""

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QLabel, QStackedWidget, QTableView, QVBoxLayout, QWidget

from tlstudio.gui.runs.jobs import Runs, runs_order
from tlstudio.gui.runs.model import RunsModel
from tlstudio.gui.state import AppState
from tlstudio.project.project import Project

_NOTHING = "No runs yet. Each training on these photos is listed here, with its result and its model."
_HINT = "Double click a run, or press Enter, to try its model."


class RunsPanel(QWidget):
    """`model_chosen(path)` when a person wants to try what a run has left."""

    model_chosen = Signal(object)

    def __init__(self, state: AppState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("runsPanel")
        self._state = state
        self._trained: Project | None = None
        self._runs = RunsModel(self)
        self.view = _table(self._runs)
        self.empty = QLabel(_NOTHING, alignment=Qt.AlignmentFlag.AlignCenter, wordWrap=True)
        self._pages = QStackedWidget()
        self._lay_out()
        self.view.activated.connect(self._on_activated)
        state.project_changed.connect(self.refresh)
        state.editor.answered.connect(self._on_answered)

    @Slot()
    def refresh(self) -> None:
        """Ask the project again."""
        if self._state.project is None:
            self._show(Runs((), frozenset()))
        self._state.editor.ask(runs_order)

    @Slot()
    def begin_run(self) -> None:
        """A run has begun on what is open."""
        self._trained = self._state.project
        self.refresh()

    @Slot()
    def end_run(self) -> None:
        """It is over."""
        self._trained = None
        self.refresh()

    @Slot(object)
    def _on_answered(self, answer: object) -> None:
        if isinstance(answer, Runs):
            self._show(answer)

    def _show(self, found: Runs) -> None:
        under_way = self._trained is not None and self._trained is self._state.project
        self._runs.set_runs(found, under_way)
        self._pages.setCurrentIndex(1 if found.runs else 0)

    @Slot(QModelIndex)
    def _on_activated(self, index: QModelIndex) -> None:
        model = self._runs.model_at(index.row())
        if model is not None:
            self.model_chosen.emit(model)

    def _lay_out(self) -> None:
        self.empty.setObjectName("noRuns")
        hint = QLabel(_HINT, wordWrap=True)
        listed = QWidget()
        column = QVBoxLayout(listed)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.view, 1)
        column.addWidget(hint)
        self._pages.addWidget(self.empty)
        self._pages.addWidget(listed)
        whole = QVBoxLayout(self)
        whole.addWidget(self._pages)


def _table(model: RunsModel) -> QTableView:
    view = QTableView()
    view.setObjectName("runsTable")
    view.setAccessibleName("Runs, the newest first")
    view.setModel(model)
    view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    view.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    view.setTabKeyNavigation(False)
    view.setShowGrid(False)
    view.setWordWrap(False)
    view.verticalHeader().hide()
    view.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    view.horizontalHeader().setHighlightSections(False)
    view.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    return view
