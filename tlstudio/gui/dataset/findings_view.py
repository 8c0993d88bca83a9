"""The list of problems: fetches the thumbnails in sight, and turns clicks and keys into actions."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, QPoint, QRect, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPalette, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyleOptionViewItem, QWidget

from tlstudio.gui.dataset.findings_delegate import FindingsDelegate
from tlstudio.gui.dataset.findings_entry import Entry
from tlstudio.gui.dataset.findings_fixes import Action, common_actions
from tlstudio.gui.dataset.findings_model import FindingsModel
from tlstudio.gui.icons import pixmap
from tlstudio.photos.view import PhotoFile

_SETTLE_MILLISECONDS = 25
_PICTURES_IN_SIGHT = 4
_DIGITS = tuple("123456789")


class FindingsView(QListView):
    """`wanted(action)` for what is selected, by a row's button or by key; `label_wanted(number)` by a digit;
    `entries_selected` when the selection changes."""

    wanted = Signal(str)
    label_wanted = Signal(int)
    entries_selected = Signal()

    def __init__(self, model: FindingsModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("problemsView")
        self.setAccessibleName("Problems, the worst first")
        self.findings = model
        self._delegate = FindingsDelegate(model)
        self._pressed: Action | None = None
        self._settled = QTimer(self, singleShot=True, interval=_SETTLE_MILLISECONDS)
        self.setModel(model)
        self.setItemDelegate(self._delegate)
        self.setUniformItemSizes(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setAlternatingRowColors(True)
        self._settled.timeout.connect(self._fetch_what_is_in_sight)
        self.verticalScrollBar().valueChanged.connect(self._settled.start)
        model.thumbnails.arrived.connect(self._on_arrived)

    def show_entries(self, entries: Sequence[Entry], are_put_away: bool, changed: bool = False) -> None:
        """Show these; what was selected and still there stays selected.

        `changed`: the same list after something was done. Then the view stays where it is, and where all that was
        selected is gone, what took its place is selected.
        """
        rows = self._selected_rows()
        keys = {self.findings.entry_at(row).key for row in rows}
        offset = self.verticalScrollBar().value()
        self.findings.set_entries(entries, are_put_away)
        self.doItemsLayout()
        if changed:
            self.verticalScrollBar().setValue(offset)
        found = [row for row, entry in enumerate(entries) if entry.key in keys] if keys else []
        if changed and rows and entries and not found:
            found = [min(rows[0], len(entries) - 1)]
        self._select(found)
        self._settled.start()

    def selected_entries(self) -> list[Entry]:
        """What is selected, in order."""
        return [self.findings.entry_at(row) for row in self._selected_rows()]

    def possible(self) -> tuple[Action, ...]:
        """What can be done about all that is selected."""
        selected = self.selected_entries()
        if self.findings.are_put_away:
            return ("tell",) if selected else ()
        return common_actions(selected)

    def choose(self, path: Path) -> None:
        """Select the first entry about this photo, if there is one and it is not about a selected one already."""
        if any(path in entry.paths for entry in self.selected_entries()):
            return
        for row, entry in enumerate(self.findings.entries):
            if path in entry.paths:
                self._select([row])
                return

    def button_place(self, row: int, action: Action) -> QRect:
        """Where a row has its button for an action."""
        index = self.findings.index(row)
        return self._delegate.button_place(self._option(index), index, action)

    def apply_theme(self, palette: QPalette) -> None:
        """Make the sign for files without a picture again in the palette's colours."""
        self._delegate.no_picture = pixmap("image-off-outline", palette, 56)
        self.viewport().update()

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:  # noqa: N802
        """Say so."""
        super().selectionChanged(selected, deselected)
        self.entries_selected.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Other rows may be in sight."""
        super().resizeEvent(event)
        self._settled.start()

    def showEvent(self, event: QShowEvent) -> None:
        """They are in sight from now on."""
        super().showEvent(event)
        self._settled.start()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Selects the row, also where its button is pressed; with Ctrl or Shift held there is only selecting."""
        super().mousePressEvent(event)
        plain = event.button() == Qt.MouseButton.LeftButton and not event.modifiers()
        self._pressed = self._action_at(event.position().toPoint()) if plain else None

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Where the button that was pressed is let go of, it is clicked."""
        super().mouseReleaseEvent(event)
        pressed, self._pressed = self._pressed, None
        if pressed and pressed == self._action_at(event.position().toPoint()):
            self.wanted.emit(pressed)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Looks; but on a button it is nothing, for the first click may have brought another row there."""
        if not self._action_at(event.position().toPoint()) and "look" in self.possible():
            self.wanted.emit("look")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and Space look, F is the first button, Delete leaves out, I puts away, 1 to 9 label."""
        actions = self.possible()
        keys: dict[int, Action | None] = {
            Qt.Key.Key_Return: "look",
            Qt.Key.Key_Enter: "look",
            Qt.Key.Key_Space: "look",
            Qt.Key.Key_F: actions[0] if actions else None,
            Qt.Key.Key_Delete: "leave out",
            Qt.Key.Key_I: "ignore",
        }
        if not event.modifiers() and event.text() in _DIGITS:
            self.label_wanted.emit(int(event.text()))
        elif event.modifiers() or event.key() not in keys:
            super().keyPressEvent(event)
        elif keys[event.key()] in actions:
            self.wanted.emit(keys[event.key()])

    @Slot(object)
    def _on_arrived(self, photo: PhotoFile) -> None:
        """Paint it, if it is in sight."""
        for row in self._rows_in_sight():
            if any(sample.source == photo for sample in self.findings.entry_at(row).samples[:_PICTURES_IN_SIGHT]):
                self.update(self.findings.index(row))

    @Slot()
    def _fetch_what_is_in_sight(self) -> None:
        if self.isVisible():
            entries = [self.findings.entry_at(row) for row in self._rows_in_sight()]
            shown = [sample for entry in entries for sample in entry.samples[:_PICTURES_IN_SIGHT]]
            self.findings.thumbnails.check(shown)
            self.findings.thumbnails.want([sample.source for sample in shown])

    def _rows_in_sight(self) -> range:
        count = self.findings.rowCount()
        if not count:
            return range(0)
        first, last = self.indexAt(QPoint(4, 0)).row(), self.indexAt(QPoint(4, self.viewport().height() - 1)).row()
        return range(max(0, first), (last if last >= 0 else count - 1) + 1)

    def _action_at(self, point: QPoint) -> Action | None:
        index = self.indexAt(point)
        return self._delegate.action_at(self._option(index), index, point) if index.isValid() else None

    def _option(self, index: QModelIndex) -> QStyleOptionViewItem:
        option = QStyleOptionViewItem()
        self.initViewItemOption(option)
        option.rect = self.visualRect(index)
        return option

    def _selected_rows(self) -> list[int]:
        return sorted(index.row() for index in self.selectedIndexes())

    def _select(self, rows: Sequence[int]) -> None:
        chosen = QItemSelection()
        for row in rows:
            chosen.select(self.findings.index(row), self.findings.index(row))
        flags = QItemSelectionModel.SelectionFlag
        if rows:
            self.selectionModel().setCurrentIndex(self.findings.index(rows[0]), flags.NoUpdate)
        self.selectionModel().select(chosen, flags.ClearAndSelect)
