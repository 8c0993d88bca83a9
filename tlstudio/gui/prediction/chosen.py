"""Which of the pictures that were answered a person means: the selected rows of the table, or the one on show."""

from collections.abc import Iterable, Iterator

from PySide6.QtCore import QObject, Signal

from tlstudio.evaluation.changes import AnswerPair
from tlstudio.gui.prediction.table_order import Outcome
from tlstudio.gui.prediction.table_view import PredictionTable
from tlstudio.photos.pool import Source
from tlstudio.photos.view import PhotoFile
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

    def replace(self, pairs: Iterable[AnswerPair]) -> None:
        """Show in the table what these are called now; a picture by itself is asked again anyway."""
        answers: dict[PhotoFile, Outcome] = {pair.photo: pair.after for pair in pairs}
        if answers and not self._table.isHidden():
            self._table.replace(answers)

    def all(self) -> Iterator[tuple[Source, Answer]]:
        """All pictures that were answered together, one after the other: they may be thousands."""
        return iter(self.shown) if self._table.isHidden() else self._table.answered()
