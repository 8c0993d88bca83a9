"""Which of the pictures that were answered a person means: the selected rows of the table, or the one on show."""

from PySide6.QtCore import QObject, Signal

from tlstudio.gui.prediction.table_order import Outcome
from tlstudio.gui.prediction.table_view import PredictionTable
from tlstudio.photos.pool import Source
from tlstudio.prediction.answer import Answer

Answered = tuple[tuple[Source, Answer], ...]


class Chosen(QObject):
    """`changed` when others are chosen; `shown` is the picture on show, if it has an answer."""

    changed = Signal()

    def __init__(self, table: PredictionTable) -> None:
        super().__init__(table)
        self._table = table
        self.shown: Answered = ()
        table.chosen_changed.connect(self.changed)

    def show(self, source: Source | None, outcome: Outcome | None) -> None:
        """This picture is on show, with that answer; None for none."""
        self.shown = ((source, outcome),) if source and isinstance(outcome, Answer) else ()
        self.changed.emit()

    def pictures(self) -> Answered:
        """Those that have an answer."""
        return self._table.chosen() or self.shown

    def all(self) -> Answered:
        """All pictures that were answered together."""
        return self.shown if self._table.isHidden() else self._table.answered()
