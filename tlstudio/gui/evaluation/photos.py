"""The photos of an evaluation: all mistakes, or those of a cell or a class, with what the model called them."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from tlstudio.dataset.sample import Sample
from tlstudio.evaluation.outcomes import Evaluation, Outcome
from tlstudio.gui.evaluation.wording import told_of
from tlstudio.gui.judged.photos import JudgedPhotos
from tlstudio.gui.judged.told import Told
from tlstudio.gui.state import AppState

_LINES = 2


class EvaluatedPhotos(JudgedPhotos):
    """Below each photo stands what it is, and what it is called. `all_wanted` to see all mistakes again."""

    all_wanted = Signal()

    def __init__(self, state: AppState, parent: QWidget | None = None) -> None:
        super().__init__(state, "evaluated", self._told, _LINES, parent)
        self._outcomes: dict[Sample, Outcome] = {}
        self.title = QLabel(wordWrap=True)
        self.title.setObjectName("evaluatedTitle")
        self.title.setTextFormat(Qt.TextFormat.PlainText)
        self.all_button = QPushButton("&All Mistakes", autoDefault=False)
        self.all_button.setObjectName("allMistakesButton")
        self.all_button.setToolTip("Show the mistakes of all classes, those first of which the model was surest")
        self.all_button.clicked.connect(self.all_wanted)
        row = QHBoxLayout()
        row.addWidget(self.title, 1)
        row.addWidget(self.all_button)
        self.column.insertLayout(0, row)

    def show_outcomes(self, title: str, outcomes: Sequence[Outcome], evaluation: Evaluation, *, changed: bool) -> None:
        """Show some of the photos under this title; `changed`: the same choice, after a label was mended."""
        self._outcomes = {each.sample: each for each in evaluation.outcomes}
        self.title.setText(title)
        self.view.setAccessibleName(title)
        self.show_photos([each.sample for each in outcomes], "", changed=changed)

    def _told(self, sample: Sample) -> Told:
        return told_of(self._outcomes[sample])
