"""The dialog “Head”: where the network ends, and what the new classifier behind it is made of."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDoubleSpinBox,
    QFormLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from tlstudio.backbone.heads import with_classes, with_head
from tlstudio.backbone.tree import HeadDesign, LayerTree
from tlstudio.gui.dialog_parts import confirm_buttons
from tlstudio.gui.layers.carrying import carried_over
from tlstudio.gui.layers.head_wording import ends, flow_text, left_text, place_text, whole_text
from tlstudio.gui.layers.hidden_field import HiddenField
from tlstudio.gui.layers.wording import too_many_weights_text
from tlstudio.gui.state import AppState
from tlstudio.training.expected import too_many_weights

_WIDTH = 560
_NUMBER_WIDTH = 120
_ROWS_SHOWN = 20
_CUT_HELP = (
    "What passes there is averaged over the photo, and all layers behind it are left out. Early layers know edges and "
    "textures, late ones whole things: cut where the photos differ."
)
_HIDDEN_HELP = "Layers between the network and the classes. None is usual; with some, training takes more epochs."
_DROPOUT_HELP = "The share of the values that is left out at random in each step, so that none is relied on too much."
_HIGHEST_DROPOUT = 0.95


class HeadDialog(QDialog):
    """Starts with the head at hand; `chosen(HeadDesign)` when it is to become another one."""

    chosen = Signal(object)

    def __init__(self, state: AppState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        assert state.whole_tree is not None
        assert state.tree is not None
        self.setObjectName("headDialog")
        self.setWindowTitle("Head")
        self._state = state
        self._whole: LayerTree = state.whole_tree
        self._tree: LayerTree = state.tree
        self._photos = len(state.dataset.part("train")) if state.dataset else 0
        self.cut_box = _cut_box(self._whole, state.head.cut)
        self.hidden = HiddenField(state.head.hidden)
        self.dropout_box = _dropout_box(state.head.dropout)
        self.flow, self.left, self.warning = _said("headFlow"), _said("headLeft"), _said("headWarning")
        self._lay_out()
        self.cut_box.currentIndexChanged.connect(self._show)
        self.hidden.changed.connect(self._show)
        self.dropout_box.valueChanged.connect(self._show)
        self._show()

    def design(self) -> HeadDesign:
        """What is filled in."""
        return HeadDesign(self.hidden.units(), round(self.dropout_box.value(), 4), self.cut_box.currentData())

    def accept(self) -> None:
        """Take it."""
        self.chosen.emit(self.design())
        super().accept()

    @Slot()
    def _show(self) -> None:
        """Say what would come of it."""
        tree = with_classes(with_head(self._whole, self.design()), self._tree.rows[-1].output[0])
        self.flow.setText(flow_text(tree))
        self.left.setText(left_text(self._whole, tree))
        self.warning.setText(self._warning(tree))
        self.warning.setVisible(bool(self.warning.text()))
        self._make_room()

    def _make_room(self) -> None:
        """Grow where more is said than before; only the layout knows how high wrapped lines are."""
        layout = self.layout()
        assert layout is not None
        layout.activate()
        self.resize(self.width(), max(self.height(), layout.totalHeightForWidth(self.width())))

    def _warning(self, tree: LayerTree) -> str:
        """Where the photos are too few for what would be trained."""
        strategy, frozen = carried_over(self._tree, tree, self._state.strategy, self._state.frozen)
        weights = too_many_weights(tree, frozen, self._photos, from_nothing=strategy == "scratch")
        return too_many_weights_text(self._photos, weights, from_nothing=strategy == "scratch") if weights else ""

    def _lay_out(self) -> None:
        form = QFormLayout()
        fields = (
            ("Cut the network &behind", self.cut_box, _CUT_HELP),
            ("Hidden &layers", self.hidden, _HIDDEN_HELP),
            ("&Dropout", self.dropout_box, _DROPOUT_HELP),
        )
        for title, field, help_text in fields:
            form.addRow(title, field)
            form.addRow(_explanation(help_text))
        self.setMinimumWidth(_WIDTH)
        column = QVBoxLayout(self)
        column.addLayout(form)
        column.addSpacing(8)
        column.addWidget(self.flow)
        column.addWidget(self.left)
        column.addWidget(self.warning)
        column.addStretch(1)
        column.addWidget(confirm_buttons(self))


def _cut_box(whole: LayerTree, current: str | None) -> QComboBox:
    box = QComboBox()
    box.setObjectName("headCutBox")
    box.setAccessibleName("Cut the network behind")
    box.setAccessibleDescription(_CUT_HELP)
    box.setMaxVisibleItems(_ROWS_SHOWN)
    box.addItem(whole_text(whole), None)
    for path, cut in ends(whole).items():
        box.addItem(place_text(path, cut), path)
    box.setCurrentIndex(max(0, box.findData(current) if current else 0))
    return box


def _dropout_box(share: float) -> QDoubleSpinBox:
    box = QDoubleSpinBox(minimum=0, maximum=_HIGHEST_DROPOUT, singleStep=0.05, decimals=2)
    box.setObjectName("headDropoutBox")
    box.setAccessibleName("Dropout")
    box.setAccessibleDescription(_DROPOUT_HELP)
    box.setSpecialValueText("none")
    box.setMaximumWidth(_NUMBER_WIDTH)
    box.setValue(share)
    return box


def _said(name: str) -> QLabel:
    label = QLabel(wordWrap=True)
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label


def _explanation(text: str) -> QLabel:
    label = QLabel(text, wordWrap=True)
    label.setForegroundRole(QPalette.ColorRole.PlaceholderText)
    return label
