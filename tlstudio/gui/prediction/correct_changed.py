"""What has changed since a picture was put right: a sentence, and the photos that are called something else now."""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QSize, Qt, Signal, Slot
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QListView, QPushButton, QVBoxLayout, QWidget

from tlstudio.evaluation.changes import AnswerPair, Changes
from tlstudio.gui.prediction.correct_changed_model import SIDE, ChangedModel
from tlstudio.gui.prediction.correct_wording import headline
from tlstudio.photos.pool import PhotoPool

_MOST_LINES = 3
_PADDING = 6


class ChangedAnswers(QWidget):
    """`chosen(AnswerPair)` when a person walks to a line; `undo_wanted` to take the picture out again."""

    chosen = Signal(object)
    undo_wanted = Signal()

    def __init__(self, pool: PhotoPool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.changes: Changes | None = None
        self._note = ""
        self._others: list[AnswerPair] = []
        self.model = ChangedModel(pool, self)
        self.text = QLabel(wordWrap=True)
        self.text.setObjectName("changedText")
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        self.undo_button = QPushButton("Undo")
        self.undo_button.setObjectName("correctUndoButton")
        self.undo_button.setToolTip("Take it out of your photos again (Ctrl+Z)")
        self.undo_button.setAccessibleName("Undo the correction")
        self.view = _view(self.model)
        self._lay_out()
        self.undo_button.clicked.connect(self.undo_wanted)
        self.view.selectionModel().currentChanged.connect(self._on_current_changed)
        self.hide()

    def show_sentence(self, sentence: str, *, can_undo: bool) -> None:
        """Only a sentence."""
        self.changes, self._others, self._note = None, [], sentence
        self.undo_button.setVisible(can_undo)
        self._show([])

    def show_changes(self, changes: Changes, note: str) -> None:
        """What has changed; `note` is a sentence about the pictures themselves."""
        self.changes, self._others, self._note = changes, [], note
        self._show([*changes.corrected, *changes.pairs])

    def add(self, pairs: Sequence[AnswerPair]) -> None:
        """Pictures in no class that are called something else, too."""
        self._others += pairs
        self.model.add(pairs)
        self._show_text()

    def put_away(self) -> None:
        """What it says is of no use any more."""
        self.changes = None
        self.hide()

    def _show(self, pairs: Sequence[AnswerPair]) -> None:
        self.model.show_pairs(pairs)
        self._show_text()
        self.show()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, self.text.text()))

    def _show_text(self) -> None:
        said = headline(self.changes, self._others) if self.changes else ""
        self.text.setText(" ".join(part for part in (said, self._note) if part))
        lines = self.model.rowCount()
        self.view.setVisible(bool(lines))
        self.view.setFixedHeight(min(lines, _MOST_LINES) * (SIDE + _PADDING) + 2 * self.view.frameWidth())

    @Slot(QModelIndex, QModelIndex)
    def _on_current_changed(self, current: QModelIndex, previous: QModelIndex) -> None:
        if current.isValid():
            self.chosen.emit(self.model.pair_at(current.row()))

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.addWidget(self.text, 1)
        top.addWidget(self.undo_button, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(top)
        column.addWidget(self.view)


def _view(model: ChangedModel) -> QListView:
    view = QListView()
    view.setObjectName("changedAnswers")
    view.setAccessibleName("Answers that have changed")
    view.setModel(model)
    view.setIconSize(QSize(SIDE, SIDE))
    view.setUniformItemSizes(True)
    view.setSpacing(1)
    view.setTextElideMode(Qt.TextElideMode.ElideMiddle)
    view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    return view
