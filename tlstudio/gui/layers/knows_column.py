"""The column that says what each stage already knows about the photos."""

from collections.abc import Iterable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStyledItemDelegate

from tlstudio.backbone.tree import Row
from tlstudio.foundation.events import Probed
from tlstudio.gui.layers.extra_column import ExtraColumn
from tlstudio.gui.layers.knows_delegate import KNOWN_ROLE, Known, KnowsDelegate
from tlstudio.gui.layers.wording import best_place_text, known_text, percent_text


class KnowsColumn(ExtraColumn):
    """Shows the results of a probe at their rows; hidden while there are none, faded when they are out of date."""

    title = "Knows"
    explanation = (
        "What each stage already knows about your photos: how often a simple classifier that reads only what leaves "
        "this layer names the class rightly, on photos it has not seen. The thin line is the 95 % interval."
    )
    widest = "★ 100 % __"

    def __init__(self) -> None:
        super().__init__()
        self._found: dict[str, Probed] = {}
        self._is_old = False

    @property
    def found(self) -> tuple[Probed, ...]:
        """The results on show, front first."""
        return tuple(self._found.values())

    def show_results(self, found: Iterable[Probed]) -> None:
        """Show these instead of what is there."""
        self._found = {one.path: one for one in found}
        self._is_old = False
        self._announce()

    def add(self, one: Probed) -> None:
        """Show one more."""
        self.show_results([*self._found.values(), one])

    def clear(self) -> None:
        """Show none."""
        self.show_results(())

    def fade(self) -> None:
        """Say that the photos are others now."""
        self._is_old = True
        self._announce()

    def is_shown(self) -> bool:
        """Only with results."""
        return bool(self._found)

    def data(self, row: Row, role: int) -> Any:
        """`92 %`, what it means, and the figures for the bar."""
        one = self._found.get(row.path)
        if one is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return percent_text(one.accuracy)
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._explained(one)
        if role == KNOWN_ROLE:
            return Known(one.accuracy, one.interval, one.best, self._is_old)
        return None

    def spoken(self, row: Row) -> str:
        """`knows 92 percent, …`"""
        one = self._found.get(row.path)
        return self._explained(one).replace("\n", " ") if one else ""

    def delegate(self, usual: QStyledItemDelegate) -> QStyledItemDelegate:
        """Bars."""
        return KnowsDelegate(usual)

    def _explained(self, one: Probed) -> str:
        old = "From before the photos changed: probe the layers again." if self._is_old else ""
        best = best_place_text(one, self.found[-1].path == one.path) if one.best else ""
        return "\n".join(part for part in (best, known_text(one), old) if part)

    def _announce(self) -> None:
        self.changed.emit()
        self.shown_changed.emit()
