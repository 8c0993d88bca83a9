"""The column that says how fast each layer learns, as a multiple of the learning rate; a person may write into it."""

import math
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication

from tlstudio.backbone.heads import HEAD
from tlstudio.backbone.tree import Row
from tlstudio.gui.layers.change_command import ChangeCommand
from tlstudio.gui.layers.extra_column import ExtraColumn
from tlstudio.gui.state import AppState
from tlstudio.training.rates import layer_rates
from tlstudio.training.recipe import RatePreset
from tlstudio.training.thawing import lasting

_NOTHING_LEARNS = "–"
_HIGHEST = 1000
_EXPLANATION = (
    "How fast the layer learns, as a multiple of the learning rate. Grey: inherited from the group above, or the"
    " studio's choice.\nDouble click or F2 to set it (0.1: a tenth of the learning rate), blank to inherit again."
)
PRESET_NAMES: dict[RatePreset, str] = {
    "usual": "the studio's usual rates",
    "same": "the same rate everywhere",
    "stages": "2.6 times lower per stage",
    "layers": "0.75 times the next block's",
}


class RateColumn(ExtraColumn):
    """Shows `state.rates` and what follows from them; `refused(sentence)` when what was written means nothing."""

    refused = Signal(str)
    title = "Rate"
    explanation = _EXPLANATION
    widest = "×0.02–0.3"

    def __init__(self, state: AppState) -> None:
        super().__init__(state)
        self._state = state
        self._rates: dict[str, float] = {}
        self._spans: dict[str, tuple[float, float]] = {}
        self._has_weights: set[str] = set()
        self._shown = False
        for changed in (state.tree_changed, state.frozen_changed, state.strategy_changed, state.thaw_changed):
            changed.connect(self._on_inputs_changed)
        for changed in (state.rates_changed, state.rate_preset_changed):
            changed.connect(self._on_inputs_changed)
        self._on_inputs_changed()

    def is_shown(self) -> bool:
        """Once there is more than one rate to speak of: other layers than the head learn, or somebody set a rate."""
        return self._shown

    def data(self, row: Row, role: int) -> Any:
        """The multiple, grey where it is not the row's own."""
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(row)
        if role == Qt.ItemDataRole.EditRole:
            own = self._state.rates.get(row.path)
            return "" if own is None else f"{own:g}"
        if role == Qt.ItemDataRole.ForegroundRole and row.path not in self._state.rates:
            return QApplication.palette().brush(QPalette.ColorRole.PlaceholderText)
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._sentence(row)
        return None

    def spoken(self, row: Row) -> str:
        """`learns at 0.3 times the learning rate`."""
        if row.path not in self._spans:
            return ""
        return f"learns at {_span_text(*self._spans[row.path])} times the learning rate"

    def is_editable(self, row: Row) -> bool:
        """Wherever something learns, now or later."""
        return row.path in self._spans

    def set_data(self, row: Row, value: Any) -> bool:
        """Give the row a multiple of its own, or, with nothing written, the inherited one."""
        text = str(value).strip().lstrip("×xX*").strip().replace(",", ".")
        multiple = _number(text) if text else None
        if text and multiple is None:
            self.refused.emit(
                f"The rate of {row.path} must be a number from 0 to {_HIGHEST}, such as 0.1 for a tenth of the learning"
                " rate; or blank to inherit it."
            )
            return False
        rates = {path: rate for path, rate in self._state.rates.items() if path != row.path}
        if multiple is not None:
            rates[row.path] = multiple
        if rates != self._state.rates:
            self._state.undo_stack.push(ChangeCommand(self._state, f"Learning rate of {row.path}", rates=rates))
        return True

    def preset(self) -> RatePreset:
        """The preset that counts where nothing is set."""
        usual: RatePreset = "same" if self._state.strategy == "scratch" else "usual"
        return self._state.rate_preset or usual

    @Slot()
    def _on_inputs_changed(self) -> None:
        """Also the least and the most in each group, of what is not frozen to the end."""
        tree, state = self._state.tree, self._state
        rows = tree.rows if tree else ()
        self._rates = layer_rates(tree, state.rates, self.preset()) if tree else {}
        still = frozenset(lasting(state.frozen, state.thaw))
        self._spans, self._has_weights = {}, set()
        for row in reversed(rows):
            if row.stateful and row.path not in still:
                self._widen(row.path, self._rates[row.path], self._rates[row.path])
            if row.path in self._spans and row.parent:
                self._widen(row.parent, *self._spans[row.path])
            if row.stateful or row.path in self._has_weights:
                self._has_weights |= {row.path, row.parent}
        shown = bool(state.rates or state.rate_preset) or any(path != HEAD for path in self._spans)
        shown, self._shown = shown != self._shown, shown
        if shown:
            self.shown_changed.emit()
        self.changed.emit()

    def _widen(self, path: str, low: float, high: float) -> None:
        least, most = self._spans.get(path, (low, high))
        self._spans[path] = min(low, least), max(high, most)

    def _text(self, row: Row) -> str:
        if row.path in self._spans:
            low, high = self._spans[row.path]
            return f"×{_span_text(low, high)}"
        return _NOTHING_LEARNS if row.path in self._has_weights else ""

    def _sentence(self, row: Row) -> str | None:
        if row.path not in self._spans:
            return "Frozen: it does not learn." if row.path in self._has_weights else None
        return f"{row.path} {self.spoken(row)}: {self._source(row)}."

    def _source(self, row: Row) -> str:
        """Where the row's multiple comes from."""
        path = row.path
        while path and path not in self._state.rates:
            path = path.rpartition(".")[0]
        if path:
            return "set here" if path == row.path else f"set at {path}"
        return PRESET_NAMES[self.preset()]


def _span_text(low: float, high: float) -> str:
    return f"{low:.2g}" if low == high else f"{low:.2g}–{high:.2g}"


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) and 0 <= number <= _HIGHEST else None
