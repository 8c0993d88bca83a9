"""The layer tree as an item model: a thin adapter whose checkbox is "frozen"."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import IntEnum
from itertools import groupby
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal, Slot

from tlstudio.backbone.tree import LayerTree, Row
from tlstudio.gui.layers.extra_column import ExtraColumn
from tlstudio.gui.layers.outline import Outline, Ticks
from tlstudio.gui.layers.wording import humane_number, shape_text

Index = QModelIndex | QPersistentModelIndex
HINT_ROLE = Qt.ItemDataRole.UserRole
TICK_ROLE = Qt.ItemDataRole.UserRole + 1
_NOWHERE = QModelIndex()
_CHECK_STATES = {
    "none": Qt.CheckState.Unchecked,
    "some": Qt.CheckState.PartiallyChecked,
    "all": Qt.CheckState.Checked,
}
_SPOKEN = {"none": "trained", "some": "partly frozen", "all": "frozen", None: "has no weights"}


class Column(IntEnum):
    """What stands where; further columns come behind these."""

    LAYER = 0
    TYPE = 1
    OUTPUT = 2
    WEIGHTS = 3


_TITLES = {Column.LAYER: "Layer", Column.TYPE: "Type", Column.OUTPUT: "Output", Column.WEIGHTS: "Weights"}
_EXPLAINED = {
    Column.LAYER: "A tick means: frozen, this layer stays exactly as it is.",
    Column.TYPE: "What kind of layer this is.",
    Column.OUTPUT: "Channels × height × width of what leaves the layer.",
    Column.WEIGHTS: "How many numbers the layer has learned.",
}


class LayerTreeModel(QAbstractItemModel):
    """Shows a LayerTree and a freeze map; a tick asks for another map through `frozen_requested` and changes nothing
    itself: whoever owns the map answers with `set_frozen`. `extras` are the columns behind the model's own."""

    frozen_requested = Signal(tuple)

    def __init__(self, extras: Sequence[ExtraColumn] = (), parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.extras = tuple(extras)
        for extra in self.extras:
            extra.changed.connect(self._on_extra_changed)
        self._outline = Outline(LayerTree(backbone="", rows=(), cuts=(), features=0))
        self._frozen: frozenset[str] = frozenset()
        self._ticks: list[Ticks | None] = []
        self._thaw: Mapping[str, int] = {}

    @property
    def outline(self) -> Outline:
        """The rows and their family ties."""
        return self._outline

    @property
    def frozen(self) -> tuple[str, ...]:
        """The freeze map on show, sorted."""
        return tuple(sorted(self._frozen))

    def set_tree(self, tree: LayerTree | None, frozen: Iterable[str]) -> None:
        """Show another tree (None: nothing) with its freeze map."""
        self.beginResetModel()
        self._outline = Outline(tree or LayerTree(backbone="", rows=(), cuts=(), features=0))
        self._frozen = frozenset(frozen)
        self._ticks = self._outline.ticks(self._frozen)
        self.endResetModel()

    def set_frozen(self, frozen: Iterable[str]) -> None:
        """Show another freeze map of the same tree; only rows whose tick changes are drawn again."""
        self._frozen = frozenset(frozen)
        before, self._ticks = self._ticks, self._outline.ticks(self._frozen)
        changed = [number for number, tick in enumerate(self._ticks) if tick != before[number]]
        for first, last in self._runs_of_siblings(changed):
            self.dataChanged.emit(self.index_of(first), self.index_of(last, self.columnCount() - 1))

    def set_thaw(self, thaw: Mapping[str, int]) -> None:
        """Say at frozen rows from which epoch on they learn."""
        before, self._thaw = self._thaw, thaw
        if before != thaw:
            for first, last in self._runs_of_siblings(list(range(len(self._outline.rows)))):
                self.dataChanged.emit(self.index_of(first), self.index_of(last))

    def index_of(self, number: int, column: int = Column.LAYER) -> QModelIndex:
        """The model index of a row number; invalid for -1."""
        if number < 0:
            return QModelIndex()
        return self.createIndex(self._outline.places[number], column, number)

    def row_at(self, index: Index) -> Row:
        """The row a valid index stands for."""
        return self._outline.rows[index.internalId()]

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """How many rows stand directly under the parent."""
        if parent.column() > 0:
            return 0
        return len(self._outline.children[parent.internalId() if parent.isValid() else -1])

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """Always the same: a view hides those that are not shown."""
        return len(Column) + len(self.extras)

    def index(self, row: int, column: int, parent: Index = _NOWHERE) -> QModelIndex:
        """The child at that place."""
        if not self.hasIndex(row, column, parent):
            return QModelIndex()
        family = self._outline.children[parent.internalId() if parent.isValid() else -1]
        return self.createIndex(row, column, family[row])

    def parent(self, index: Index) -> QModelIndex:  # type: ignore[override]
        """The group a row stands under."""
        return self.index_of(self._outline.parents[index.internalId()]) if index.isValid() else QModelIndex()

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Selectable; checkable in the first column where there are weights to freeze."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if index.column() == Column.LAYER and self._ticks[index.internalId()] is not None:
            flags |= Qt.ItemFlag.ItemIsUserCheckable
        extra = self._extra(index.column())
        if extra and extra.is_editable(self.row_at(index)):
            flags |= Qt.ItemFlag.ItemIsEditable
        if not self._outline.children[index.internalId()]:
            flags |= Qt.ItemFlag.ItemNeverHasChildren
        return flags

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The columns' titles and what they mean."""
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < self.columnCount():
            return None
        extra = self._extra(section)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._alignment(section)
        if extra:
            return {Qt.ItemDataRole.DisplayRole: extra.title, Qt.ItemDataRole.ToolTipRole: extra.explanation}.get(
                Qt.ItemDataRole(role)
            )
        if role == Qt.ItemDataRole.DisplayRole:
            return _TITLES[Column(section)]
        if role == Qt.ItemDataRole.ToolTipRole:
            return _EXPLAINED[Column(section)]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What the view asks for."""
        if not index.isValid():
            return None
        number = index.internalId()
        if role == TICK_ROLE:
            return self._ticks[number]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._alignment(index.column())
        extra = self._extra(index.column())
        if extra:
            return extra.data(self._outline.rows[number], role)
        column = Column(index.column())
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(number, column)
        if column == Column.LAYER:
            return self._layer_data(number, role)
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """A tick on a layer, or on a group for all that is under it; a partly frozen group becomes frozen."""
        extra = self._extra(index.column())
        if extra:
            return role == Qt.ItemDataRole.EditRole and extra.set_data(self.row_at(index), value)
        if role != Qt.ItemDataRole.CheckStateRole or not self.flags(index) & Qt.ItemFlag.ItemIsUserCheckable:
            return False
        under = self._outline.under(index.internalId())
        freeze = Qt.CheckState(value) != Qt.CheckState.Unchecked
        wanted = self._frozen.union(under) if freeze else self._frozen.difference(under)
        self.frozen_requested.emit(tuple(sorted(wanted)))
        return True

    def _alignment(self, column: int) -> Qt.AlignmentFlag:
        """Numbers stand at the right, and their titles over them."""
        extra = self._extra(column)
        if extra:
            return extra.alignment
        side = Qt.AlignmentFlag.AlignRight if column == Column.WEIGHTS else Qt.AlignmentFlag.AlignLeft
        return side | Qt.AlignmentFlag.AlignVCenter

    def _extra(self, column: int) -> ExtraColumn | None:
        return self.extras[column - len(Column)] if column >= len(Column) else None

    @Slot()
    def _on_extra_changed(self) -> None:
        for first, last in self._runs_of_siblings(list(range(len(self._outline.rows)))):
            self.dataChanged.emit(self.index_of(first, len(Column)), self.index_of(last, self.columnCount() - 1))

    def _text(self, number: int, column: Column) -> str:
        row = self._outline.rows[number]
        if column == Column.LAYER:
            return self._outline.name(number)
        if column == Column.TYPE:
            return row.type
        if column == Column.OUTPUT:
            return shape_text(row.output)
        return humane_number(row.parameters) if row.parameters else ""

    def _layer_data(self, number: int, role: int) -> Any:
        row, tick = self._outline.rows[number], self._ticks[number]
        if role == Qt.ItemDataRole.CheckStateRole:
            return None if tick is None else _CHECK_STATES[tick]
        if role == HINT_ROLE:
            return self._until(number).removeprefix("frozen ") or row.hint
        if role == Qt.ItemDataRole.ToolTipRole:
            return "\n".join(filter(None, (row.path, self._until(number), row.hint)))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            said = [
                row.path,
                self._until(number) or _SPOKEN[tick],
                row.hint,
                *(extra.spoken(row) for extra in self.extras if extra.is_shown()),
            ]
            return ", ".join(part for part in said if part)
        return None

    def _until(self, number: int) -> str:
        """`frozen until epoch 5`, where that holds for all that is frozen of the row."""
        frozen = [path for path in self._outline.under(number) if path in self._frozen] if self._thaw else []
        epochs = sorted({self._thaw.get(path, 0) for path in frozen})
        if not epochs or not epochs[0]:
            return ""
        return f"frozen until epoch {epochs[0]}" + (f" to {epochs[-1]}" if len(epochs) > 1 else "")

    def _runs_of_siblings(self, numbers: list[int]) -> Iterator[tuple[int, int]]:
        """The first and last changed row under each parent: what one `dataChanged` can say."""
        by_parent = sorted(numbers, key=lambda number: (self._outline.parents[number], number))
        for _parent, family in groupby(by_parent, key=lambda number: self._outline.parents[number]):
            members = list(family)
            yield members[0], members[-1]
