"""How much is called “neither”: a slider that says what it keeps of one's own photos, and what it turns away."""

import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QGridLayout, QLabel, QPushButton, QSlider, QWidget

from tlstudio.gui.dropped import accepts, dropped_from
from tlstudio.gui.labels import plain_label
from tlstudio.gui.prediction.chosen import Chosen
from tlstudio.gui.prediction.neither_wording import (
    kept_text,
    looking_text,
    measured_text,
    remembers_text,
    strangers_text,
)
from tlstudio.gui.prediction.strangers import Strangers
from tlstudio.photos.view import PhotoFile

if TYPE_CHECKING:
    from tlstudio.gui.state import AppState

_STEPS = 1000
_LOWEST = 500


class NeitherBar(QWidget):
    """`keep_changed(share)` when another share of one's own photos is to be kept; 1: nothing is called “neither”.

    Hidden while the model at hand remembers none of its training photos. Pictures dropped on it, or marked in the
    table, are strangers. The predictor is asked about these only while the `turn` is held.
    """

    keep_changed = Signal(float)

    def __init__(self, state: "AppState", turn: threading.Lock, chosen: Chosen, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("neitherBar")
        self.setAccessibleName("Neither: what is unlike all of your photos")
        self.setAcceptDrops(True)
        self._state, self._chosen = state, chosen
        self._strangers = Strangers(state, turn, self)
        self.slider = _slider()
        self.sentence, self.remembers = plain_label("neitherSentence"), plain_label("neitherRemembers")
        self.mark_button = QPushButton()
        self.mark_button.setObjectName("neitherStrangersButton")
        self._lay_out()
        self.slider.valueChanged.connect(self._on_moved)
        self.mark_button.clicked.connect(self._on_clicked)
        self._strangers.changed.connect(self._show)
        chosen.changed.connect(self._show_button)
        state.predictor_changed.connect(self._on_predictor_changed)
        self._show_button()
        self._on_predictor_changed()

    @property
    def keep_rate(self) -> float:
        """The share that is to be kept now."""
        return self.slider.value() / _STEPS

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Light up for what may be pictures."""
        if accepts(event.mimeData()):
            event.acceptProposedAction()
            self.setBackgroundRole(self.palette().ColorRole.AlternateBase)
            self.setAutoFillBackground(True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Nothing hovers any more."""
        self.setAutoFillBackground(False)

    def dropEvent(self, event: QDropEvent) -> None:
        """These are strangers."""
        self.setAutoFillBackground(False)
        dropped = dropped_from(event.mimeData())
        if dropped.paths:
            event.acceptProposedAction()
            self._strangers.look_at(dropped.paths)

    @Slot()
    def _on_predictor_changed(self) -> None:
        predictor = self._state.predictor
        if predictor is not None:
            predictor.keep_rate = self.keep_rate
        self.setVisible(predictor is not None and predictor.reference is not None)
        self._show()

    @Slot()
    def _on_moved(self) -> None:
        if self._state.predictor is not None:
            self._state.predictor.keep_rate = self.keep_rate
        self._show()
        self.keep_changed.emit(self.keep_rate)

    @Slot()
    def _show(self) -> None:
        predictor = self._state.predictor
        if predictor is None or predictor.reference is None:
            return
        reference, strangers = predictor.reference, self._strangers
        if strangers.is_looking():
            about_them = looking_text(*strangers.progress)
        else:
            about_them = strangers_text(strangers.turned_away(self.keep_rate), len(strangers.typicalities))
        self.sentence.setText(f"{kept_text(self.keep_rate, len(reference.distances))} {about_them}")
        self.slider.setAccessibleDescription(self.sentence.text())
        self.remembers.setText(remembers_text(len(reference.labels)))
        self.setToolTip(measured_text(len(reference.distances), reference.measured_on))
        self._show_button()

    @Slot()
    def _show_button(self) -> None:
        if self._strangers.is_looking():
            self.mark_button.setText("Cancel")
            self.mark_button.setToolTip("Look at no more of the strangers")
        elif any(self._pictures()):
            self.mark_button.setText("These Are Strangers")
            self.mark_button.setToolTip(
                "The selected pictures, or else all that were dropped, are of none of your classes"
            )
        else:
            self.mark_button.setText("Choose Strangers…")
            self.mark_button.setToolTip("Choose a folder of pictures that are of none of your classes")

    @Slot()
    def _on_clicked(self) -> None:
        if self._strangers.is_looking():
            self._strangers.cancel()
        elif pictures := list(self._pictures()):
            self._strangers.mark(pictures)
        else:
            self._choose()

    def _pictures(self) -> Iterator[tuple[PhotoFile, float]]:
        """What a person means by “these”: several selected rows, else everything that was answered."""
        some = self._chosen.pictures()
        for photo, answer in some if len(some) > 1 else self._chosen.all():
            if not isinstance(photo, bytes) and answer.typicality is not None:
                yield photo, answer.typicality

    def _choose(self) -> None:
        dialog = QFileDialog(self, "Choose a Folder of Strangers")
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.filesSelected.connect(self._strangers.look_at_names)
        dialog.open()

    def _lay_out(self) -> None:
        title = QLabel("“Neither”")
        small = self.remembers.font()
        small.setPointSizeF(small.pointSizeF() * 0.9)
        self.remembers.setFont(small)
        rows = QGridLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setColumnStretch(1, 1)
        rows.addWidget(title, 0, 0)
        rows.addWidget(self.slider, 0, 1)
        rows.addWidget(self.mark_button, 0, 2)
        for row, label in enumerate((self.sentence, self.remembers), start=1):
            rows.addWidget(label, row, 0, 1, 3)


def _slider() -> QSlider:
    slider = QSlider(Qt.Orientation.Horizontal)
    slider.setObjectName("neitherSlider")
    slider.setAccessibleName("Share of your own photos to keep; what is less like them is called neither")
    slider.setRange(_LOWEST, _STEPS)
    slider.setSingleStep(5)
    slider.setPageStep(50)
    slider.setValue(round(0.95 * _STEPS))
    slider.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    slider.setToolTip("To the left more pictures are called “neither”; all the way to the right none is")
    return slider
