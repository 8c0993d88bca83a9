"""What the evaluation window is made of, and where it stands."""

from pathlib import Path

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSplitter, QVBoxLayout, QWidget

from tlstudio.foundation.names import printable
from tlstudio.gui.buttons import push_button
from tlstudio.gui.dataset.edit_line import EditLine
from tlstudio.gui.evaluation.pages import EvaluationPages
from tlstudio.gui.evaluation.photos import EvaluatedPhotos
from tlstudio.gui.evaluation.where_box import WhereBox
from tlstudio.gui.evaluation.wording import STAGES, unbroken
from tlstudio.gui.icons import icon
from tlstudio.gui.labels import plain_label
from tlstudio.gui.progress_line import ProgressLine
from tlstudio.gui.state import AppState

_LARGER = 1.3
_SPLIT = (580, 620)


class EvaluationParts(QObject):
    """Above: on which photos, and what it comes to. Below: figures at the left, photos at the right. Buttons last."""

    def __init__(self, window: QWidget, state: AppState) -> None:
        super().__init__(window)
        self.where = WhereBox()
        self.headline, self.notes = (
            plain_label("evaluationHeadline", selectable=True),
            plain_label("evaluationNotes", selectable=True),
        )
        self.progress = ProgressLine("evaluation", "the evaluation", STAGES)
        self.pages = EvaluationPages()
        self.photos = EvaluatedPhotos(state)
        self.edit_line = EditLine(state)
        self.show_button = push_button("showEvaluatedButton", "Show in &Photos")
        self.show_button.setToolTip("Select these photos in the browser of the studio's window")
        self.train_button = push_button("trainAgainButton", "&Train Again")
        self.save_button = push_button("saveEvaluationButton", "&Report")
        self.said = plain_label("evaluationSaid", selectable=True)
        self.close_button = push_button("closeEvaluationButton", "&Close")
        self._body = QSplitter(Qt.Orientation.Horizontal)
        self._lay_out(window)
        self.allow_actions(False)

    def say(self, sentence: str) -> None:
        """Why there are no figures."""
        self.headline.setText(sentence)
        self.headline.setVisible(bool(sentence))
        self.notes.hide()
        self._body.setVisible(False)
        self.allow_actions(False)

    def show_conclusion(self, sentence: str, notes: str) -> None:
        """What the figures below come to, and what is to be noted."""
        self.headline.setText(unbroken(sentence))
        self.headline.show()
        self.notes.setText(notes)
        self.notes.setVisible(bool(notes))
        self._body.setVisible(True)
        self.allow_actions(True)

    def allow_actions(self, there: bool) -> None:
        """What needs figures is on only where there are some."""
        self.save_button.setEnabled(there)
        self.show_button.setEnabled(there and bool(self.photos.chosen_paths()))

    @Slot(str)
    def say_beside(self, sentence: str) -> None:
        """Below the figures, which stay."""
        self.said.setText(sentence)
        self.said.setVisible(bool(sentence))

    @Slot(object)
    def say_saved(self, path: Path) -> None:
        """Where something lies now."""
        self.say_beside(f"Saved as {printable(str(path))}")

    def allow_training(self, problem: str) -> None:
        """Why the model cannot be trained again, as a sentence; empty when it can."""
        self.train_button.setEnabled(not problem)
        tip = "Train with the settings of this model and the labels as they are now, then judge what comes of it"
        self.train_button.setToolTip(problem or tip)
        self.train_button.setAccessibleDescription(problem)

    def apply_theme(self, palette: QPalette) -> None:
        """Make icons and plots again in the palette's colours."""
        self.photos.apply_theme(palette)
        self.pages.apply_theme(palette)
        self.edit_line.apply_theme(palette)
        self.train_button.setIcon(icon("play", palette))

    def _lay_out(self, window: QWidget) -> None:
        large = self.headline.font()
        large.setPointSizeF(large.pointSizeF() * _LARGER)
        self.headline.setFont(large)
        self.notes.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        above, below = QHBoxLayout(), QHBoxLayout()
        label = QLabel("&Judged on")
        label.setBuddy(self.where)
        for part in (label, self.where):
            above.addWidget(part)
        above.addStretch(1)
        below.addWidget(self.show_button)
        below.addWidget(self.edit_line, 1)
        for button in (self.train_button, self.save_button, self.close_button):
            below.addWidget(button)
        for side in (self.pages, self.photos):
            self._body.addWidget(side)
        self._body.setSizes(_SPLIT)
        self._body.setChildrenCollapsible(False)
        self._body.hide()
        column = QVBoxLayout(window)
        column.addLayout(above)
        for part in (self.headline, self.notes):
            part.hide()
            column.addWidget(part)
        column.addWidget(self.progress)
        column.addWidget(self._body, 1)
        column.addStretch(0)
        self.said.hide()
        column.addWidget(self.said)
        column.addLayout(below)
