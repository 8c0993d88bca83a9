"""The dialog “Augmentation”: what a choice makes of some photos, epoch after epoch, before a run is started."""

from collections.abc import Generator
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import msgspec
from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from tlstudio.backbone.freezing import border
from tlstudio.dataset.sample import Dataset, Sample
from tlstudio.foundation.control import Control
from tlstudio.foundation.events import Event, Progress
from tlstudio.gui.buttons import push_button
from tlstudio.gui.dialog_parts import close_button
from tlstudio.gui.error_banner import ErrorBanner
from tlstudio.gui.labels import plain_label
from tlstudio.gui.latest import Latest
from tlstudio.gui.libraries import load_engine
from tlstudio.gui.state import AppState
from tlstudio.gui.training.augmentation_row import AugmentationBox
from tlstudio.gui.training.preview_model import PreviewModel
from tlstudio.gui.training.preview_view import PreviewView
from tlstudio.gui.training.wording import previewed_text, unreadable_text
from tlstudio.photos.pool import PhotoPool
from tlstudio.training.recipe import Recipe
from tlstudio.training.thawing import lasting

if TYPE_CHECKING:
    from tlstudio.training.preview import Preview

_SIZE = (980, 660)
_EPOCHS = 6
_PHOTOS = 6
_MOST_PHOTOS = 24
_WAITING = "Reading the photos…"


class Question(NamedTuple):
    """What a preview depends on; `chosen` are the photos, of `dataset` where there are none."""

    recipe: Recipe
    chosen: tuple[Sample, ...]
    dataset: Dataset
    epochs: range
    kept: bool


class PreviewDialog(QDialog):
    """`used(name)` when a person wants the next run to vary photos like that; None is the studio's choice."""

    used = Signal(object)

    def __init__(
        self, state: AppState, dataset: Dataset, chosen: tuple[Sample, ...], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("previewDialog")
        self.setWindowTitle("Augmentation")
        self.resize(*_SIZE)
        self._state = state
        self._dataset = dataset
        self._chosen = chosen[:_MOST_PHOTOS]
        self._first_epoch = 1
        self.latest = Latest(partial(_preview, state.pool), self)
        self.box = AugmentationBox()
        self.box.choose(state.recipe.augmentation)
        self.banner = ErrorBanner()
        self.view = PreviewView(PreviewModel(self))
        self.meaning, self.said = plain_label("previewMeaning"), plain_label("previewSaid")
        self.again_button = push_button("previewAgain", "&Again", "See what the next epochs make of the photos")
        self.use_button = push_button("previewUse", "&Use", "Vary photos like that in the next training")
        self._lay_out()
        self.latest.answered.connect(self._on_answered)
        self.latest.failed.connect(self._on_failed)
        self.box.currentIndexChanged.connect(self._ask)
        self.again_button.clicked.connect(self._on_again)
        self.use_button.clicked.connect(self._on_use)
        self._ask()

    def _lay_out(self) -> None:
        label = QLabel("Au&gmentation:")
        label.setBuddy(self.box)
        line = QHBoxLayout()
        line.addWidget(label)
        line.addWidget(self.box)
        line.addWidget(self.meaning, 1)
        buttons = QHBoxLayout()
        buttons.addWidget(self.again_button)
        buttons.addWidget(self.said, 1)
        buttons.addWidget(self.use_button)
        buttons.addWidget(close_button(self))
        column = QVBoxLayout(self)
        column.addLayout(line)
        column.addWidget(self.banner)
        column.addWidget(self.view, 1)
        column.addLayout(buttons)

    @Slot()
    def _ask(self) -> None:
        self.meaning.setText(self.box.meaning())
        self.said.setText(_WAITING)
        self.latest.ask(self._question())

    def _question(self) -> Question:
        state = self._state
        frozen = lasting(state.frozen, state.thaw)
        kept = state.tree is not None and border(state.tree, frozen) is not None
        recipe = msgspec.structs.replace(state.recipe, frozen=state.frozen, augmentation=self.box.value())
        epochs = range(self._first_epoch, self._first_epoch + _EPOCHS)
        return Question(recipe, self._chosen, self._dataset, epochs, kept)

    @Slot()
    def _on_again(self) -> None:
        self._first_epoch += _EPOCHS
        self._ask()

    @Slot()
    def _on_use(self) -> None:
        self.used.emit(self.box.value())
        self.accept()

    @Slot(object, object)
    def _on_answered(self, _question: Question, preview: "Preview") -> None:
        self.banner.hide()
        self.view.photos.show(preview)
        self.said.setText(previewed_text(preview))
        if preview.problems:
            self.banner.show_error(unreadable_text(preview.problems))

    @Slot(object, str)
    def _on_failed(self, _question: Question, sentence: str) -> None:
        self.said.clear()
        self.banner.show_error(sentence)


def _preview(pool: PhotoPool, question: Question, control: Control) -> "Generator[Event, None, Preview | None]":
    yield Progress("prepare", 0, 1)
    load_engine()
    from tlstudio.training.preview import preview, some_of_each

    recipe, chosen, dataset, epochs, kept = question
    samples = chosen or some_of_each(dataset, _PHOTOS)
    return (yield from preview(recipe, samples, epochs, kept, pool, control))
