"""The line at the bottom: device, photos, weights that train, the cache, and the promise."""

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QLabel, QWidget

from tlstudio.backbone.freezing import parameter_counts
from tlstudio.dataset.sample import Dataset
from tlstudio.foundation.names import size_text
from tlstudio.gui.cache import FeatureCache
from tlstudio.gui.engine import EngineStarter
from tlstudio.gui.layers.wording import humane_number
from tlstudio.gui.state import AppState

GETTING_READY = "Getting ready…"
_PROMISE = "photos never leave this computer"


class StatusLine(QLabel):
    """`CPU · 244 + 153 photos · 2.6 k of 3.4 M weights train · cache 16 MB · photos never leave this computer`."""

    def __init__(
        self, state: AppState, engine: EngineStarter, cache: FeatureCache, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("statusLine")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setContentsMargins(8, 0, 8, 0)
        self._state = state
        self._engine = engine
        self._cache = cache
        cache.changed.connect(self._show)
        engine.ready.connect(self._show)
        state.device_changed.connect(self._show)
        state.dataset_changed.connect(self._on_dataset_changed)
        state.tree_changed.connect(self._show)
        state.frozen_changed.connect(self._show)
        self._on_dataset_changed()

    @Slot()
    def _on_dataset_changed(self) -> None:
        self._photos = _photos(self._state.dataset)
        self._show()

    @Slot()
    def _show(self) -> None:
        device = self._engine.devices.get(self._state.device, GETTING_READY)
        parts = [device, self._photos, self._weights(), self._kept(), _PROMISE]
        self.setText(" · ".join(part for part in parts if part))

    def _weights(self) -> str:
        tree = self._state.tree
        if tree is None:
            return ""
        trainable, total = parameter_counts(tree, self._state.frozen)
        return f"{humane_number(trainable)} of {humane_number(total)} weights train"

    def _kept(self) -> str:
        facts = self._cache.facts
        if facts is None:
            return ""
        return f"cache {size_text(facts.used)}" if facts.used else "cache empty"


def _photos(dataset: Dataset | None) -> str:
    """Training and validation photos, and test photos where there are any."""
    if dataset is None:
        return ""
    counts = [len(dataset.part("train")), len(dataset.part("validation"))]
    test = len(dataset.part("test"))
    waiting = f", {len(dataset.unlabelled):,} without a label" if dataset.unlabelled else ""
    return " + ".join(f"{count:,}" for count in [*counts, *([test] if test else [])]) + f" photos{waiting}"
