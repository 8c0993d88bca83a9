"""The layers panel: which network, which strategy, and a tick at every layer that stays frozen."""

import msgspec
from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtWidgets import QApplication, QLabel, QVBoxLayout, QWidget

from tlstudio.backbone.freezing import (
    border,
    border_caveat,
    check_trainable,
    freeze_map,
    parameter_counts,
    strategy_of,
)
from tlstudio.backbone.heads import with_classes, with_head
from tlstudio.backbone.tree import LayerTree
from tlstudio.gui.layers.columns_menu import ColumnsMenu
from tlstudio.gui.layers.cost_line import CostLine
from tlstudio.gui.layers.freeze_command import FreezeCommand
from tlstudio.gui.layers.head_editing import HeadEditing
from tlstudio.gui.layers.header import LayersHeader
from tlstudio.gui.layers.jobs import load_tree
from tlstudio.gui.layers.load_line import LoadLine
from tlstudio.gui.layers.moved_column import MovedColumn
from tlstudio.gui.layers.outline import Outline
from tlstudio.gui.layers.pacing import Pacing
from tlstudio.gui.layers.probing import Probing
from tlstudio.gui.layers.rate_column import RateColumn
from tlstudio.gui.layers.strategies import STRATEGIES
from tlstudio.gui.layers.tree_model import LayerTreeModel
from tlstudio.gui.layers.tree_view import LayerTreeView
from tlstudio.gui.layers.wording import humane_number
from tlstudio.gui.state import AppState
from tlstudio.gui.worker import Worker
from tlstudio.gui.zoo.line import title_of
from tlstudio.training.recipe import Recipe
from tlstudio.training.thawing import lasting

_FEWEST_CLASSES = 2
_TITLES = {strategy.key: strategy.title for strategy in STRATEGIES}


