"""The tree on screen, with the frozen border drawn as a line between two rows."""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QRect, Qt, Signal, Slot
from PySide6.QtGui import QAccessible, QColor, QCursor, QFont, QKeyEvent, QPainter, QPalette, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QStyle, QStyleOptionViewItem, QTreeView, QWidget

from tlstudio.gui.layers.row_delegate import BAND_HEIGHT, RowDelegate
from tlstudio.gui.layers.tree_model import Column, Index, LayerTreeModel

_BORDER_TEXT = "frozen border"
_ONCE_TEXT = f"{_BORDER_TEXT} · computed once"
_NO_BORDER = -1
_LEAST_NAME = "conv_stem  edges, colours"
_BOX_AND_LOCK = 44


class LayerTreeView(QTreeView):
    """A tree view that leaves room under one row, the last one before the border, and draws the border there.

    Where that row lies in a collapsed group the line stands under the group and says "in …". `entered(path)` when a
    row is double-clicked, or Enter pressed on it.
    """

    entered = Signal(str)

    def __init__(self, model: LayerTreeModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("layerTree")
        self.setAccessibleName("Layers; a ticked layer stays frozen")
        self.layers = model
        self.setModel(model)
        self.rows = RowDelegate(self)
        self.setItemDelegate(self.rows)
        self.setAlternatingRowColors(False)
        self.setAllColumnsShowFocus(True)
        self.setUniformRowHeights(False)
        self.setExpandsOnDoubleClick(True)
        self._last_before_border = _NO_BORDER
        self.border_text = _ONCE_TEXT
        self._inside = ""
        self._unwanted: frozenset[int] = frozenset()
        self._insisted: frozenset[int] = frozenset()
        self._widths: dict[int, int] = {}
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.doubleClicked.connect(self._on_double_clicked)
        self.expanded.connect(self._place_band)
        self.collapsed.connect(self._place_band)
        self._arrange_columns()

    def set_border(self, after: str | None) -> None:
        """Draw the border behind the row of that path and all that is under it; None: draw none."""
        outline = self.layers.outline
        number = outline.position.get(after, _NO_BORDER) if after else _NO_BORDER
        self._last_before_border = outline.ends[number] - 1 if number != _NO_BORDER else _NO_BORDER
        self._place_band()

    def say_once(self, once: bool) -> None:
        """Whether what comes out at the border is computed once, or anew in each epoch."""
        self.border_text = _ONCE_TEXT if once else _BORDER_TEXT
        self.viewport().update()

    def choose_columns(self, hidden: set[int], insisted: set[int]) -> None:
        """Hide these columns, and let those that a person insists on stay however little room there is; others come and
        go by themselves."""
        self._unwanted, self._insisted = frozenset(hidden), frozenset(insisted)
        self._show_columns()

    def gives_way(self, column: int) -> bool:
        """Whether a column that would be shown is hidden because the names need its room."""
        return self.isColumnHidden(column) and column not in self._unwanted and self._has_something_to_say(column)

    def can_edit_beside(self) -> bool:
        """Whether something can be written into the current row."""
        return self._editable_beside().isValid()

    @Slot()
    def edit_beside(self) -> None:
        """Open the editor of the current row's first column that can be written to."""
        index = self._editable_beside()
        if index.isValid():
            self.scrollTo(index)
            self.edit(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """F2 writes beside the current layer, wherever in its row the focus is; Enter opens it."""
        if event.key() == Qt.Key.Key_F2:
            self.edit_beside()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.entered.emit(self.layers.row_at(self.currentIndex()).path)
        else:
            super().keyPressEvent(event)

    @Slot(QModelIndex)
    def _on_double_clicked(self, index: QModelIndex) -> None:
        """A double click on what can be written to, or be ticked, is not meant for the row."""
        meant_for_row = not index.flags() & Qt.ItemFlag.ItemIsEditable and not self._is_over_checkbox(index)
        if meant_for_row:
            self.entered.emit(self.layers.row_at(index).path)

    def _is_over_checkbox(self, index: QModelIndex) -> bool:
        if index.data(Qt.ItemDataRole.CheckStateRole) is None:
            return False
        options = QStyleOptionViewItem()
        self.initViewItemOption(options)
        options.rect = self.visualRect(index)
        self.rows.initStyleOption(options, index)
        box = self.style().subElementRect(QStyle.SubElement.SE_ItemViewItemCheckIndicator, options, self)
        return box.contains(self.viewport().mapFromGlobal(QCursor.pos()))

    def _editable_beside(self) -> QModelIndex:
        row = self.currentIndex()
        beside = (row.siblingAtColumn(column) for column in range(self.layers.columnCount() if row.isValid() else 0))
        seen = (index for index in beside if not self.isColumnHidden(index.column()))
        return next((index for index in seen if index.flags() & Qt.ItemFlag.ItemIsEditable), QModelIndex())

    def border_row(self) -> str | None:
        """The path of the visible row under which the border is drawn now."""
        number = self.rows.band_row
        return None if number == _NO_BORDER else self.layers.outline.rows[number].path

    @Slot()
    def _place_band(self) -> None:
        outline = self.layers.outline
        shown, self._inside = self._last_before_border, ""
        ancestor = outline.parents[shown] if shown != _NO_BORDER else _NO_BORDER
        while ancestor != _NO_BORDER:
            if not self.isExpanded(self.layers.index_of(ancestor)):
                shown = ancestor
                cuts_through = outline.ends[ancestor] != self._last_before_border + 1
                self._inside = outline.rows[ancestor].path if cuts_through else ""
            ancestor = outline.parents[ancestor]
        if shown != self.rows.band_row:
            self.rows.band_row = shown
            self.scheduleDelayedItemsLayout()
        self.viewport().update()

    def dataChanged(self, first: Index, last: Index, roles: Sequence[int] = ()) -> None:  # noqa: N802
        """Draw again. No row's height depends on what stands in it, so that none is measured, as QTreeView would.

        Which of many rows are on screen is not asked either: with hundreds of rows that takes longer than to draw.
        """
        is_edited = self.state() == QAbstractItemView.State.EditingState
        if first == last or is_edited or QAccessible.isActive():
            QAbstractItemView.dataChanged(self, first, last, roles)
        else:
            self.viewport().update()

    def drawRow(self, painter: QPainter, options: QStyleOptionViewItem, index: Index) -> None:  # noqa: N802
        """A row as usual; the border's row gives its lowest part to the line."""
        if index.internalId() != self.rows.band_row:
            super().drawRow(painter, options, index)
            return
        above = QStyleOptionViewItem(options)
        above.rect = options.rect.adjusted(0, 0, 0, -BAND_HEIGHT)
        super().drawRow(painter, above, index)
        rect: QRect = options.rect
        band = QRect(rect.left(), rect.bottom() + 1 - BAND_HEIGHT, rect.width(), BAND_HEIGHT)
        self._draw_border(painter, band)

    def _draw_border(self, painter: QPainter, band: QRect) -> None:
        text = f"{self.border_text} · in {self._inside}" if self._inside else self.border_text
        colour = self.palette().color(QPalette.ColorRole.Link)
        background = QColor(colour)
        background.setAlpha(28)
        painter.save()
        painter.fillRect(band, background)
        painter.setPen(QPen(colour, 2))
        font = QFont(self.font())
        font.setPointSizeF(max(7.0, font.pointSizeF() * 0.88))
        painter.setFont(font)
        words = painter.fontMetrics().horizontalAdvance(text)
        visible = band.intersected(self.viewport().rect())
        left = visible.left() + max(8, (visible.width() - words) // 2)
        middle = band.center().y() + 1
        painter.drawLine(band.left(), middle, left - 8, middle)
        painter.drawLine(left + words + 8, middle, band.right(), middle)
        painter.drawText(QRect(left, band.top(), words + 4, band.height()), Qt.AlignmentFlag.AlignVCenter, text)
        painter.restore()

    def _arrange_columns(self) -> None:
        header = self.header()
        header.setStretchLastSection(False)
        header.setSectionsMovable(False)
        header.setMinimumSectionSize(48)
        widest = {Column.TYPE: "BatchNormAct", Column.OUTPUT: "320 × 112 × 112", Column.WEIGHTS: "Weights"}
        for column, text in widest.items():
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Interactive)
            self._set_width(column, text)
        for place, extra in enumerate(self.layers.extras, start=len(Column)):
            header.setSectionResizeMode(place, QHeaderView.ResizeMode.Interactive)
            self._set_width(place, extra.widest)
            self.setItemDelegateForColumn(place, extra.delegate(self.rows))
            extra.shown_changed.connect(self._show_columns)
        header.sectionResized.connect(self._on_section_resized)
        self._show_columns()

    def _set_width(self, column: int, widest: str) -> None:
        self._widths[column] = self.fontMetrics().horizontalAdvance(widest) + 16
        self.setColumnWidth(column, self._widths[column])

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Columns come and go with the room there is."""
        super().resizeEvent(event)
        self._show_columns()

    @Slot()
    def _show_columns(self) -> None:
        """The names take the room that is left. Where that is too little, the type gives way, then the output, unless a
        person insists on it; at last the tree scrolls sideways."""
        columns = range(Column.TYPE, self.layers.columnCount())
        shown = [column for column in columns if column not in self._unwanted and self._has_something_to_say(column)]
        room = self.viewport().width() - self.least_name_width()
        for column in {int(Column.TYPE), int(Column.OUTPUT)} - self._insisted:
            if column in shown and sum(self._widths[each] for each in shown) > room:
                shown.remove(column)
        for column in columns:
            self.setColumnHidden(column, column not in shown)
        self._fit_names(fits=sum(self._widths[each] for each in shown) <= room)

    def least_name_width(self) -> int:
        """What the names need to be read, with what they do."""
        return self.fontMetrics().horizontalAdvance(_LEAST_NAME) + self.indentation() + _BOX_AND_LOCK

    def _fit_names(self, *, fits: bool) -> None:
        mode = QHeaderView.ResizeMode.Stretch if fits else QHeaderView.ResizeMode.Interactive
        if self.header().sectionResizeMode(Column.LAYER) != mode:
            self.header().setSectionResizeMode(Column.LAYER, mode)
        if not fits:
            self.setColumnWidth(Column.LAYER, self.least_name_width())

    @Slot(int, int, int)
    def _on_section_resized(self, column: int, _before: int, width: int) -> None:
        """A column that a person has made wider or narrower stays so."""
        if column != Column.LAYER and width and width != self._widths[column]:
            self._widths[column] = width
            self._show_columns()

    def _has_something_to_say(self, column: int) -> bool:
        return column < len(Column) or self.layers.extras[column - len(Column)].is_shown()

    def shown_rows(self) -> list[str]:
        """The paths of the rows on screen, from the top down."""
        paths, index = [], self.indexAt(self.viewport().rect().topLeft())
        while index.isValid():
            paths.append(self.layers.row_at(index).path)
            index = self.indexBelow(index)
        return paths

    def opened_groups(self) -> set[str]:
        """The paths of all groups that are open."""
        outline = self.layers.outline
        numbers = (number for number in range(len(outline.rows)) if outline.children[number])
        return {outline.rows[number].path for number in numbers if self.isExpanded(self.layers.index_of(number))}

    def open_groups(self, paths: set[str]) -> None:
        """Open these groups as far as they exist; where none does, the top ones, so that the stages are in sight."""
        known = [self.layers.outline.position[path] for path in paths if path in self.layers.outline.position]
        for number in known:
            self.expand(self.layers.index_of(number))
        if not known:
            self._open_top_groups()

    def _open_top_groups(self) -> None:
        """The top groups that have weights in them."""
        outline = self.layers.outline
        for number in outline.children[-1]:
            if outline.under(number):
                self.expand(self.layers.index_of(number))

    def filter_rows(self, text: str) -> int:
        """Show only rows whose path or type contains the text, with the groups they stand under; how many match."""
        outline, wanted = self.layers.outline, text.strip().casefold()
        keep: set[int] = set()
        matches = 0
        for number, row in enumerate(outline.rows):
            if wanted in row.path.casefold() or wanted in row.type.casefold():
                matches += 1
                keep.update(range(number, outline.ends[number]))
                keep.update(self._ancestors(number))
        for number in range(len(outline.rows)):
            self.setRowHidden(outline.places[number], self._parent_index(number), number not in keep)
        if wanted:
            for number in {ancestor for kept in keep for ancestor in self._ancestors(kept)}:
                self.expand(self.layers.index_of(number))
        return matches

    def _ancestors(self, number: int) -> list[int]:
        parents, found = self.layers.outline.parents, []
        while (number := parents[number]) != _NO_BORDER:
            found.append(number)
        return found

    def _parent_index(self, number: int) -> QModelIndex:
        return self.layers.index_of(self.layers.outline.parents[number])
