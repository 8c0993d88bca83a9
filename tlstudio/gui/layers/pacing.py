"""How fast layers learn, and from which epoch on: what can be done with the row at hand; every step can be undone."""

from PySide6.QtCore import QObject, QPoint, Slot
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QInputDialog, QMenu

from tlstudio.gui.layers.change_command import ChangeCommand
from tlstudio.gui.layers.rate_column import RateColumn
from tlstudio.gui.layers.tree_view import LayerTreeView
from tlstudio.gui.state import AppState
from tlstudio.training.recipe import RatePreset

_LAST_EPOCH = 100_000
_PRESETS: dict[RatePreset, tuple[str, str]] = {
    "usual": ("As the Studio &Chooses", "The head fast, the layers in front of it slower, the first ones slowest."),
    "same": ("&Same Rate Everywhere", "Every layer learns at the learning rate."),
    "stages": ("&Lower Towards the Input (÷ 2.6 per Stage)", "Discriminative rates, after Howard and Ruder (2018)."),
    "layers": ("Layer-Wise &Decay 0.75", "Each block of layers learns at three quarters of the rate behind it."),
}


class Pacing(QObject):
    """`actions` stand in the tree's context menu and in the window's menu."""

    def __init__(self, state: AppState, view: LayerTreeView, column: RateColumn) -> None:
        super().__init__(view)
        self._state = state
        self._view = view
        self._column = column
        self._asked: tuple[str, ...] = ()
        self.rate = QAction("Learning &Rate of the Layer…\tF2", self)
        self.until = QAction("Frozen &Until Epoch…", self)
        self.always = QAction("Frozen to the &End", self)
        self.presets = QMenu("&Learning Rates", view)
        self._group = QActionGroup(self)
        for preset, (text, tip) in _PRESETS.items():
            action = self.presets.addAction(text)
            action.setCheckable(True)
            action.setStatusTip(tip)
            action.setToolTip(tip)
            action.setData(preset)
            self._group.addAction(action)
        self.context = QMenu(view)
        for menu in (self.presets, self.context):
            menu.setToolTipsVisible(True)
        self.context.addActions([self.rate, self.until, self.always])
        self.context.addMenu(self.presets)
        self._connect()
        self._show()

    def extras(self) -> list[QAction | QMenu]:
        """The same for the window's menu."""
        return [self.rate, self.until, self.always, self.presets]

    def set_epoch(self, paths: tuple[str, ...], epoch: int | None) -> None:
        """Let these frozen rows learn from that epoch on; None: never."""
        thaw = {path: first for path, first in self._state.thaw.items() if path not in paths}
        if epoch is not None:
            thaw |= dict.fromkeys(paths, epoch)
        text = "Frozen to the end" if epoch is None else f"Frozen until epoch {epoch}"
        if thaw != self._state.thaw:
            self._state.undo_stack.push(ChangeCommand(self._state, text, thaw=thaw))

    def _connect(self) -> None:
        self.rate.triggered.connect(self._view.edit_beside)
        self.until.triggered.connect(self._on_until)
        self.always.triggered.connect(self._on_always)
        self._group.triggered.connect(self._on_preset)
        self._view.customContextMenuRequested.connect(self._on_menu_wanted)
        self._view.selectionModel().currentChanged.connect(self._show)
        state = self._state
        for changed in (state.tree_changed, state.frozen_changed, state.thaw_changed, state.strategy_changed):
            changed.connect(self._show)
        state.rate_preset_changed.connect(self._show)

    @Slot()
    def _show(self) -> None:
        """What can be done with the row at hand, and which preset counts."""
        frozen = self._frozen_here()
        self.rate.setEnabled(self._view.can_edit_beside())
        self.until.setEnabled(bool(frozen))
        self.always.setEnabled(any(path in self._state.thaw for path in frozen))
        preset = self._column.preset()
        for action in self._group.actions():
            action.setChecked(action.data() == preset)

    @Slot(QPoint)
    def _on_menu_wanted(self, place: QPoint) -> None:
        self._show()
        self.context.popup(self._view.viewport().mapToGlobal(place))

    @Slot()
    def _on_until(self) -> None:
        self._asked = self._frozen_here()
        row = self._view.layers.row_at(self._view.currentIndex())
        dialog = QInputDialog(self._view)
        dialog.setWindowTitle("Frozen Until Epoch")
        dialog.setLabelText(f"{row.path} stays as it is at first. From which epoch on does it learn?")
        dialog.setInputMode(QInputDialog.InputMode.IntInput)
        dialog.setIntRange(2, _LAST_EPOCH)
        dialog.setIntValue(min((self._state.thaw.get(path, 2) for path in self._asked), default=2))
        dialog.intValueSelected.connect(self._on_epoch_chosen)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot(int)
    def _on_epoch_chosen(self, epoch: int) -> None:
        self.set_epoch(self._asked, epoch)

    @Slot()
    def _on_always(self) -> None:
        self.set_epoch(self._frozen_here(), None)

    @Slot(QAction)
    def _on_preset(self, action: QAction) -> None:
        """A preset takes the place of what was set by hand."""
        preset = None if action.data() == "usual" else action.data()
        if (preset, {}) != (self._state.rate_preset, self._state.rates):
            text = action.text().replace("&", "")
            self._state.undo_stack.push(ChangeCommand(self._state, text, rate_preset=preset, rates={}))
        self._show()

    def _frozen_here(self) -> tuple[str, ...]:
        """The frozen rows of the layer or group at hand."""
        index, frozen = self._view.currentIndex(), frozenset(self._state.frozen)
        if not index.isValid():
            return ()
        return tuple(path for path in self._view.layers.outline.under(index.internalId()) if path in frozen)
