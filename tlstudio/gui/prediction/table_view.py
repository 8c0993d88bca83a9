"""The table of many answers: what is over it, how far it is, and a button to stop it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from PySide6.QtCore import QModelIndex, QTimer, Signal, Slot
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout, QWidget

from tlstudio.foundation.events import Progress
from tlstudio.gui.labels import plain_label
from tlstudio.gui.prediction.table_bar import TableBar
from tlstudio.gui.prediction.table_model import PredictionTableModel
from tlstudio.gui.prediction.table_order import Group, Outcome, Row, Wish
from tlstudio.gui.prediction.table_rows import AnswerRows
from tlstudio.gui.prediction.wording import answering_text, counts_text, ended_text, looking_text, preparing_text
from tlstudio.photos.pool import PhotoPool
from tlstudio.photos.view import PhotoFile
from tlstudio.prediction.answer import Answer

_COUNTING_MILLISECONDS = 250
_KINDS = ("class", "unsure", "neither", "no photo")


class PredictionTable(QWidget):
    """Fills as answers come in; `row_chosen(path, outcome)` when a person walks to a row, `chosen_changed` when others
    are selected."""

    row_chosen = Signal(object, object)
    chosen_changed = Signal()
    cancelled = Signal()

    def __init__(self, pool: PhotoPool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bar = TableBar()
        self.view = AnswerRows(pool)
        self._total = 0
        self._chosen: int | None = None
        self.counts = plain_label("predictionCounts")
        self.status = plain_label("predictionTableStatus", wrapped=False)
        self._progress = QProgressBar(textVisible=False)
        self._progress.setFixedHeight(8)
        self._progress.setAccessibleName("Progress of the answers")
        self._cancel = QPushButton("Cancel")
        self._cancel.setObjectName("predictionCancelButton")
        self._cancel.setAccessibleName("Cancel the answers")
        self._counting = QTimer(self, interval=_COUNTING_MILLISECONDS, singleShot=True)
        self._lay_out()
        self._counting.timeout.connect(self._count)
        self._cancel.clicked.connect(self.cancelled)
        self.bar.changed.connect(self._on_wish)
        self.view.selectionModel().currentRowChanged.connect(self._on_current_changed)
        self.view.selectionModel().selectionChanged.connect(self.chosen_changed)
        self._show_working(False)

    @property
    def model(self) -> PredictionTableModel:
        """What is in it."""
        return self.view.answers

    def begin_search(self, files: int) -> None:
        """Which files there are is not known yet; so many were found."""
        if self.isHidden():
            self.start(0)
            self.show()
        self.status.setText(looking_text(files))

    def start(self, total: int) -> None:
        """Empty the table and expect that many answers."""
        self._total, self._chosen = total, None
        self.bar.clear()
        self.view.start()
        self._progress.setRange(0, total)
        self._progress.setValue(0)
        self._show_working(True)
        self.status.setText(answering_text(0, total, None))
        self._count()

    def add(self, answers: Sequence[Row]) -> None:
        """Put more answers in."""
        self.model.add(answers)
        self._progress.setValue(self.model.count())
        if not self._counting.isActive():
            self._counting.start()

    def replace(self, answers: Mapping[PhotoFile, Outcome]) -> None:
        """Other answers for some of the photos, as another model gives them."""
        self.model.replace(answers)
        self._count()
        row = self.model.row_of(self._chosen) if self._chosen is not None else None
        if row is not None and self.model.row_at(row)[0] in answers:
            self.row_chosen.emit(*self.model.row_at(row))

    def show_progress(self, progress: Progress) -> None:
        """How many there are, and how long the rest will take; or that it is being made faster."""
        if progress.stage == "features":
            self.status.setText(answering_text(progress.done, progress.total, progress.seconds_left))
        else:
            self.status.setText(preparing_text(self.model.count(), self._total))

    def judge(self, keep_rate: float) -> None:
        """Say “neither” anew of what is in it."""
        self.model.judge(keep_rate)
        self._count()

    def finish(self) -> None:
        """No more answers will come."""
        self._show_working(False)
        self._count()
        self.status.setText(ended_text(self.model.count(), self._total))

    def chosen(self) -> tuple[tuple[PhotoFile, Answer], ...]:
        """The selected rows that have an answer, from top to bottom; none while the table is not on show."""
        rows = sorted(index.row() for index in self.view.selectionModel().selectedRows())
        return () if self.isHidden() else tuple(_answers(map(self.model.row_at, rows)))

    def leave_row(self) -> None:
        """No row is chosen any more: something else is looked at."""
        self._chosen = None
        self.view.selectionModel().clear()

    def answered(self) -> Iterator[tuple[PhotoFile, Answer]]:
        """All rows that have an answer, on show or not, one after the other."""
        return _answers(self.model.rows(only_shown=False))

    def apply_theme(self, palette: QPalette) -> None:
        """Make the icons again in the palette's colours."""
        self.bar.apply_theme(palette)

    def _show_working(self, working: bool) -> None:
        self._progress.setVisible(working)
        self._cancel.setVisible(working)

    @Slot()
    def _count(self) -> None:
        """Often enough to be read, and no more often: with a thousand classes it takes its time."""
        counts = _ordered(self.model)
        self.bar.show_groups(counts, self.model.count())
        self.bar.allow(self.model.count(), self.model.rowCount())
        self.counts.setText(counts_text(counts))

    @Slot(object)
    def _on_wish(self, wish: Wish) -> None:
        """What was walked to stays so, if it is still shown."""
        self.model.sieve(wish)
        row = self.model.row_of(self._chosen) if self._chosen is not None else None
        if row is not None:
            self.view.setCurrentIndex(self.model.index(row, 0))
        self.bar.allow(self.model.count(), self.model.rowCount())

    @Slot(QModelIndex, QModelIndex)
    def _on_current_changed(self, current: QModelIndex, previous: QModelIndex) -> None:
        if current.isValid() and self.model.place_at(current.row()) != self._chosen:
            self._chosen = self.model.place_at(current.row())
            self.row_chosen.emit(*self.model.row_at(current.row()))

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.addWidget(self.status)
        row.addWidget(self._progress, 1)
        row.addWidget(self._cancel)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.bar)
        column.addWidget(self.view, 1)
        column.addWidget(self.counts)
        column.addLayout(row)


def _answers(rows: Iterable[Row]) -> Iterator[tuple[PhotoFile, Answer]]:
    return ((photo, outcome) for photo, outcome in rows if isinstance(outcome, Answer))


def _ordered(model: PredictionTableModel) -> list[tuple[Group, int]]:
    """Classes by name, then what is none."""
    groups = sorted(model.groups(), key=lambda group: (_KINDS.index(group.kind), group.label.casefold()))
    return [(group, model.count(group)) for group in groups]
