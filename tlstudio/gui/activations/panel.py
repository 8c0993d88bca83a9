"""The panel “What a layer sees”: the chosen layer's answer to the chosen photo."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QSlider, QStackedWidget, QVBoxLayout, QWidget

from tlstudio.foundation.names import printable
from tlstudio.gui.activations import wording
from tlstudio.gui.activations.looking import Question, look_into
from tlstudio.gui.activations.map_model import MapModel
from tlstudio.gui.activations.map_view import LARGEST, SMALLEST, USUAL, MapView
from tlstudio.gui.activations.value_strip import ValueStrip
from tlstudio.gui.labels import plain_label
from tlstudio.gui.latest import Latest
from tlstudio.gui.state import AppState
from tlstudio.photos.pool import Source
from tlstudio.photos.view import PhotoFile, path_of

if TYPE_CHECKING:
    from tlstudio.evaluation.activations import Seen

_PRE_TRAINED, _MY_MODEL = 0, 1


class ActivationsPanel(QWidget):
    """Looks only while it can be seen. `show_layer` with the row chosen in the tree, `show_selected` with the photo
    selected in the browser, None for none, and `show_dropped` with the picture on Try It: the last one counts."""

    def __init__(self, state: AppState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("activationsPanel")
        self.setAccessibleName("What a layer sees")
        self._state = state
        self._path = ""
        self._selected: PhotoFile | None = None
        self._dropped: Source | None = None
        self.looking = Latest(partial(look_into, state.pool), self)
        self.title, self.sentence = plain_label("activationsTitle"), plain_label("activationsSentence")
        self.hint = plain_label("activationsHint")
        self.hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.view = MapView(MapModel(self))
        self.values = ValueStrip()
        self.weights_box = _weights_box()
        self.zoom = _zoom()
        self._pages = QStackedWidget()
        self._lay_out()
        self._connect()
        self._on_model_changed()

    @Slot(str)
    def show_layer(self, path: str) -> None:
        """Look into that row."""
        self._path = path
        self._look()

    @Slot(object)
    def show_selected(self, photo: PhotoFile | None) -> None:
        """Look at that photo."""
        self._selected = photo
        self._look()

    @Slot(object)
    def show_dropped(self, picture: Source) -> None:
        """Look at that picture until another photo is selected."""
        self._dropped, self._selected = picture, None
        self._look()

    def showEvent(self, event: QShowEvent) -> None:
        """It can be seen: look now."""
        super().showEvent(event)
        self._look()

    def hideEvent(self, event: QHideEvent) -> None:
        """Nobody looks: what is under way may end."""
        super().hideEvent(event)
        self.looking.ask(None)

    @Slot()
    def _look(self) -> None:
        question = self._question()
        if question is None:
            self._show_hint(self._what_is_missing())
        elif self._pages.currentWidget() is self.hint:
            self.hint.setText(wording.LOADING)
        if self.isVisible():
            self.looking.ask(question)

    def _what_is_missing(self) -> str:
        if self._path:
            return wording.NO_PHOTO
        return wording.NO_LAYER if self._selected or self._dropped else wording.NOTHING_CHOSEN

    def _question(self) -> Question | None:
        source = self._selected or self._dropped
        if self._state.tree is None or not self._path or source is None:
            return None
        model = self._state.model_path if self.weights_box.currentIndex() == _MY_MODEL else None
        return Question(source, self._state.tree.backbone, self._path, model)

    @Slot(object, object)
    def _on_seen(self, question: Question, seen: "Seen") -> None:
        if self._state.tree is None:
            return
        part = wording.part_of(self._state.tree, seen.path)
        source = question.source
        name = "the picture that was dropped" if isinstance(source, bytes) else printable(path_of(source).name, 60)
        self.title.setText(f"{wording.title_text(seen, part)} · {name}")
        self.sentence.setText(wording.sentence_text(seen, part))
        self.view.setAccessibleName(wording.title_text(seen, part))
        self.view.maps.show(seen)
        if seen.values is not None:
            self.values.show_values(seen.values)
        self.hint.setText("")
        page = self.values if seen.values is not None else self.view if len(seen.maps) else self.hint
        self._pages.setCurrentWidget(page)
        self.zoom.setVisible(page is self.view)

    @Slot(object, str)
    def _on_failed(self, _question: Question, sentence: str) -> None:
        self._show_hint(sentence)

    def _show_hint(self, sentence: str) -> None:
        self.title.setText("")
        self.sentence.setText("")
        self.hint.setText(sentence)
        self._pages.setCurrentWidget(self.hint)
        self.zoom.hide()

    @Slot()
    def _on_tree_changed(self) -> None:
        """Another network has other rows; another number of classes has not."""
        tree = self._state.tree
        if tree is None or all(row.path != self._path for row in tree.rows):
            self._path = ""
        self._on_model_changed()

    @Slot()
    def _on_model_changed(self) -> None:
        """A model of the same network can be looked into instead."""
        predictor, tree = self._state.predictor, self._state.tree
        fits = predictor is not None and tree is not None and predictor.summary.backbone == tree.backbone
        self.weights_box.setVisible(fits)
        if not fits:
            self.weights_box.setCurrentIndex(_PRE_TRAINED)
        self._look()

    def _connect(self) -> None:
        self.looking.answered.connect(self._on_seen)
        self.looking.failed.connect(self._on_failed)
        self._state.tree_changed.connect(self._on_tree_changed)
        self._state.predictor_changed.connect(self._on_model_changed)
        self.weights_box.currentIndexChanged.connect(self._look)
        self.zoom.valueChanged.connect(self.view.set_side)

    def _lay_out(self) -> None:
        for page in (self.hint, self.view, self.values):
            self._pages.addWidget(page)
        top = QHBoxLayout()
        top.addWidget(self.title, 1)
        top.addWidget(self.weights_box)
        top.addWidget(self.zoom)
        column = QVBoxLayout(self)
        column.addLayout(top)
        column.addWidget(self.sentence)
        column.addWidget(self._pages, 1)


def _weights_box() -> QComboBox:
    box = QComboBox()
    box.setObjectName("activationWeightsBox")
    box.setAccessibleName("Whose weights")
    box.setToolTip("Look into the network as it was pre-trained, or as your model has become")
    box.addItems(["Pre-trained", "My model"])
    return box


def _zoom() -> QSlider:
    slider = QSlider(Qt.Orientation.Horizontal)
    slider.setRange(SMALLEST, LARGEST)
    slider.setValue(USUAL)
    slider.setObjectName("activationZoom")
    slider.setAccessibleName("Size of the maps")
    slider.setToolTip("Size of the maps")
    slider.setFixedWidth(90)
    slider.setPageStep(40)
    slider.setSingleStep(8)
    return slider
