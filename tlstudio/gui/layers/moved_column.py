"""The column that says how far each layer has moved: heat for what was trained, a lock for what was frozen."""

import math
from typing import Any

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QStyledItemDelegate

from tlstudio.backbone.heads import HEAD
from tlstudio.backbone.tree import Row
from tlstudio.gui.drift import RunDrift
from tlstudio.gui.heat import SHADES
from tlstudio.gui.layers.extra_column import ExtraColumn
from tlstudio.gui.layers.heat_delegate import Cell, HeatDelegate
from tlstudio.gui.state import AppState
from tlstudio.training.thawing import lasting

_FAINTEST = 1e-4
_PROOF = "unchanged, bit for bit: proven by hash when the model was saved"
_EXPLANATION = (
    "How far training has moved a layer's weights from where they began: 0 % is not at all, 100 % as far as they were"
    " from zero.\nThe stronger the colour, the further; each shade stands for about three times the one before"
    " (from 0.01 % to 32 % and more).\nA lock: frozen."
)
_FROZEN = {
    True: ("unchanged", _PROOF),
    None: ("frozen", "frozen in this run: the proof comes when the model is saved"),
    False: ("changed!", "changed although it was frozen: do not trust this model"),
}
_STALE = "From a run in which other layers were frozen."


class MovedColumn(ExtraColumn):
    """Shows `state.drift` while its network is on screen; grey once other layers are frozen than in its run."""

    title = "Moved"
    explanation = _EXPLANATION
    widest = "unchanged __"  # in smaller letters, with a lock before it

    def __init__(self, state: AppState) -> None:
        super().__init__(state)
        self._state = state
        self._run: RunDrift | None = None
        self._frozen: frozenset[str] = frozenset()
        self._stale = False
        state.drift_changed.connect(self._on_drift_changed)
        state.tree_changed.connect(self._on_drift_changed)
        state.frozen_changed.connect(self._on_frozen_changed)
        state.thaw_changed.connect(self._on_frozen_changed)
        state.predictor_changed.connect(self._on_predictor_changed)

    def is_shown(self) -> bool:
        """Once there are figures for the network on screen."""
        return self._run is not None

    def cell(self, row: Row) -> Cell | None:
        """What stands beside the row; None where there is nothing to say."""
        if self._run is None:
            return None
        drift, path = self._run.drift, row.path
        share = drift.moved.get(path, drift.statistics.get(path))
        if path in drift.from_zero:
            return Cell("from 0", stale=self._stale)
        if share == 0:
            return Cell("not moved", stale=self._stale)
        if share is not None:
            return Cell(share_text(share), shade_of(share), stale=self._stale)
        if path in self._frozen:
            return Cell(_FROZEN[self._run.unchanged][0], locked=True, stale=self._stale)
        return None

    def data(self, row: Row, role: int) -> Any:
        """The text, and more in words in the tool tip."""
        cell = self.cell(row)
        if cell is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return cell.text
        if role == Qt.ItemDataRole.ToolTipRole:
            return "\n".join([*self._sentences(row), *([_STALE] if self._stale else [])])
        return None

    def spoken(self, row: Row) -> str:
        """The same sentences as in the tool tip."""
        return ", ".join(self._sentences(row)) if self.cell(row) else ""

    def delegate(self, usual: QStyledItemDelegate) -> QStyledItemDelegate:
        """What paints the heat."""
        return HeatDelegate(self.cell, usual)

    def _sentences(self, row: Row) -> list[str]:
        assert self._run is not None
        drift, path = self._run.drift, row.path
        if path not in drift.trained:
            return [_FROZEN[self._run.unchanged][1]]
        found = []
        if not drift.moved.get(path, 1) and not drift.statistics.get(path):
            return ["has not moved: it learns from a later epoch on, or its learning rate is 0"]
        if path in drift.moved:
            random = self._run.random_start or row.path.split(".")[0] == HEAD
            start = "random start" if random else "pre-trained weights"
            found.append(f"moved {share_text(drift.moved[path])} from its {start}")
        if path in drift.from_zero:
            found.append(f"began at zero, its weights are now {drift.from_zero[path]:.2g} in size (root mean square)")
        if path in drift.statistics:
            found.append(f"batch-norm statistics moved {share_text(drift.statistics[path])}")
        if path in drift.gradients:
            found.append(f"gradient {drift.gradients[path]:.2g} (how strongly the photos pull at its weights)")
        return found

    @Slot()
    def _on_drift_changed(self) -> None:
        tree, run, shown = self._state.tree, self._state.drift, self.is_shown()
        self._run = run if run and tree and run.backbone == tree.backbone else None
        frozen = self._run.frozen if self._run else ()
        self._frozen = frozenset(around for path in frozen for around in _around(path))
        if self.is_shown() != shown:
            self.shown_changed.emit()
        self._on_frozen_changed()

    @Slot()
    def _on_frozen_changed(self) -> None:
        if self._run:
            self._stale = set(self._run.frozen) != set(lasting(self._state.frozen, self._state.thaw))
            self.changed.emit()

    @Slot()
    def _on_predictor_changed(self) -> None:
        """A model was opened: its run's figures, when they are of the network on screen and not there already."""
        summary = self._state.predictor and self._state.predictor.summary
        tree, run = self._state.tree, self._state.drift
        if not summary or not summary.drift or (run and run.drift == summary.drift):
            return
        if tree is None or tree.backbone == summary.backbone:
            self._state.drift = RunDrift(
                summary.backbone, summary.frozen, summary.drift, summary.frozen_unchanged, summary.random_start
            )


def share_text(share: float) -> str:
    """`3.1 %`, `12 %`, `<0.01 %`: two digits say enough."""
    percent = 100 * share
    if 0 < percent < 0.01:
        return "<0.01 %"
    if percent > 999:
        return ">999 %"
    return f"{percent:.0f} %" if percent >= 9.95 else f"{float(f'{percent:.2g}'):g} %"


def shade_of(share: float) -> int | None:
    """The shade for a distance, two for each power of ten; none for what has not moved at all."""
    if share <= 0:
        return None
    return min(max(math.floor(2 * math.log10(share / _FAINTEST)) + 1, 0), SHADES - 1)


def _around(path: str) -> list[str]:
    """The path itself and those of all groups around it."""
    parts = path.split(".")
    return [".".join(parts[:count]) for count in range(1, len(parts) + 1)]
