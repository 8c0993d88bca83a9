"""Below the photos: what the model suggests or doubts, how far it is, and the button for what comes next."""

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from tlstudio.dataset.sample import Dataset
from tlstudio.foundation.events import Progress
from tlstudio.gui.buttons import push_button
from tlstudio.gui.dataset import suggestion_wording as wording
from tlstudio.gui.dataset.suggesting import Suggestions
from tlstudio.gui.state import AppState


class SuggestionBar(QWidget):
    """There while the model is asked, and where photos without a label, or those that it doubts, are on show."""

    def __init__(self, state: AppState, suggestions: Suggestions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("suggestionBar")
        self._state = state
        self._suggestions = suggestions
        self._labels = False
        self._doubts = False
        self.text = QLabel(wordWrap=True)
        self.text.setObjectName("suggestionText")
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        self.progress = QProgressBar(textVisible=False)
        self.progress.setFixedHeight(8)
        self.progress.setAccessibleName("Progress of asking the model")
        self.names = push_button("nameButton", "Label by Name…")
        self.suggest = push_button("suggestButton", "Suggest Labels")
        self.accept = push_button("acceptButton", "Accept for Selected")
        self.compare = push_button("compareButton", "Ask the Model")
        self.cancel = push_button("suggestCancelButton", "Cancel")
        self.cancel.setAccessibleName("Cancel asking the model")
        self._lay_out()
        suggestions.began.connect(self._on_began)
        suggestions.progressed.connect(self.show_progress)
        suggestions.changed.connect(self.refresh)
        self.cancel.clicked.connect(suggestions.cancel)
        self.refresh()

    def show_place(self, labels: bool, doubts: bool) -> None:
        """What is on show now: photos without a label, or those that the model doubts."""
        self._labels, self._doubts = labels, doubts
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Say it for what is known now."""
        suggestions, dataset = self._suggestions, self._state.dataset
        running, had_focus = suggestions.running, any(button.hasFocus() for button in self._buttons())
        for widget in (self.progress, self.cancel):
            widget.setVisible(running)
        for button in self._buttons()[1:]:
            button.hide()
        if dataset and not running and self._doubts:
            self._show_doubts(dataset)
        elif dataset and not running and self._labels and dataset.unlabelled:
            self._show_labels(dataset)
        elif not running:
            self.text.clear()
        self.setVisible(bool(self.text.text()))
        shown = [button for button in self._buttons() if not button.isHidden()]
        if had_focus and shown:  # whoever presses a key here goes on here
            shown[0].setFocus()

    @Slot(object)
    def show_progress(self, progress: Progress) -> None:
        """Say how far it is."""
        self.text.setText(wording.progress_text(progress))
        self.progress.setRange(0, progress.total if progress.stage != "prepare" else 0)
        self.progress.setValue(progress.done)

    @Slot()
    def _on_began(self) -> None:
        self.text.setText(wording.LOADING)
        self.progress.setRange(0, 0)

    def _buttons(self) -> tuple[QPushButton, ...]:
        return self.cancel, self.accept, self.suggest, self.compare, self.names

    def _show_labels(self, dataset: Dataset) -> None:
        waiting, unasked = len(dataset.unlabelled), len(self._suggestions.opinions.without(dataset.unlabelled))
        self._say(wording.unlabelled_text(waiting, waiting - unasked))
        self.names.setVisible(unasked == waiting)
        self.suggest.setVisible(self._suggestions.can_ask and (self._suggestions.are_old or unasked > 0))
        self.suggest.setText("Suggest Again" if self._suggestions.are_old else "Suggest Labels")
        self.accept.setVisible(unasked < waiting)

    def _show_doubts(self, dataset: Dataset) -> None:
        opinions = self._suggestions.opinions
        self._say(wording.agreement_text(dataset, opinions))
        unasked = self._suggestions.are_old or bool(opinions.without(dataset.photos))
        self.compare.setVisible(self._suggestions.can_ask and unasked)
        self.accept.setVisible(len(opinions) > 0)

    def _say(self, sentence: str) -> None:
        old = wording.OLD if self._suggestions.are_old else ""
        needed = "" if self._suggestions.can_ask else wording.NO_MODEL
        self.text.setText(" ".join(filter(None, (sentence, old, needed))))

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        for widget in (self.names, self.suggest, self.compare, self.accept):
            row.addWidget(widget)
        row.addWidget(self.progress, 1)
        row.addWidget(self.cancel)
        row.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.text)
        column.addLayout(row)