class LayersPanel(QWidget):
    """Shows `state.tree` and `state.frozen`; a change becomes a step that can be undone.

    `layer_chosen(path)` when another row is chosen. `loaded` when the layers of the chosen network are there, set as
    the strategy says; `load_failed(sentence)` when they cannot be had.
    """

    layer_chosen = Signal(str)
    loaded = Signal()
    load_failed = Signal(str)

    def __init__(self, state: AppState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("layersPanel")
        self._state = state
        self._chosen = ""
        self._may_load = False
        self._loader: Worker | None = None
        self.probing = Probing(state, self)
        self.rates = RateColumn(state)
        self._model = LayerTreeModel([self.rates, self.probing.column, MovedColumn(state)], parent=self)
        self.view = LayerTreeView(self._model)
        self.columns = ColumnsMenu(self.view)
        self.pacing = Pacing(state, self.view, self.rates)
        self.head = HeadEditing(state, self.view)
        self.pacing.context.addSeparator()
        self.pacing.context.addActions(self.head.actions())
        self.header = LayersHeader()
        self.summary = QLabel(wordWrap=True)
        self.summary.setObjectName("layerSummary")
        self.summary.setTextFormat(Qt.TextFormat.PlainText)
        self.cost = CostLine(state)
        self.load_line = LoadLine(state)
        layout = QVBoxLayout(self)
        layout.addWidget(self.header)
        self.above = QVBoxLayout()
        layout.addLayout(self.above)
        layout.addWidget(self.view, 1)
        layout.addWidget(self.probing.bar)
        below = QVBoxLayout()
        below.setSpacing(2)
        for line in (self.summary, self.cost, self.load_line):
            below.addWidget(line)
        layout.addLayout(below)
        self.header.backbone_box.show_name(state.backbone)
        self.header.show_strategy(state.strategy)
        self._connect()
        self._on_tree_changed()
        self.apply_theme()

    def load(self) -> None:
        """Fetch the layers of the chosen network, and from now on of others, in the background: it loads torch."""
        self._may_load = True
        self._on_backbone_changed()

    def apply_theme(self) -> None:
        """Make icons and colours again after a change of theme."""
        self.header.apply_theme(QApplication.palette())
        self.view.rows.apply_theme(QApplication.palette())
        self.view.viewport().update()

    def _connect(self) -> None:
        self._state.backbone_changed.connect(self._on_backbone_changed)
        for changed in (self._state.dataset_changed, self._state.whole_tree_changed, self._state.head_changed):
            changed.connect(self._on_tree_inputs_changed)
        self._state.tree_changed.connect(self._on_tree_changed)
        self._state.frozen_changed.connect(self._on_frozen_changed)
        self._state.thaw_changed.connect(self._on_frozen_changed)
        self._state.recipe_changed.connect(self._on_recipe_changed)
        for refused in (self.rates.refused, self.head.refused):
            refused.connect(self.summary.setText)
        self._state.strategy_changed.connect(self.header.show_strategy)
        self.view.selectionModel().currentRowChanged.connect(self._on_row_chosen)
        self._model.frozen_requested.connect(self._on_frozen_requested)
        self.header.backbone_box.chosen.connect(self._on_backbone_chosen)
        self.header.strategy_chosen.connect(self._on_strategy_chosen)
        self.header.filter_changed.connect(self.view.filter_rows)
        self.header.expand_button.clicked.connect(self.view.expandAll)
        self.header.collapse_button.clicked.connect(self.view.collapseAll)
        self.header.probe_button.clicked.connect(self.probing.start)
        self.probing.ready_changed.connect(self.header.probe_button.setEnabled)
        self.header.probe_button.setEnabled(self.probing.is_ready)

    @Slot()
    def _on_backbone_changed(self) -> None:
        self.header.backbone_box.show_name(self._state.backbone)
        if not self._may_load:
            return
        self.summary.setText(f"Loading {title_of(self._state.backbone)}…")
        self._loader = Worker(load_tree(self._state.backbone, self.classes()), parent=self)
        self._loader.succeeded.connect(self._on_tree_loaded)
        self._loader.failed.connect(self._on_failed)
        self._loader.start()

    @Slot(object)
    def _on_tree_loaded(self, tree: LayerTree) -> None:
        if self.sender() is not self._loader:
            return  # another network was chosen meanwhile
        strategy = self._state.strategy if self._state.strategy != "custom" else "features"
        self._state.rates, self._state.thaw = {}, {}
        self._state.head = msgspec.structs.replace(self._state.head, cut=None)
        self._state.whole_tree = tree
        self._state.strategy = strategy
        self._state.frozen = freeze_map(tree, strategy)
        self.loaded.emit()

    @Slot()
    def _on_tree_inputs_changed(self) -> None:
        """Other classes, another head or another network: other rows."""
        whole = self._state.whole_tree
        if whole is not None:
            self._state.tree = with_classes(with_head(whole, self._state.head), self.classes())

    @Slot()
    def _on_tree_changed(self) -> None:
        opened, chosen = self.view.opened_groups(), self._chosen
        self.view.set_border(None)  # its row may not exist in the other tree
        self._model.set_tree(self._state.tree, self._state.frozen)
        self.view.open_groups(opened)
        self.view.setCurrentIndex(self._model.index_of(self._model.outline.position.get(chosen, -1)))
        self._on_frozen_changed()

    @Slot()
    def _on_frozen_changed(self) -> None:
        tree = self._state.tree
        if tree is None:
            return
        stays = lasting(self._state.frozen, self._state.thaw)
        self._model.set_frozen(self._state.frozen)
        self._model.set_thaw(self._state.thaw)
        cut = border(tree, stays)
        self.view.set_border(cut.after if cut else None)
        self.summary.setText(summary_text(self._model.outline, tree, self._state.frozen, stays))

    @Slot(tuple)
    def _on_frozen_requested(self, frozen: tuple[str, ...]) -> None:
        tree = self._state.tree
        if tree is not None:
            self._push("Change what is frozen", strategy_of(tree, frozen), frozen)

    @Slot(QModelIndex)
    def _on_row_chosen(self, current: QModelIndex) -> None:
        if current.isValid():
            self._chosen = self._model.row_at(current).path
            self.layer_chosen.emit(self._chosen)

    @Slot(object)
    def _on_recipe_changed(self, recipe: Recipe) -> None:
        self.view.say_once(not recipe.varies_anew)

    @Slot(str)
    def _on_strategy_chosen(self, strategy: str) -> None:
        tree = self._state.tree
        if tree is not None and strategy != self._state.strategy:
            self._push(_TITLES[strategy], strategy, freeze_map(tree, strategy))

    @Slot(str)
    def _on_backbone_chosen(self, name: str) -> None:
        self._state.backbone = name

    @Slot(str)
    def _on_failed(self, sentence: str) -> None:
        if self.sender() is self._loader:
            self.summary.setText(sentence)
            self.load_failed.emit(sentence)

    def _push(self, text: str, strategy: str, frozen: tuple[str, ...]) -> None:
        self._state.undo_stack.push(FreezeCommand(self._state, text, strategy, frozen))

    def classes(self) -> int:
        """For how many classes the head is."""
        dataset = self._state.dataset
        return max(_FEWEST_CLASSES, len(dataset.classes) if dataset else 0)


def summary_text(
    outline: Outline, tree: LayerTree, frozen: tuple[str, ...], stays: tuple[str, ...] | None = None
) -> str:
    """`2.6 k of 3.4 M weights train · border after blocks.6`, or why nothing can be trained.

    `stays` are those that stay frozen to the end (None: all of them).
    """
    stays = frozen if stays is None else stays
    problem = check_trainable(tree, frozen)
    if problem:
        return problem
    trainable, total = parameter_counts(tree, frozen)
    later = parameter_counts(tree, stays)[0]
    cut = border(tree, stays)
    where = f"border after {outline.group_ending_with(cut.after)}" if cut else "no frozen border"
    grows = f", {humane_number(later)} in the end" if later != trainable else ""
    ending = f"network cut behind {tree.head.cut}" if tree.head.cut else ""
    parts = [f"{humane_number(trainable)} of {humane_number(total)} weights train{grows}", where, ending, tree.note]
    return " · ".join(part for part in (*parts, border_caveat(tree, stays)) if part)
