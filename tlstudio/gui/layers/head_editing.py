"""Another head, or another end of the network: what can be done from the tree and the menu; each is one step back."""

import msgspec
from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QAction, QKeySequence

from tlstudio.backbone.heads import HEAD, checked_cut, with_classes, with_head
from tlstudio.backbone.tree import HeadDesign
from tlstudio.foundation.errors import UsageError
from tlstudio.gui.layers.carrying import carried_over
from tlstudio.gui.layers.change_command import HeadCommand
from tlstudio.gui.layers.head_dialog import HeadDialog
from tlstudio.gui.layers.head_wording import change_text, ends, whole_already_text
from tlstudio.gui.layers.tree_view import LayerTreeView
from tlstudio.gui.state import AppState

_EDIT_TIP = "Give the head hidden units and dropout, or put it behind another layer"
_CUT_TIP = "End the network here and put the head behind this layer"
_WHOLE_TIP = "Put the head behind the last layer again"


class HeadEditing(QObject):
    """`actions` stand in the tree's context menu and in the window's; `refused(sentence)` where there can be no cut."""

    refused = Signal(str)

    def __init__(self, state: AppState, view: LayerTreeView) -> None:
        super().__init__(view)
        self._state = state
        self._view = view
        self.edit = _action("&Head…", _EDIT_TIP, self, "Ctrl+H")
        self.cut_here = _action("&Cut Behind This Layer", _CUT_TIP, self)
        self.whole = _action("Use the &Whole Network Again", _WHOLE_TIP, self)
        self.edit.triggered.connect(self.open_dialog)
        self.cut_here.triggered.connect(self._on_cut_here)
        self.whole.triggered.connect(self._on_whole)
        view.entered.connect(self._on_entered)
        view.selectionModel().currentChanged.connect(self._show)
        for changed in (state.tree_changed, state.whole_tree_changed, state.head_changed):
            changed.connect(self._show)
        self._show()

    def actions(self) -> list[QAction]:
        """The head's dialog, the cut, and its inverse."""
        return [self.edit, self.cut_here, self.whole]

    @Slot(object)
    def use(self, design: HeadDesign) -> None:
        """Take this head, as a step that can be undone; ticks, rates and epochs of layers that are left stay."""
        whole, tree = self._state.whole_tree, self._state.tree
        if whole is None or tree is None or design == self._state.head:
            return
        after = with_classes(with_head(whole, design), tree.rows[-1].output[0])
        strategy, frozen = carried_over(tree, after, self._state.strategy, self._state.frozen)
        left = {row.path for row in after.rows}
        self._state.undo_stack.push(
            HeadCommand(
                self._state,
                change_text(self._state.head, design),
                head=design,
                strategy=strategy,
                frozen=frozen,
                thaw={path: epoch for path, epoch in self._state.thaw.items() if path in left},
                rates={path: rate for path, rate in self._state.rates.items() if path in left},
            )
        )

    @Slot()
    def open_dialog(self) -> None:
        """Show what the head is made of, to change it."""
        if self._state.whole_tree is None:
            return
        dialog = HeadDialog(self._state, self._view.window())
        dialog.chosen.connect(self.use)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def cut_behind(self, path: str) -> None:
        """End the network behind that row, or say why it cannot end there."""
        whole = self._state.whole_tree
        if whole is None:
            return
        try:
            cut = checked_cut(whole, path)
        except UsageError as error:
            self._refuse(str(error))
            return
        place = next((name for name, other in ends(whole).items() if other == cut), None)
        if place is None:
            self._refuse(whole_already_text(path))
        else:
            self.use(msgspec.structs.replace(self._state.head, cut=place))

    @Slot()
    def _show(self) -> None:
        """What can be done now."""
        row = self._view.currentIndex()
        on_layer = row.isValid() and self._view.layers.row_at(row).path != HEAD
        self.edit.setEnabled(self._state.whole_tree is not None)
        self.cut_here.setEnabled(self._state.whole_tree is not None and on_layer)
        self.whole.setEnabled(self._state.head.cut is not None)

    @Slot(str)
    def _on_entered(self, path: str) -> None:
        if path == HEAD:
            self.open_dialog()

    @Slot()
    def _on_cut_here(self) -> None:
        row = self._view.currentIndex()
        if row.isValid():
            self.cut_behind(self._view.layers.row_at(row).path)

    @Slot()
    def _on_whole(self) -> None:
        self.use(msgspec.structs.replace(self._state.head, cut=None))

    def _refuse(self, sentence: str) -> None:
        self.refused.emit(sentence)
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._view, sentence))


def _action(text: str, tip: str, parent: QObject, keys: str = "") -> QAction:
    action = QAction(text, parent)
    action.setToolTip(tip)
    action.setStatusTip(tip)
    if keys:
        action.setShortcut(QKeySequence(keys))
        action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
    return action
