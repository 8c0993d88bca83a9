"""The window in which two runs are compared, beside the studio's own: both can be used at the same time."""

from pathlib import Path

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QCloseEvent, QKeySequence, QPalette, QShortcut, QShowEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from tlstudio.dataset.sample import Dataset
from tlstudio.evaluation.comparison import Comparison
from tlstudio.evaluation.verdict import verdict
from tlstudio.foundation.control import Control
from tlstudio.foundation.events import Event, Problem, Progress, Warned
from tlstudio.gui.compare.groups import ComparedGroups
from tlstudio.gui.compare.jobs import Pair, compare_runs
from tlstudio.gui.compare.wording import difference_text, figures_text, unread_text
from tlstudio.gui.dataset.edit_line import EditLine
from tlstudio.gui.labels import plain_label
from tlstudio.gui.progress_line import ProgressLine
from tlstudio.gui.state import AppState
from tlstudio.gui.worker import Worker
from tlstudio.project.project import Project
from tlstudio.project.run_table import trial

_SIZE = (1120, 780)
_WORDS = {"prepare": "Getting the models ready", "scan": "Looking for photos", "features": "Asking both models"}
_LARGER = 1.3


class ComparisonWindow(QWidget):
    """Asks both models at once; `photos_wanted(paths)` to see photos in the browser. Goes when other photos are opened.

    What the two say is kept: where a person changes a label meanwhile, the photo moves to the group it then belongs to.
    """

    photos_wanted = Signal(object)

    def __init__(self, state: AppState, pair: Pair, dataset: Dataset, project: Project, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setObjectName("comparisonWindow")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(f"Compare {pair.names[0].title()} and {pair.names[1].title()}")
        self.resize(*_SIZE)
        self.move(parent.frameGeometry().center() - self.rect().center())
        self._state = state
        self._names = pair.names
        self._root = dataset.root
        self._answers: Comparison | None = None
        self._notes: list[str] = []
        self._unread = 0
        self.headline, self.figures = (
            plain_label("comparisonHeadline", selectable=True),
            plain_label("comparisonFigures", selectable=True),
        )
        self.difference, self.notes = (
            plain_label("comparisonDifference", selectable=True),
            plain_label("comparisonNotes", selectable=True),
        )
        self.difference.setText(difference_text(trial(pair.first), trial(pair.second), pair.names))
        self.progress = ProgressLine("comparison", "the comparison", _WORDS)
        self.groups = ComparedGroups(state, pair.names)
        self.edit_line = EditLine(state)
        self.show_button = QPushButton("Show in &Photos", autoDefault=False)
        self.show_button.setObjectName("showComparedButton")
        self.show_button.setEnabled(False)
        self.show_button.setToolTip("Select these photos in the browser of the studio's window")
        self.close_button = QPushButton("&Close", autoDefault=False)
        self._lay_out()
        self._connect()
        self.apply_theme()
        control = Control()
        steps = compare_runs(pair, project, dataset, state.device, state.pool, control)
        self._worker = Worker(steps, parent=self, control=control)
        self._start()

    def changeEvent(self, event: QEvent) -> None:
        """Icons take the colours of another theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "close_button"):
            self.apply_theme()

    def showEvent(self, event: QShowEvent) -> None:
        """The studio's own window may come in front of this one."""
        super().showEvent(event)
        self.windowHandle().setTransientParent(None)  # type: ignore[arg-type]

    def closeEvent(self, event: QCloseEvent) -> None:
        """Compare no further."""
        self._worker.stop()
        super().closeEvent(event)

    def apply_theme(self) -> None:
        """Make the icons again in the palette's colours."""
        self.groups.apply_theme(QApplication.palette())
        self.edit_line.apply_theme(QApplication.palette())

    def _start(self) -> None:
        self._worker.events_came.connect(self._on_events)
        self._worker.succeeded.connect(self._on_compared)
        self._worker.failed.connect(self._on_failed)
        self.progress.begin(_WORDS["prepare"])
        self.groups.hide()
        self._worker.start()

    @Slot(list)
    def _on_events(self, events: list[Event]) -> None:
        for event in events:
            match event:
                case Progress():
                    self.progress.show_progress(event)
                case Warned():
                    self._notes.append(event.text)
                case Problem():
                    self._unread += 1

    @Slot(object)
    def _on_compared(self, comparison: Comparison | None) -> None:
        self.progress.end()
        if comparison is None:
            return
        self._answers = comparison
        notes = [*self._notes, unread_text(self._unread)]
        self.notes.setText("\n".join(filter(None, notes)))
        self.notes.setVisible(bool(self.notes.text()))
        self.groups.show()
        self._show()
        self.groups.view.setFocus()

    @Slot(str)
    def _on_failed(self, sentence: str) -> None:
        self.progress.end()
        self.headline.setText(sentence)
        self.headline.show()

    @Slot()
    def _on_dataset_changed(self) -> None:
        dataset = self._state.dataset
        if dataset is None or dataset.root != self._root:
            self.close()
        elif self._answers is not None:
            self._show()

    def _show(self) -> None:
        """Judge what was said by the labels as they are now."""
        dataset = self._state.dataset
        if self._answers is None or dataset is None:
            return
        now = self._answers.with_labels({sample.path: sample for sample in dataset.samples})
        self.headline.setText(verdict(now, *self._names))
        self.figures.setText(figures_text(now, self._names))
        for label in (self.headline, self.figures, self.difference):
            label.show()
        self.groups.show_comparison(now)

    @Slot()
    def _on_chosen_changed(self) -> None:
        self.show_button.setEnabled(bool(self.groups.chosen_paths()))

    @Slot()
    def _on_show_clicked(self) -> None:
        self.photos_wanted.emit(self.chosen_paths())

    def chosen_paths(self) -> list[Path]:
        """The photos that are selected."""
        return self.groups.chosen_paths()

    def _connect(self) -> None:
        self.progress.cancelled.connect(self.close)
        self.close_button.clicked.connect(self.close)
        self.show_button.clicked.connect(self._on_show_clicked)
        self.groups.chosen_changed.connect(self._on_chosen_changed)
        self._state.dataset_changed.connect(self._on_dataset_changed)
        stack, keys = self._state.undo_stack, QKeySequence.StandardKey
        for key, slot in ((keys.Undo, stack.undo), (keys.Redo, stack.redo), (keys.Close, self.close)):
            QShortcut(key, self).activated.connect(slot)

    def _lay_out(self) -> None:
        large = self.headline.font()
        large.setPointSizeF(large.pointSizeF() * _LARGER)
        self.headline.setFont(large)
        self.notes.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        below = QHBoxLayout()
        below.addWidget(self.show_button)
        below.addWidget(self.edit_line, 1)
        below.addWidget(self.close_button)
        column = QVBoxLayout(self)
        for part in (self.headline, self.figures, self.difference, self.notes):
            part.hide()
            column.addWidget(part)
        column.addWidget(self.progress)
        column.addWidget(self.groups, 1)
        column.addStretch(0)
        column.addLayout(below)
