"""The lines below the tree: what training will take with what is ticked now, and whether the photos can carry it."""

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from tlstudio.backbone.freezing import border, check_trainable
from tlstudio.backbone.tree import LayerTree
from tlstudio.features.cost import Amount
from tlstudio.gui.layers.wording import load_text, too_many_weights_text
from tlstudio.gui.state import AppState
from tlstudio.training.expected import Load, expected_load, too_many_weights
from tlstudio.training.thawing import lasting

_USUAL_BATCH = 32
_EXPLAINED = (
    "An estimate from the layers' sizes. Memory, of the processor or of the GPU, whichever trains: all weights, what "
    "learning the unfrozen ones needs, and one batch on its way through them; the studio itself takes about 0.5 GB "
    "more. Time: from this machine's speed, measured once for each network."
)
_RULE = (
    "A rule of thumb: beyond about 10,000 pre-trained weights that move, or 50 that start from random numbers, for "
    "each training photo, a network tends to learn the very photos instead of what they show."
)


class LoadLine(QWidget):
    """`Training: about 320 MB of memory · about 4 s per epoch`, and below it a warning where photos are few."""

    def __init__(self, state: AppState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self._photos = (0, 0)
        self.load = _label("trainingLoad", _EXPLAINED)
        self.warning = _label("fewPhotosWarning", _RULE)
        font = self.warning.font()
        font.setBold(True)
        self.warning.setFont(font)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self.load)
        column.addWidget(self.warning)
        state.dataset_changed.connect(self._on_dataset_changed)
        for changed in (state.tree_changed, state.frozen_changed, state.strategy_changed, state.recipe_changed):
            changed.connect(self._show)
        for changed in (state.thaw_changed, state.speed_changed):
            changed.connect(self._show)
        self._on_dataset_changed()

    @Slot()
    def _on_dataset_changed(self) -> None:
        """Photos are counted once: a tick must not wait for that."""
        dataset = self._state.dataset
        self._photos = (len(dataset.part("train")), len(dataset.part("validation"))) if dataset else (0, 0)
        self._show()

    @Slot()
    def _show(self) -> None:
        """For the epochs that take most: those in which all that thaws has thawed."""
        tree, frozen = self._state.tree, lasting(self._state.frozen, self._state.thaw)
        trains = tree is not None and not check_trainable(tree, frozen)
        _say(self.load, load_text(self._load(tree, frozen)) if tree and trains else "")
        was = self.warning.text()
        _say(self.warning, self._warning(tree, frozen) if tree and trains else "")
        if self.warning.text() not in ("", was):
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self.warning, self.warning.text()))

    def _load(self, tree: LayerTree, frozen: tuple[str, ...]) -> Load:
        recipe, speed = self._state.recipe, self._state.speed
        return expected_load(
            tree,
            frozen,
            border(tree, frozen),
            Amount(*self._photos, recipe.views),
            recipe.batch_size or _USUAL_BATCH,
            speed if speed and speed.backbone == tree.backbone and self._photos[0] else None,
            kept=not recipe.varies_anew,
        )

    def _warning(self, tree: LayerTree, frozen: tuple[str, ...]) -> str:
        photos, scratch = self._photos[0], self._state.strategy == "scratch"
        weights = too_many_weights(tree, frozen, photos, from_nothing=scratch)
        return too_many_weights_text(photos, weights, from_nothing=scratch) if weights else ""


def _label(name: str, explained: str) -> QLabel:
    label = QLabel()
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setToolTip(explained)
    label.setObjectName(name)
    return label


def _say(label: QLabel, text: str) -> None:
    label.setText(text)
    label.setVisible(bool(text))
